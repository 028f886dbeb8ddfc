import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call, type Reply } from '../../graph-caller.js';

const hourMs = 3_600_000;
const pin = '482910';

describe('a phone number', () => {
  let emulator: GraphEmulator;
  let id: string;
  let nowMs: number;

  const post = (edge: string, json: object = {}): Promise<Reply> =>
    call(emulator, 'POST', `/v25.0/${id}/${edge}`, { json });
  const requestCode = (): Promise<Reply> => post('request_code', { code_method: 'SMS', language: 'en' });
  const register = (given: unknown = pin): Promise<Reply> =>
    post('register', { messaging_product: 'whatsapp', pin: given });
  const errorCode = (reply: Reply): number => reply.body.error.code;
  const wrongCode = (): string => (emulator.verificationCode(id) === '000000' ? '000001' : '000000');
  const verify = async (): Promise<void> => {
    await requestCode();
    await post('verify_code', { code: emulator.verificationCode(id) });
  };

  beforeEach(async () => {
    nowMs = 1_800_000_000_000;
    emulator = await GraphEmulator.start({ clock: () => nowMs, codeRequestLimit: 3, codeGuessLimit: 2 });
    id = emulator.addPhoneNumber({ displayPhoneNumber: '+49 30 1234', verifiedName: 'Shop' }).phoneNumberId;
  });
  afterEach(() => emulator.stop());

  test('goes from new over verified to registered and back', async () => {
    expect(emulator.phoneNumber(id)).toMatchObject({ codeVerificationStatus: 'NOT_VERIFIED', status: 'PENDING' });
    expect(await requestCode()).toMatchObject({ status: 200, body: { success: true } });
    const code = emulator.verificationCode(id);
    expect(code).toMatch(/^\d{6}$/);
    expect(await post('verify_code', { code })).toMatchObject({ status: 200, body: { success: true } });
    expect(emulator.phoneNumber(id)).toMatchObject({ codeVerificationStatus: 'VERIFIED', status: 'PENDING' });
    expect(await register()).toMatchObject({ status: 200, body: { success: true } });
    expect(emulator.phoneNumber(id)).toMatchObject({ status: 'CONNECTED', isPinSet: true });
    expect(await post('deregister')).toMatchObject({ status: 200, body: { success: true } });
    expect(emulator.phoneNumber(id)).toMatchObject({ codeVerificationStatus: 'VERIFIED', status: 'DISCONNECTED' });
  });

  test('shows the fields that were asked for', async () => {
    const { body } = await call(emulator, 'GET', `/v25.0/${id}?fields=status,throughput{level},display_phone_number`);
    expect(body).toEqual({
      id,
      status: 'PENDING',
      throughput: { level: 'NOT_APPLICABLE' },
      display_phone_number: '+49 30 1234',
    });
    const unknown = await call(emulator, 'GET', `/v25.0/${id}?fields=shoe_size`);
    expect(unknown.body.error.message).toMatch(/nonexisting field \(shoe_size\)/);
  });

  test('gets a new display name, which waits for its review, a visibility and a username', async () => {
    const set = (json: object): Promise<Reply> => call(emulator, 'POST', `/v25.0/${id}`, { json });
    expect(await set({ new_display_name: 'Lucky Shrub' })).toMatchObject({ status: 200, body: { success: true } });
    expect(await set({ search_visibility: 'non_visible', username: 'lucky.shrub' })).toMatchObject({ status: 200 });
    const fields = 'verified_name,new_display_name,new_name_status,search_visibility,username';
    expect((await call(emulator, 'GET', `/v25.0/${id}?fields=${fields}`)).body).toMatchObject({
      verified_name: expect.any(String),
      new_display_name: 'Lucky Shrub',
      new_name_status: 'PENDING_REVIEW',
      search_visibility: 'NON_VISIBLE',
      username: 'lucky.shrub',
    });
    for (const json of [{ new_display_name: '' }, { search_visibility: 'SOMETIMES' }, { username: 'No Spaces' }, {}]) {
      expect([json, errorCode(await set(json))]).toEqual([json, 100]);
    }
  });

  test('that the emulator starts with is registered', async () => {
    const { body } = await call(
      emulator,
      'GET',
      `/${emulator.info.phoneNumberId}?fields=status,code_verification_status`,
    );
    expect(body).toMatchObject({ status: 'CONNECTED', code_verification_status: 'VERIFIED' });
  });

  test.each([
    ['without code_method', { language: 'en' }],
    ['with an unknown code_method', { code_method: 'PIGEON', language: 'en' }],
    ['without language', { code_method: 'SMS' }],
    ['with something else than a language', { code_method: 'SMS', language: 'in English' }],
  ])('gets no code %s', async (_what, json) => {
    expect(errorCode(await post('request_code', json))).toBe(100);
    expect(emulator.verificationCode(id)).toBeUndefined();
  });

  test('takes the parameters of request_code from the query, as some clients send them', async () => {
    expect(await post('request_code?code_method=VOICE&language=en_US')).toMatchObject({ status: 200 });
  });

  test('gets no code when it is verified', async () => {
    await verify();
    expect(errorCode(await requestCode())).toBe(136024);
  });

  test('gets only so many codes in an hour', async () => {
    for (let count = 0; count < 3; count++) await requestCode();
    const { status, body } = await requestCode();
    expect([status, body.error.code, body.error.error_data?.details]).toEqual([
      400,
      136024,
      expect.stringMatching(/60 minutes/),
    ]);
    nowMs += hourMs;
    expect(await requestCode()).toMatchObject({ status: 200 });
  });

  test('is not verified by a wrong code, then by the right one', async () => {
    await requestCode();
    const { status, body } = await post('verify_code', { code: wrongCode() });
    expect([status, body.error.code]).toEqual([400, 136025]);
    expect(await post('verify_code', { code: emulator.verificationCode(id) })).toMatchObject({ status: 200 });
  });

  test('needs a new code when one was guessed wrong too often', async () => {
    await requestCode();
    for (let count = 0; count < 2; count++) await post('verify_code', { code: wrongCode() });
    expect(errorCode(await post('verify_code', { code: emulator.verificationCode(id) }))).toBe(136025);
    await requestCode();
    expect(await post('verify_code', { code: emulator.verificationCode(id) })).toMatchObject({ status: 200 });
  });

  test('needs a new code when one has expired or was used', async () => {
    await requestCode();
    const code = emulator.verificationCode(id);
    nowMs += 600_000;
    expect(errorCode(await post('verify_code', { code }))).toBe(136025);
    await verify();
    expect(emulator.verificationCode(id)).toBeUndefined();
    expect(errorCode(await post('verify_code', { code }))).toBe(136025);
  });

  test('can be given codes that live longer', async () => {
    id = emulator.addPhoneNumber({ codeTtlMs: 24 * hourMs }).phoneNumberId;
    await requestCode();
    nowMs += 23 * hourMs;
    expect(await post('verify_code', { code: emulator.verificationCode(id) })).toMatchObject({ status: 200 });
  });

  test('is not verified by something that is no code', async () => {
    expect(errorCode(await post('verify_code', { code: '12-34' }))).toBe(100);
    expect(errorCode(await post('verify_code'))).toBe(100);
  });

  test('is not registered before it is verified', async () => {
    expect(errorCode(await register())).toBe(133006);
  });

  test.each([undefined, '12345', 'secret', '1234567'])(
    'is not registered with %s as the PIN, which the error does not show',
    async (given) => {
      await verify();
      const { body } = await post('register', { messaging_product: 'whatsapp', pin: given });
      expect(body.error.code).toBe(100);
      if (given !== undefined) expect(JSON.stringify(body)).not.toContain(given);
    },
  );

  test('is not registered in a region that there is not', async () => {
    await verify();
    const json = { messaging_product: 'whatsapp', pin, data_localization_region: 'MOON' };
    expect(errorCode(await post('register', json))).toBe(100);
    expect(await post('register', { ...json, data_localization_region: 'DE' })).toMatchObject({ status: 200 });
  });

  test('needs the PIN of its first registration', async () => {
    await verify();
    await register();
    expect(errorCode(await register('000000'))).toBe(133005);
    expect(await register()).toMatchObject({ status: 200 });
  });

  test('is locked after too many wrong PINs, also for the right one, until the wait is over', async () => {
    id = emulator.addPhoneNumber({ verified: true, pin }).phoneNumberId;
    for (let count = 0; count < 5; count++) expect(errorCode(await register('000000'))).toBe(133005);
    const { body } = await register();
    expect([body.error.code, body.error.error_data?.details]).toEqual([133008, expect.stringMatching(/\d+ seconds/)]);
    nowMs += 12 * hourMs;
    expect(await register()).toMatchObject({ status: 200 });
  });

  test('is registered ten times in 72 hours at most', async () => {
    await verify();
    for (let count = 0; count < 10; count++) expect(await register()).toMatchObject({ status: 200 });
    expect(errorCode(await register())).toBe(133016);
    nowMs += 72 * hourMs;
    expect(await register()).toMatchObject({ status: 200 });
  });

  test('is not deregistered when it is not registered', async () => {
    expect(errorCode(await post('deregister'))).toBe(133010);
  });

  test('gets its PIN changed', async () => {
    id = emulator.addPhoneNumber({ registered: true, pin: '111111' }).phoneNumberId;
    expect(await call(emulator, 'POST', `/v25.0/${id}`, { json: { pin } })).toMatchObject({ body: { success: true } });
    expect(errorCode(await register('111111'))).toBe(133005);
    expect(await register()).toMatchObject({ status: 200 });
  });

  test('is listed with the others of the account, and can be added there', async () => {
    const path = `/v25.0/${emulator.info.wabaId}/phone_numbers`;
    const json = { cc: '44', phone_number: '20 7946 0000', verified_name: 'Branch' };
    const added = await call(emulator, 'POST', path, { json });
    expect(emulator.phoneNumber(added.body.id)).toMatchObject({
      displayPhoneNumber: '+44 20 7946 0000',
      status: 'PENDING',
    });
    const { body } = await call(emulator, 'GET', `${path}?fields=id,verified_name`);
    expect(body.data).toEqual([
      { id: emulator.info.phoneNumberId, verified_name: 'Emulated Business' },
      { id, verified_name: 'Shop' },
      { id: added.body.id, verified_name: 'Branch' },
    ]);
  });
});
