/** Media as clients have trouble with them: other hosts, slow bytes, names of any script, kinds that do not fit. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type GraphEmulatorOptions } from '../../../../src/emulator/index.js';
import { eventually } from '../../../helpers/eventually.js';
import { png } from '../../../helpers/png.js';
import { call, send } from '../graph-caller.js';

let emulator: GraphEmulator;
afterEach(() => emulator.stop());
const start = async (options: GraphEmulatorOptions = {}): Promise<void> => {
  emulator = await GraphEmulator.start({ enforceWindow: false, statusDelayMs: 1, ...options });
};

async function upload(mimeType: string, filename = 'file.bin'): Promise<string> {
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('file', new Blob([png()], { type: mimeType }), filename);
  return (await call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/media`, { form })).body.id;
}

test('have URLs on another host than the API, which expire', async () => {
  let now = Date.now();
  await start({ clock: () => now, mediaBaseUrl: 'http://localhost:1' });
  const id = await upload('image/png');
  const { url } = (await call(emulator, 'GET', `/v25.0/${id}`)).body;
  expect(url).toMatch(/^http:\/\/localhost:1\/whatsapp_business\/attachments\/\?mid=/);
  const here = url.replace('http://localhost:1', emulator.info.graphUrl);
  expect((await call(emulator, 'GET', here)).status).toBe(200);
  now += 300_000;
  expect((await call(emulator, 'GET', here)).status).toBe(404);
});

test('name another host in the webhook of a user’s file, too', async () => {
  await start({ mediaBaseUrl: 'https://media.example' });
  const bodies: string[] = [];
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  emulator.setWebhookUrl(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
  await emulator.receiveMessage({ from: '+491701234567', image: { bytes: png(), mimeType: 'image/png' } });
  expect(bodies.join('')).toContain('"url":"https://media.example/whatsapp_business/attachments/?mid=');
  server.close();
});

test('come slowly where a fault says so', async () => {
  await start();
  const id = await upload('image/png');
  const { url } = (await call(emulator, 'GET', `/v25.0/${id}`)).body;
  emulator.addFault({ match: { path: '/whatsapp_business/attachments/' }, bytesPerSecond: png().length * 5 });
  const response = await fetch(url, { headers: { authorization: `Bearer ${emulator.info.accessToken}` } });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
  expect(chunks.length).toBeGreaterThan(1);
  expect(Buffer.concat(chunks)).toEqual(png());
});

test.each(['größe.png', 'Фото.png', '写真 1.png', 'صورة.png', '🍕.png'])('keep the name %s', async (filename) => {
  await start();
  const id = await upload('image/png', filename);
  const { url } = (await call(emulator, 'GET', `/v25.0/${id}`)).body;
  const { headers } = await call(emulator, 'GET', url);
  expect(headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${encodeURIComponent(filename)}`);
});

describe('of another kind than they are sent as', () => {
  const sent = async (kind: string, mimeType: string): Promise<string[]> => {
    await start();
    const { status, body } = await send(emulator, { type: kind, [kind]: { id: await upload(mimeType) } });
    expect(status).toBe(200);
    const [message] = await eventually(
      () => emulator.messages(),
      ([first]) => (first?.statuses ?? []).some(({ status: name }) => name === 'failed' || name === 'delivered'),
    );
    expect(message?.id).toBe(body.messages[0]?.id);
    return (message?.statuses ?? []).flatMap(({ status: name, errors }) => {
      const [error] = (errors ?? []) as { code: number }[];
      return error ? [`${name} ${error.code}`] : [name];
    });
  };

  test.each([
    ['image', 'audio/mpeg'],
    ['sticker', 'image/png'],
    ['audio', 'video/mp4'],
  ])('%s of %s are accepted, and fail by status', async (kind, mimeType) => {
    expect(await sent(kind, mimeType)).toEqual(['failed 131053']);
  });

  test.each([
    ['image', 'image/png'],
    ['document', 'image/png'],
  ])('%s of %s arrive', async (kind, mimeType) => {
    expect(await sent(kind, mimeType)).toEqual(['sent', 'delivered']);
  });
});
