/** Files whose names and types somebody chose to break an answer with. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { fileHeaders } from '../../../../src/emulator/http/file-headers.js';
import { call } from '../graph-caller.js';

let emulator: GraphEmulator;
beforeAll(async () => void (emulator = await GraphEmulator.start()));
afterAll(() => emulator.stop());

const from = '+49 170 1234567';
const bytes = Buffer.from('<script>alert(1)</script>');

describe.each([
  ['half\ud800.png', 'half%EF%BF%BD.png'],
  ["it's (1)*.png", 'it%27s%20%281%29%2A.png'],
  ['"; filename=evil.html\r\nx: y', '%22%3B%20filename%3Devil.html%0D%0Ax%3A%20y'],
  ['Zoë 👍.png', 'Zo%C3%AB%20%F0%9F%91%8D.png'],
])('a file named %j', (filename, encoded) => {
  test.each([
    ['image/svg+xml', 'inline'],
    ['text/html', 'attachment'],
  ])('of the type %s goes out, and runs nothing', async (mimeType, how) => {
    const { messageId } = await emulator.receiveMessage({ from, document: { bytes, mimeType, filename } });
    const received = emulator.receivedMessages().find(({ message }) => message['id'] === messageId);
    const { id, url } = received?.message['document'] as { id: string; url: string };

    const shown = await fetch(`${emulator.info.graphUrl}/_phone/media/${id}`);
    expect([shown.status, await shown.text()]).toEqual([200, bytes.toString()]);
    expect(shown.headers.get('content-disposition')).toBe(`${how}; filename*=UTF-8''${encoded}`);
    expect(shown.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');

    const { status, headers } = await call(emulator, 'GET', url);
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${encoded}`);
  });
});

test('a type that would be several headers is refused, and never sent', async () => {
  for (const mimeType of ['image/png\r\nx: y', 'image/png; ä', 'image', '', 'image/png\n']) {
    const written = emulator.receiveMessage({ from, image: { bytes, mimeType } });
    await expect(written).rejects.toThrow(/must be a media type such as image\/png/);
    const type = fileHeaders({ id: '1', mimeType }, 'inline')['content-type'];
    expect(type).toBe(mimeType === 'image' ? mimeType : 'application/octet-stream');
  }
  expect(fileHeaders({ id: '1', mimeType: 'audio/ogg; codecs=opus' }, 'inline')['content-type']).toBe(
    'audio/ogg; codecs=opus',
  );
});

test('a path of the phone page that cannot be read is answered by the page, and is no request of the Graph API', async () => {
  const before = emulator.requests.length;
  for (const path of ['/_phone/media/%E0%A4%A', '/_phone/page/%00', '/_phone/page/%2e%2e%2f%2e%2e%2fpackage.json']) {
    const { status, headers } = await fetch(`${emulator.info.graphUrl}${path}`);
    expect([path, [400, 403, 404].includes(status), headers.get('content-type')]).toEqual([
      path,
      true,
      'text/plain; charset=utf-8',
    ]);
  }
  expect(emulator.requests).toHaveLength(before);
});
