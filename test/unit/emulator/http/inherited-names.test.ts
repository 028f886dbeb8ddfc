/** Names that every object of JavaScript has are no names of Meta's. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, startReceiver, type Receiver } from '../graph-caller.js';

const inherited = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'];

let emulator: GraphEmulator;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  emulator = await GraphEmulator.start({ webhookUrl: receiver.url });
});
afterAll(async () => {
  await emulator.stop();
  await receiver.close();
});

describe.each(inherited)('%s', (name) => {
  const post = async (edge: string, body: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${emulator.info.accessToken}` };
    const { graphUrl, phoneNumberId } = emulator.info;
    const response = await fetch(`${graphUrl}/v25.0/${phoneNumberId}${edge}`, { method: 'POST', headers, body });
    const { error } = (await response.json()) as { error?: { code: number } };
    return [response.status, error?.code];
  };
  const product = '"messaging_product":"whatsapp"';

  test('is no field of an object', async () => {
    const { phoneNumberId, wabaId } = emulator.info;
    for (const id of [phoneNumberId, wabaId]) {
      const { status, body } = await call(emulator, 'GET', `/v25.0/${id}?fields=${name}`);
      expect([status, body.error.code]).toEqual([400, 100]);
    }
  });

  test('is no action of a call, no member of its settings, and no action of an application', async () => {
    expect(await post('/calls', `{${product},"action":"${name}"}`)).toEqual([400, 100]);
    expect(await post('/settings', `{"calling":{"${name}":"ENABLED"}}`)).toEqual([400, 100]);
    expect(await post('/official_business_account', `{"action":"${name}"}`)).toEqual([400, 100]);
  });

  test('can be the name of a list in a webhook', async () => {
    receiver.webhooks.length = 0;
    await emulator.deliverBatch([{ raw: { at: 'item', list: name, value: 'odd' } }]);
    expect(JSON.stringify(emulator.webhookDeliveries.at(-1)?.body)).toContain(`"${name}":["odd"]`);
  });
});
