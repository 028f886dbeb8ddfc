import { afterEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, send, uploadForm } from '../graph-caller.js';

const emulators: GraphEmulator[] = [];
const clock = (): number => Date.UTC(2026, 10, 30);
afterEach(async () => {
  for (const emulator of emulators.splice(0)) await emulator.stop();
});

async function start(seed?: number): Promise<GraphEmulator> {
  const emulator = await GraphEmulator.start({ enforceWindow: false, clock, ...(seed !== undefined && { seed }) });
  emulators.push(emulator);
  return emulator;
}

/** One object of each kind that has an id, made one after the other. */
async function makeEverything(emulator: GraphEmulator): Promise<unknown[]> {
  const { phoneNumberId, wabaId, appId } = emulator.info;
  const made = async (path: string, json: object): Promise<unknown> =>
    (await call(emulator, 'POST', `/v25.0/${path}`, { json })).body;
  const product = { messaging_product: 'whatsapp' };
  const template = { name: 'offer', language: 'en', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hi' }] };
  const form = uploadForm(Buffer.from('png'), 'image/png');
  const session = (await made(`${appId}/uploads`, { file_length: 3, file_type: 'image/png' })) as { id: string };
  const number = emulator.addPhoneNumber();
  await made(`${number.phoneNumberId}/request_code`, { code_method: 'SMS', language: 'en' });
  await made(`${phoneNumberId}/groups`, { ...product, subject: 'Friends' });
  return [
    emulator.info.businessId,
    (await send(emulator)).body.messages,
    (await emulator.receiveMessage({ from: '491701234567', text: 'Hi' })).messageId,
    (await call(emulator, 'POST', `/v25.0/${phoneNumberId}/media`, { form })).body.id,
    session.id,
    await made(`${wabaId}/message_templates`, template),
    await made(`${wabaId}/flows`, { name: 'Survey', categories: ['SURVEY'] }),
    await made(`${phoneNumberId}/message_qrdls`, { prefilled_message: 'Hi', generate_qr_image: 'PNG' }),
    (await call(emulator, 'GET', `/v25.0/${phoneNumberId}/groups`)).body,
    number,
    emulator.verificationCode(number.phoneNumberId),
    emulator.addAccount(),
    await emulator.addApp(),
    (await call(emulator, 'GET', `/v25.0/${phoneNumberId}?fields=id,whatsapp_business_profile`)).body,
  ];
}

/** Without the address, which nobody can seed. */
function comparable(values: unknown): unknown {
  return JSON.parse(JSON.stringify(values).replaceAll(/127\.0\.0\.1:\d+/g, ''));
}

describe('with a seed', () => {
  test('ids and credentials are the same each time', async () => {
    const [one, other] = [await start(7), await start(7)];
    const { graphUrl: _url, ...info } = one.info;
    expect(other.info).toMatchObject(info);
    const made = comparable(await makeEverything(one));
    expect(comparable(await makeEverything(other))).toEqual(made);
  });

  test('a reset begins anew', async () => {
    const emulator = await start(7);
    const made = [await send(emulator), await send(emulator)].map(({ body }) => body.messages[0]?.id);
    expect(new Set(made).size).toBe(2);
    await emulator.reset();
    const again = [await send(emulator), await send(emulator)].map(({ body }) => body.messages[0]?.id);
    expect(again).toEqual(made);
  });

  test('apps outlive a reset, and so do their ids', async () => {
    const emulator = await start(7);
    const { appId } = await emulator.addApp();
    await emulator.reset();
    expect((await emulator.addApp()).appId).not.toBe(appId);
  });

  test('another seed gives other ids, and so does none', async () => {
    const ids = await Promise.all(
      [7, 8, undefined, undefined].map(async (seed) => {
        const emulator = await start(seed);
        const { body } = await send(emulator);
        return [body.messages[0]?.id, emulator.info.wabaId, emulator.info.accessToken];
      }),
    );
    expect(new Set(ids.flat()).size).toBe(12);
  });

  test('what one kind of object gets does not change another', async () => {
    const [one, other] = [await start(7), await start(7)];
    for (let count = 0; count < 3; count++) await other.receiveMessage({ from: '491701234567', text: 'Hi' });
    const [expected, given] = [await send(one), await send(other)];
    expect(given.body.messages).toEqual(expected.body.messages);
  });

  test.each([
    [{ seed: 0.5 }, 'seed must be a whole number'],
    [{ recordLimit: 0 }, 'recordLimit must be a whole number from 1 on (got 0)'],
  ])('%j is refused', async (options, message) => {
    await expect(GraphEmulator.start(options)).rejects.toThrow(message);
  });
});
