import { afterEach, describe, expect, test } from '@jest/globals';
import { secretsFrom } from '../../../src/graph/credential-functions.js';
import { json, type Answer } from '../graph/loopback.js';
import { inWorkflow, phoneNumberId, pin, refusal, standalone, World } from './world.js';

let world: World;
afterEach(() => world.stop());

const path = (edge: string): string => `/v25.0/${phoneNumberId}/${edge}`;

describe.each([
  ['in a workflow', inWorkflow],
  ['standalone', standalone],
])('%s', (_, info) => {
  test.each([
    ['requestWhatsAppVerificationCode', { codeMethod: 'SMS' }, 'request_code', { code_method: 'SMS', language: 'en' }],
    [
      'requestWhatsAppVerificationCode',
      { codeMethod: 'VOICE', language: 'de_DE' },
      'request_code',
      { code_method: 'VOICE', language: 'de_DE' },
    ],
    ['verifyWhatsAppCode', { code: '123-456' }, 'verify_code', { code: '123456' }],
    [
      'registerWhatsAppPhoneNumber',
      { pin: { secret: 'store-pin' } },
      'register',
      { messaging_product: 'whatsapp', pin },
    ],
    [
      'registerWhatsAppPhoneNumber',
      { pin: { secret: 'store-pin' }, dataLocalizationRegion: 'DE' },
      'register',
      { messaging_product: 'whatsapp', pin, data_localization_region: 'DE' },
    ],
    ['deregisterWhatsAppPhoneNumber', {}, 'deregister', undefined],
  ] as const)('%s %j posts to %s', async (name, more, edge, body) => {
    world = await World.start({ success: true });
    expect(await world.run(name, { phoneNumberId, ...more }, info)).toEqual({ success: true });
    expect(world.requests).toHaveLength(1);
    const [request] = world.requests;
    expect(request).toMatchObject({ method: 'POST', path: path(edge) });
    expect(request?.query.toString()).toBe('');
    expect(request?.body).toBe(body === undefined ? '' : JSON.stringify(body));
  });

  test('getWhatsAppPhoneNumber asks for fields and gives back what Meta has', async () => {
    const state = { id: phoneNumberId, status: 'CONNECTED', new_field: { a: 1 } };
    world = await World.start(state);
    expect(await world.run('getWhatsAppPhoneNumber', { phoneNumberId }, info)).toEqual(state);
    await world.run('getWhatsAppPhoneNumber', { phoneNumberId, fields: ['id', 'throughput{level}'] }, info);
    expect(world.requests.map(({ query }) => query.get('fields'))).toEqual([
      'id,display_phone_number,verified_name,status,code_verification_status,quality_rating,platform_type,name_status',
      'id,throughput{level}',
    ]);
  });
});

describe('bad input', () => {
  test.each([
    ['requestWhatsAppVerificationCode', { codeMethod: 'EMAIL' }, 'codeMethod'],
    ['requestWhatsAppVerificationCode', { codeMethod: 'SMS', language: 'english' }, 'language'],
    ['verifyWhatsAppCode', { code: '' }, 'code'],
    ['verifyWhatsAppCode', { code: '98765' }, 'code'],
    ['registerWhatsAppPhoneNumber', { pin: '987654' }, 'pin'],
    ['registerWhatsAppPhoneNumber', { pin: { secret: 'x' }, dataLocalizationRegion: 'FR' }, 'dataLocalizationRegion'],
    ['deregisterWhatsAppPhoneNumber', { phoneNumberId: '+1650' }, 'phoneNumberId'],
    ['getWhatsAppPhoneNumber', { fields: ['a&b'] }, 'fields.0'],
  ] as const)('of %s, %j, is refused before any request, and shows no secret', async (name, more, problem) => {
    world = await World.start({ success: true });
    const failure = await world.failure(name, { phoneNumberId, ...more });
    expect(failure).toMatchObject({ type: 'WhatsApp.InvalidInput', nonRetryable: true });
    expect((failure.details?.[1] as { path: string }[]).map(({ path }) => path)).toContain(problem);
    expect(failure.message).not.toMatch(/98765/);
    expect(world.requests).toHaveLength(0);
  });

  test.each([
    ['is missing', 'missing', /no secret "missing"/],
    ['is not 6 digits', 'short', /the secret "short" is not a PIN/],
  ])('is a PIN that %s', async (_, secret, message) => {
    world = await World.start({ success: true });
    const failure = await world.failure('registerWhatsAppPhoneNumber', { phoneNumberId, pin: { secret } });
    expect(failure).toMatchObject({ type: 'WhatsApp.Configuration', nonRetryable: true });
    expect(failure.message).toMatch(message);
    expect(failure.message).not.toContain('12345');
    expect(world.requests).toHaveLength(0);
  });

  test('is not a provider of secrets that breaks: that may pass', async () => {
    world = await World.start({ success: true }, { secrets: secretsFrom(() => Promise.reject(new Error('sealed'))) });
    const failure = await world.failure('registerWhatsAppPhoneNumber', { phoneNumberId, pin: { secret: 'x' } });
    expect(failure).toMatchObject({ type: 'WhatsApp.Configuration', nonRetryable: false });
  });
});

