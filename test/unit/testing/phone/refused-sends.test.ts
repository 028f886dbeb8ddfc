import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { encodeCallbackData } from '../../../../src/common/sending/callback-data.js';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { noteRefusedSends } from '../../../../src/testing/phone/refused-sends.js';

let emulator: GraphEmulator;
beforeAll(async () => {
  emulator = await GraphEmulator.start({ enforceWindow: true });
});
afterEach(() => emulator.reset());
afterAll(() => emulator.stop());

async function send(to: string, sendKey?: string): Promise<void> {
  const { graphUrl, accessToken, phoneNumberId } = emulator.info;
  await fetch(`${graphUrl}/v25.0/${phoneNumberId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      messaging_product: 'whatsapp',
      to,
      type: 'text',
      text: { body: 'Hi' },
      ...(sendKey !== undefined && {
        biz_opaque_callback_data: encodeCallbackData({ workflowId: 'order-1', sendKey, wanted: [] }),
      }),
    }),
  });
}

const texts = (user: string): string[] =>
  noteRefusedSends(emulator, emulator.userIds(user)).map(({ who, text }) => `${who}: ${text}`);

test('what Meta refused to send to this user, once for each send, with what to do', async () => {
  await send('491701234567', 'a');
  await send('491709999999', 'b');
  const [note, ...others] = texts('+49 170 1234567');
  expect(note).toMatch(/^business: \(text refused: error 131047, WhatsApp\.ServiceWindowClosed, .*template/i);
  expect(others).toEqual([]);
});

test.each(['c', undefined])('nothing of what was accepted, also after it was refused: send key %s', async (key) => {
  emulator.openWindow('491701234567');
  emulator.addFault({ match: { path: '/messages' }, code: 130429 });
  await send('491701234567', key);
  await send('491701234567', key);
  expect(emulator.requests.map(({ answer, sendKey }) => [answer?.status, sendKey])).toEqual([
    [400, key],
    [200, key],
  ]);
  expect(texts('+49 170 1234567')).toEqual([]);
});
