import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call, startReceiver, type Receiver, type Reply } from '../../graph-caller.js';

let emulator: GraphEmulator;
let receiver: Receiver;
const path = (edge: string): string => `/v25.0/${emulator.info.phoneNumberId}/${edge}`;
const get = async (edge: string): Promise<Record<string, unknown>> =>
  (await call(emulator, 'GET', path(edge))).body as unknown as Record<string, unknown>;
const post = (edge: string, json: object): Promise<Reply> => call(emulator, 'POST', path(edge), { json });

beforeEach(async () => {
  receiver = await startReceiver();
  emulator = await GraphEmulator.start({ webhookUrl: receiver.url });
});
afterEach(async () => {
  await emulator.stop();
  await receiver.close();
});

describe('the settings of a number', () => {
  test('are those of a new number until they are changed', async () => {
    expect(await get('settings')).toEqual({
      calling: {
        status: 'DISABLED',
        call_icon_visibility: 'DEFAULT',
        ip_addresses: { default: [] },
        callback_permission_status: 'DISABLED',
      },
      user_identity_change: { enable_identity_key_check: false },
      payload_encryption: { status: 'DISABLED' },
      storage_configuration: { status: 'DEFAULT' },
    });
    expect((await call(emulator, 'GET', '/4711/settings')).body.error.code).toBe(100);
  });

  test('tell a change of the calls by webhook, and keep the rest', async () => {
    const sip = { status: 'enabled', servers: [{ hostname: 'sip.example.com', port: 5061 }] };
    await post('settings', { calling: { status: 'ENABLED', sip } });
    await post('settings', { calling: { call_icon_visibility: 'hidden' } });
    const calling = {
      status: 'ENABLED',
      call_icon_visibility: 'DISABLE_ALL',
      sip: { ...sip, status: 'ENABLED' },
    };
    expect(await get('settings')).toMatchObject({ calling });
    await emulator.webhooksSettled();
    expect(receiver.webhooks).toHaveLength(2);
    const { entry } = JSON.parse(receiver.webhooks.at(-1)?.rawBody ?? '') as { entry: { changes: unknown[] }[] };
    expect(entry[0]?.changes).toMatchObject([
      {
        field: 'account_settings_update',
        value: {
          messaging_product: 'whatsapp',
          type: 'phone_number_settings',
          phone_number_settings: { phone_number_id: emulator.info.phoneNumberId, calling },
        },
      },
    ]);
  });

  test('have an identity check, a key and a place of storage', async () => {
    await post('settings', { user_identity_change: { enable_identity_key_check: true } });
    await post('settings', { payload_encryption: { status: 'enabled', client_encryption_key: 'a2V5' } });
    await post('settings', {
      storage_configuration: {
        status: 'in_country_storage_enabled',
        data_localization_region: 'de',
        retention_minutes: 60,
      },
    });
    expect(await get('settings')).toMatchObject({
      user_identity_change: { enable_identity_key_check: true },
      payload_encryption: { status: 'ENABLED', client_encryption_key_fingerprint: expect.any(String) },
      storage_configuration: {
        status: 'IN_COUNTRY_STORAGE_ENABLED',
        data_localization_region: 'DE',
        retention_minutes: 60,
      },
    });
    await post('settings', { storage_configuration: { enabled: false } });
    await post('settings', { payload_encryption: { status: 'DISABLED' } });
    expect(await get('settings')).toMatchObject({
      payload_encryption: { status: 'DISABLED' },
      storage_configuration: { status: 'DEFAULT' },
    });
    expect(receiver.webhooks).toEqual([]);
  });

  test.each<object>([
    {},
    { calling: { status: 'ENABLED' }, payload_encryption: { status: 'DISABLED' } },
    { calling: 'ENABLED' },
    { calling: { status: 'SOMETIMES' } },
    { calling: { sip: { status: 'SOMETIMES' } } },
    { calling: { ip_addresses: {} } },
    { calling: { video: 'ENABLED' } },
    { user_identity_change: {} },
    { payload_encryption: { status: 'ENABLED' } },
    { storage_configuration: { status: 'IN_COUNTRY_STORAGE_ENABLED' } },
    { storage_configuration: { enabled: true, region: 'MOON' } },
  ])('refuse %j', async (json) => {
    expect((await post('settings', json)).body.error.code).toBe(100);
    expect(receiver.webhooks).toEqual([]);
  });
});

test('commerce settings show the cart and hide the catalog until they are changed', async () => {
  const shown = async (): Promise<unknown> => (await get('whatsapp_commerce_settings'))['data'];
  expect(await shown()).toEqual([{ id: expect.any(String), is_cart_enabled: true, is_catalog_visible: false }]);
  const change = await call(emulator, 'POST', path('whatsapp_commerce_settings?is_catalog_visible=true'));
  expect(change.body).toEqual({ success: true });
  expect(await shown()).toMatchObject([{ is_cart_enabled: true, is_catalog_visible: true }]);
  expect((await post('whatsapp_commerce_settings', { is_cart_enabled: 'maybe' })).body.error.code).toBe(100);
});

test('conversational components are set, and read as a field of the number', async () => {
  const { phoneNumberId } = emulator.info;
  const field = `/${phoneNumberId}?fields=conversational_automation`;
  const commands = [{ command_name: 'help', command_description: 'Get help' }];
  expect((await post('conversational_automation', { prompts: ['Hi'], commands })).body).toEqual({ success: true });
  await post('conversational_automation', { enable_welcome_message: true });
  expect((await call(emulator, 'GET', field)).body).toMatchObject({
    conversational_automation: { id: phoneNumberId, enable_welcome_message: true, prompts: ['Hi'], commands },
  });
  const refused = [
    { prompts: ['x'.repeat(81)] },
    { prompts: ['1', '2', '3', '4', '5'] },
    { commands: [{ command_name: 'no spaces', command_description: 'x' }] },
    { commands: [...commands, ...commands] },
  ];
  for (const json of refused) expect((await post('conversational_automation', json)).body.error.code).toBe(100);
});

test('the key of flows’ endpoints has to be a public RSA key', async () => {
  const pem = (bits: number, type: 'publicKey' | 'privateKey'): string =>
    generateKeyPairSync('rsa', { modulusLength: bits })
      [type].export({ type: type === 'publicKey' ? 'spki' : 'pkcs8', format: 'pem' })
      .toString();
  const edge = 'whatsapp_business_encryption';
  expect(await get(edge)).toEqual({ data: [] });
  for (const key of ['', 'no key', '-----BEGIN PUBLIC KEY-----', pem(1024, 'publicKey'), pem(2048, 'privateKey')]) {
    expect((await post(edge, { business_public_key: key })).body.error.code).toBe(100);
  }
  const key = pem(2048, 'publicKey');
  expect((await post(edge, { business_public_key: key })).body).toEqual({ success: true });
  expect(await get(edge)).toEqual({
    data: [{ business_public_key: key, business_public_key_signature_status: 'VALID' }],
  });
});