describe('what counts against a limit', () => {
  const register = { phoneNumberId, pin: { secret: 'store-pin' } };

  test.each([
    [133005, 'WhatsApp.PinMismatch', true],
    [133016, 'WhatsApp.RegistrationLimit', true],
    [133006, 'WhatsApp.Registration', true],
    [133004, 'WhatsApp.Unavailable', false],
    [133015, 'WhatsApp.Registration', false],
  ])('and is refused with %i fails as %s, non-retryable: %s', async (code, type, nonRetryable) => {
    world = await World.start(refusal(400, code, { error_data: { details: `the pin ${pin} is wrong` } }));
    expect(await world.failure('registerWhatsAppPhoneNumber', register)).toMatchObject({ type, nonRetryable });
  });

  test.each<[string, Answer]>([
    ['the connection is dropped', (_, response) => response.destroy()],
    ['Meta says no success', (_, response) => json(response, 200, { success: false })],
    ['Meta failed', refusal(500, 131000)],
  ])('and has no clear answer, because %s, is not repeated', async (_, answer) => {
    world = await World.start(answer);
    const failure = await world.failure('registerWhatsAppPhoneNumber', register);
    expect(failure).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: true });
    expect(failure.details?.[0]).toMatchObject({
      outcome: 'unknown',
      advice: expect.stringContaining('Read the state'),
    });
    expect(world.requests).toHaveLength(1);
  });

  test('and is a wrong verification code fails without noise', async () => {
    world = await World.start(refusal(400, 136025, { message: 'code 123456 is wrong' }));
    const failure = await world.failure('verifyWhatsAppCode', { phoneNumberId, code: '123456' });
    expect(failure).toMatchObject({ type: 'WhatsApp.VerificationCode', nonRetryable: true, category: 'BENIGN' });
    expect(failure.message + JSON.stringify(failure.details)).not.toContain('123456');
  });
});

test.each([
  ['requestWhatsAppVerificationCode', { codeMethod: 'SMS' }],
  ['verifyWhatsAppCode', { code: '123456' }],
  ['registerWhatsAppPhoneNumber', { pin: { secret: 'store-pin' } }],
  ['deregisterWhatsAppPhoneNumber', {}],
] as const)('%s is not repeated after an attempt that vanished, whatever the retry policy', async (name, more) => {
  world = await World.start(refusal(400, 130429));
  const input = { phoneNumberId, ...more };
  const careless = { ...standalone, retryPolicy: {} };
  await world.failure(name, input, careless);
  expect(world.heartbeats).toEqual([{ refusedAttempt: 1 }]);
  const vanished = await world.failure(name, input, { ...careless, attempt: 2 });
  expect(vanished).toMatchObject({ nonRetryable: true, type: 'WhatsApp.Unavailable' });
  expect(vanished.details?.[0]).toMatchObject({ outcome: 'unknown' });
  expect(world.requests).toHaveLength(1);
  await world.failure(name, input, { ...careless, attempt: 2, heartbeatDetails: { refusedAttempt: 1 } });
  expect(world.requests).toHaveLength(2);
});

test('reading a number is retried when the answer is lost or odd', async () => {
  world = await World.start({ no: 'id' });
  const failure = await world.failure('getWhatsAppPhoneNumber', { phoneNumberId });
  expect(failure).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
  expect(failure.message).toContain('the answer has no "id"');
});
