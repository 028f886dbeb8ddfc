import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { whatsAppFailure } from '../../src/client.js';
import { eventually } from '../helpers/eventually.js';
import { rejection } from '../helpers/rejection.js';
import { testPin } from '../helpers/secrets.js';
import { startStack, type Stack } from '../helpers/stack.js';

describe('registerPhoneNumberWorkflow', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  const start = async (extra: object = {}) => {
    const { phoneNumberId } = stack.emulator.addPhoneNumber();
    const pin = { secret: 'test-pin' };
    const handle = await stack.whatsapp.registerPhoneNumber({ phoneNumberId, codeMethod: 'SMS', pin, ...extra });
    return { phoneNumberId, handle };
  };
  const sentRequests = (phoneNumberId: string, action: string) =>
    stack.emulator.requests.filter(({ path }) => path === `/${phoneNumberId}/${action}`).map(({ body }) => body);

  test('requests a code, verifies it, registers, and reads the state back', async () => {
    const { phoneNumberId, handle } = await start({ language: 'de', dataLocalizationRegion: 'DE' });
    await eventually(handle.state, ({ phase }) => phase === 'waiting-for-code');
    const code = String(stack.emulator.verificationCode(phoneNumberId));
    const attempt = await handle.submitVerificationCode(`${code.slice(0, 3)}-${code.slice(3)}`);
    expect(attempt).toEqual({ verified: true, attemptsLeft: 3 });
    const result = await handle.result();
    expect(result).toMatchObject({
      codesRequested: 1,
      alreadyVerified: false,
      phoneNumber: { id: phoneNumberId, status: 'CONNECTED', code_verification_status: 'VERIFIED' },
    });
    expect(sentRequests(phoneNumberId, 'request_code')).toEqual([{ code_method: 'SMS', language: 'de' }]);
    expect(sentRequests(phoneNumberId, 'verify_code')).toEqual([{ code }]);
    expect(sentRequests(phoneNumberId, 'register')).toEqual([
      { messaging_product: 'whatsapp', pin: testPin, data_localization_region: 'DE' },
    ]);
  });

  test('takes a wrong code, another one, and a new code by voice', async () => {
    const { phoneNumberId, handle } = await start();
    await eventually(handle.state, ({ phase }) => phase === 'waiting-for-code');
    const code = String(stack.emulator.verificationCode(phoneNumberId));
    const wrong = code === '000000' ? '000001' : '000000';
    await expect(handle.submitVerificationCode(wrong)).resolves.toMatchObject({ verified: false, attemptsLeft: 2 });
    await expect(handle.requestNewVerificationCode({ codeMethod: 'VOICE' })).resolves.toEqual({ codesRequested: 2 });
    expect(sentRequests(phoneNumberId, 'request_code')[1]).toMatchObject({ code_method: 'VOICE' });
    const newCode = String(stack.emulator.verificationCode(phoneNumberId));
    await expect(handle.submitVerificationCode(newCode)).resolves.toMatchObject({ verified: true });
    await expect(handle.result()).resolves.toMatchObject({ codesRequested: 2 });
  });

  test.each(['12345', '1234567', 'abcdef', ''])('refuses "%s" as a code before anything is recorded', async (code) => {
    const { phoneNumberId, handle } = await start();
    await eventually(handle.state, ({ phase }) => phase === 'waiting-for-code');
    const workflow = stack.client.workflow.getHandle(handle.id);
    const refused = await rejection(workflow.executeUpdate('submitVerificationCode', { args: [code] }));
    expect(refused).toBeInstanceOf(WorkflowUpdateFailedError);
    expect(whatsAppFailure(refused)).toMatchObject({
      type: 'WhatsApp.InvalidInput',
      message: expect.stringContaining('6 digits'),
    });
    expect(await rejection(handle.submitVerificationCode(code))).toMatchObject({ name: 'InvalidInputError' });
    expect(sentRequests(phoneNumberId, 'verify_code')).toEqual([]);
    await workflow.terminate();
  });

  test('ends in VerificationAttemptsExhausted when the budget of wrong codes is used up', async () => {
    const { phoneNumberId, handle } = await start({ maxWrongCodes: 2 });
    await eventually(handle.state, ({ phase }) => phase === 'waiting-for-code');
    const wrong = stack.emulator.verificationCode(phoneNumberId) === '000000' ? '000001' : '000000';
    await handle.submitVerificationCode(wrong);
    await handle.submitVerificationCode(wrong);
    expect(whatsAppFailure(await rejection(handle.result()))?.type).toBe('WhatsApp.VerificationAttemptsExhausted');
    expect(sentRequests(phoneNumberId, 'register')).toEqual([]);
  });

  test('ends in VerificationTimeout when the deadline passes', async () => {
    const { handle } = await start({ deadline: '1 second' });
    expect(whatsAppFailure(await rejection(handle.result()))?.type).toBe('WhatsApp.VerificationTimeout');
  });

  test.each([
    [133005, 'WhatsApp.PinMismatch'],
    [133016, 'WhatsApp.RegistrationLimit'],
  ])('never retries a registration that Meta refuses with %i', async (code, type) => {
    const { phoneNumberId, handle } = await start();
    stack.emulator.addFault({ match: { path: `/${phoneNumberId}/register` }, code, times: 5 });
    await eventually(handle.state, ({ phase }) => phase === 'waiting-for-code');
    await handle.submitVerificationCode(String(stack.emulator.verificationCode(phoneNumberId)));
    expect(whatsAppFailure(await rejection(handle.result()))).toMatchObject({ type, details: { code } });
    expect(sentRequests(phoneNumberId, 'register')).toHaveLength(1);
  });

  test('succeeds when the answer of the registration is lost but the number is connected', async () => {
    const { phoneNumberId, handle } = await start();
    stack.emulator.addFault({ match: { path: `/${phoneNumberId}/register` }, drop: 'after' });
    await eventually(handle.state, ({ phase }) => phase === 'waiting-for-code');
    await handle.submitVerificationCode(String(stack.emulator.verificationCode(phoneNumberId)));
    await expect(handle.result()).resolves.toMatchObject({ phoneNumber: { status: 'CONNECTED' } });
    expect(sentRequests(phoneNumberId, 'register')).toHaveLength(1);
  });

  test('needs no code for a number that is verified', async () => {
    const { phoneNumberId } = stack.emulator.addPhoneNumber({ verified: true });
    const pin = { secret: 'test-pin' };
    const handle = await stack.whatsapp.registerPhoneNumber({ phoneNumberId, codeMethod: 'SMS', pin });
    await expect(handle.result()).resolves.toMatchObject({
      alreadyVerified: true,
      alreadyRegistered: false,
      codesRequested: 0,
      phoneNumber: { id: phoneNumberId, status: 'CONNECTED', code_verification_status: 'VERIFIED' },
    });
    expect(sentRequests(phoneNumberId, 'request_code')).toEqual([]);
    expect(sentRequests(phoneNumberId, 'register')).toHaveLength(1);
  });

  test('leaves a registered number alone unless it is to be registered again', async () => {
    const { phoneNumberId } = stack.emulator.addPhoneNumber({ registered: true, pin: testPin });
    const register = async (extra: object) => {
      const input = { phoneNumberId, codeMethod: 'SMS', pin: { secret: 'test-pin' }, ...extra } as const;
      return (await stack.whatsapp.registerPhoneNumber(input)).result();
    };
    await expect(register({})).resolves.toMatchObject({
      alreadyRegistered: true,
      phoneNumber: { status: 'CONNECTED' },
    });
    expect(sentRequests(phoneNumberId, 'register')).toEqual([]);
    await expect(register({ registerAgain: true })).resolves.toMatchObject({ alreadyRegistered: false });
    expect(sentRequests(phoneNumberId, 'register')).toHaveLength(1);
  });

  test('each step works as an activity of its own', async () => {
    const { phoneNumberId } = stack.emulator.addPhoneNumber();
    const number = { phoneNumberId };
    const call = (name: string, extra: object = {}) => stack.callActivity(name, { ...number, ...extra });
    await expect(call('requestWhatsAppVerificationCode', { codeMethod: 'VOICE' })).resolves.toEqual({ success: true });
    expect(sentRequests(phoneNumberId, 'request_code')).toEqual([{ code_method: 'VOICE', language: 'en' }]);
    const code = stack.emulator.verificationCode(phoneNumberId);
    await expect(call('verifyWhatsAppCode', { code })).resolves.toEqual({ success: true });
    await expect(call('registerWhatsAppPhoneNumber', { pin: { secret: 'test-pin' } })).resolves.toEqual({
      success: true,
    });
    await expect(call('getWhatsAppPhoneNumber')).resolves.toMatchObject({ id: phoneNumberId, status: 'CONNECTED' });
    await expect(call('deregisterWhatsAppPhoneNumber')).resolves.toEqual({ success: true });
    await expect(call('getWhatsAppPhoneNumber', { fields: ['status'] })).resolves.toMatchObject({
      status: 'DISCONNECTED',
    });
  });

  test('names a PIN that the worker does not know, without showing one', async () => {
    const { phoneNumberId } = stack.emulator.addPhoneNumber();
    const input = { phoneNumberId, pin: { secret: 'no-such-pin' } };
    const error = await rejection(stack.callActivity('registerWhatsAppPhoneNumber', input));
    expect(whatsAppFailure(error)?.type).toBe('WhatsApp.Configuration');
    const raw = { phoneNumberId, pin: testPin };
    const invalid = await rejection(
      stack.client.workflow.execute('registerPhoneNumberWorkflow', {
        workflowId: `invalid-${phoneNumberId}`,
        taskQueue: stack.taskQueue,
        args: [{ ...raw, pin: { secret: 'has spaces' }, codeMethod: 'SMS' }],
      }),
    );
    expect(whatsAppFailure(invalid)?.type).toBe('WhatsApp.InvalidInput');
  });
});
