import { afterEach, describe, expect, test } from '@jest/globals';
import { ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { decodeCallbackData } from '../../../src/common/sending/callback-data.js';
import { credentialsFrom } from '../../../src/graph/credential-functions.js';
import { EnvironmentCredentialProvider } from '../../../src/graph/environment-credentials.js';
import type { Answer } from '../graph/loopback.js';
import { inWorkflow, phoneNumberId, tokenProvider, refusal, standalone, token, World } from './world.js';

let world: World;
afterEach(() => world.stop());

const accepted = {
  messaging_product: 'whatsapp',
  contacts: [{ input: '+16505551234', wa_id: '16505551234' }],
  messages: [{ id: 'wamid.1' }],
};
const message = { type: 'text', text: { body: 'hi' } };
const input = { phoneNumberId, to: '+16505551234', message };
const sentBody = (index = 0): Record<string, unknown> =>
  JSON.parse(world.requests[index]?.body ?? '') as Record<string, unknown>;

describe('sendWhatsAppMessage', () => {
  test.each([
    ['in a workflow', inWorkflow, 'run-1:7'],
    ['standalone', standalone, 'order-1-confirmation'],
  ])('sends one message %s, with a key of its own', async (_, info, sendKey) => {
    world = await World.start(accepted);
    const result = await world.run('sendWhatsAppMessage', input, info);
    expect(result).toEqual({ messageId: 'wamid.1', sendKey, waId: '16505551234' });
    expect(world.requests).toHaveLength(1);
    expect(world.requests[0]).toMatchObject({ method: 'POST', path: `/v25.0/${phoneNumberId}/messages` });
    expect(world.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);
    expect(sentBody()).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+16505551234',
      ...message,
    });
    expect(world.heartbeats).toEqual([]);
  });

  test('gives back everything that Meta says about the message', async () => {
    world = await World.start({
      contacts: [{ user_id: 'US.1' }],
      messages: [{ id: 'wamid.1', message_status: 'held_for_quality_assessment', group_id: 'g1' }],
    });
    expect(await world.run('sendWhatsAppMessage', { ...input, sendKey: 'mine' })).toEqual({
      messageId: 'wamid.1',
      sendKey: 'mine',
      userId: 'US.1',
      messageStatus: 'held_for_quality_assessment',
      groupId: 'g1',
    });
  });

  test.each([
    ['the workflow that calls', inWorkflow, {}, 'order-1'],
    ['another one', inWorkflow, { statusWorkflowId: 'other' }, 'other'],
    ['one that a standalone activity names', standalone, { statusWorkflowId: 'other' }, 'other'],
  ])('asks for statuses to %s', async (_, info, more, workflowId) => {
    world = await World.start(accepted);
    const wanted = { wantedStatuses: ['delivered', 'failed'], bizOpaqueCallbackData: 'order 1', sendKey: 'key' };
    const result = await world.run('sendWhatsAppMessage', { ...input, ...wanted, ...more }, info);
    expect(result.callerDataKept).toBeUndefined();
    expect(decodeCallbackData(String(sentBody()['biz_opaque_callback_data']))).toEqual({
      workflowId,
      sendKey: 'key',
      wanted: ['delivered', 'failed'],
      callerData: 'order 1',
      callerDataKept: false,
    });
  });

  test("says when the caller's string does not fit, and sends it alone when no status is wanted", async () => {
    world = await World.start(accepted);
    const bizOpaqueCallbackData = 'x'.repeat(512);
    const kept = await world.run('sendWhatsAppMessage', { ...input, bizOpaqueCallbackData, wantedStatuses: ['sent'] });
    expect(kept.callerDataKept).toBe(true);
    const alone = await world.run('sendWhatsAppMessage', { ...input, bizOpaqueCallbackData });
    expect(alone.callerDataKept).toBeUndefined();
    expect(sentBody(1)['biz_opaque_callback_data']).toBe(bizOpaqueCallbackData);
  });

  test.each([
    ['a wrong phone number id', { phoneNumberId: '+1650' }, 'phoneNumberId'],
    ['nobody to send to', { to: undefined }, 'to'],
    ['an unknown message type', { message: { type: 'telegram' } }, 'message'],
    ['a text that is too long', { message: { type: 'text', text: { body: 'x'.repeat(4097) } } }, 'message.text.body'],
    ['an unknown field', { token: 'x' }, ''],
    ['callback data that are too long', { bizOpaqueCallbackData: 'x'.repeat(513) }, 'bizOpaqueCallbackData'],
    [
      'a workflow id that leaves no room',
      { wantedStatuses: ['sent'], statusWorkflowId: 'x'.repeat(400), sendKey: 'k'.repeat(128) },
      'sendKey',
    ],
  ])('refuses %s before any request', async (_, more, path) => {
    world = await World.start(accepted);
    const failure = await world.failure('sendWhatsAppMessage', { ...input, ...more });
    expect(failure).toMatchObject({ type: 'WhatsApp.InvalidInput', nonRetryable: true });
    const problems = failure.details?.[1] as { path: string }[];
    expect(problems.map((problem) => problem.path).join()).toContain(path);
    expect(world.requests).toHaveLength(0);
  });

  test('refuses wanted statuses that no workflow could get', async () => {
    world = await World.start(accepted);
    const failure = await world.failure('sendWhatsAppMessage', { ...input, wantedStatuses: ['sent'] }, standalone);
    expect(failure).toMatchObject({ type: 'WhatsApp.InvalidInput', nonRetryable: true });
    expect(failure.message).toContain('statusWorkflowId must be set');
  });
});

describe('a send that Meta refuses', () => {
  test('carries what Meta said, and is not retried', async () => {
    const details = { error_data: { details: 'Re-engagement' }, fbtrace_id: 'T1', error_subcode: 5 };
    world = await World.start(refusal(400, 131047, details));
    const failure = await world.failure('sendWhatsAppMessage', input);
    expect(failure).toMatchObject({
      type: 'WhatsApp.ServiceWindowClosed',
      nonRetryable: true,
      category: ApplicationFailureCategory.BENIGN,
    });
    expect(failure.details?.[0]).toMatchObject({
      code: 131047,
      subcode: 5,
      httpStatus: 400,
      title: '(#131047) refused',
      details: 'Re-engagement',
      traceId: 'T1',
      advice: expect.stringContaining('template'),
    });
    expect(failure.message).toMatch(/sendWhatsAppMessage: more than 24 hours .*131047.*Re-engagement.*template/);
  });

  test('has one full stop between what Meta said and what to do', async () => {
    const details = { error_data: { details: 'Parameter to: "1" is not a phone number.' } };
    world = await World.start(refusal(400, 131009, details));
    const { message } = await world.failure('sendWhatsAppMessage', input);
    expect(message).toMatch(/is not a phone number\. Correct the request/);
  });

  test('stays small however much Meta says', async () => {
    const long = 'é'.repeat(5_000);
    world = await World.start(refusal(400, 100, { message: long, error_data: { details: long } }));
    expect((await world.failure('sendWhatsAppMessage', input)).type).toBe('WhatsApp.InvalidRequest');
  });

  test('by a limit is retried after the delay', async () => {
    world = await World.start(refusal(400, 131056));
    const failure = await world.failure('sendWhatsAppMessage', input, { ...inWorkflow, attempt: 3 });
    expect(failure).toMatchObject({ type: 'WhatsApp.RateLimited', nonRetryable: false });
    expect(Number(failure.nextRetryDelay)).toBeGreaterThanOrEqual(16_000);
    expect(Number(failure.nextRetryDelay)).toBeLessThanOrEqual(20_000);
  });

  test('because nothing listens is retried', async () => {
    world = await World.start(accepted);
    await world.server.stop();
    const failure = await world.failure('sendWhatsAppMessage', input);
    expect(failure).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
    expect(failure.details?.[0]).toMatchObject({ phase: 'connect' });
  });
});

describe('a send whose answer is lost', () => {
  const cases: [string, Answer][] = [
    ['the connection is dropped', (_, response) => response.destroy()],
    ['the answer is no JSON', (_, response) => response.end('<html>')],
    ['the answer has no message id', (_, response) => response.end('{"messages":[{}]}')],
    ['the answer is empty', (_, response) => response.end()],
    ['the answer is odd', (_, response) => response.end('{"messages":"x","contacts":7}')],
    ['the answer is a list', (_, response) => response.end('[1]')],
    ['a gateway gives up', (_, response) => response.writeHead(504).end()],
    ['Meta does not know itself', refusal(500, 131000)],
  ];

  test.each(cases)('because %s is unknown and never retried', async (_, answer) => {
    world = await World.start(answer);
    const failure = await world.failure('sendWhatsAppMessage', { ...input, sendKey: 'key-1' });
    expect(failure).toMatchObject({ type: 'WhatsApp.SendOutcomeUnknown', nonRetryable: true });
    expect(failure.details?.[0]).toMatchObject({ sendKey: 'key-1', outcome: 'unknown' });
    expect(world.requests).toHaveLength(1);
  });

  test('because it takes too long is known before the engine would give up', async () => {
    world = await World.start(() => undefined);
    const startedMs = performance.now();
    const failure = await world.failure('sendWhatsAppMessage', input, { ...inWorkflow, startToCloseTimeoutMs: 4_000 });
    expect(performance.now() - startedMs).toBeLessThan(3_950);
    expect(failure.type).toBe('WhatsApp.SendOutcomeUnknown');
  });
});

describe('a send whose retry policy repeats what vanished', () => {
  const careless = { ...inWorkflow, retryPolicy: {} };
  const noted = (attempt: number) => ({ ...careless, attempt, heartbeatDetails: { refusedAttempt: attempt - 1 } });

  test('leaves a note for the next attempt when it was surely not accepted', async () => {
    world = await World.start(refusal(400, 130429));
    await world.failure('sendWhatsAppMessage', input, careless);
    expect(world.heartbeats).toEqual([{ refusedAttempt: 1 }]);
    await world.failure('sendWhatsAppMessage', input, noted(2));
    expect(world.heartbeats.at(-1)).toEqual({ refusedAttempt: 2 });
  });

  test.each([
    ['the attempt before was refused', noted(2)],
    ['there was none before', careless],
  ])('sends when %s', async (_, info) => {
    world = await World.start(accepted);
    expect((await world.run('sendWhatsAppMessage', input, info)).messageId).toBe('wamid.1');
  });

  test.each([
    ['the attempt before left no note', { ...careless, attempt: 2 }],
    ['only an earlier one left a note', { ...noted(2), attempt: 3 }],
  ])('does not send again when %s', async (_, info) => {
    world = await World.start(accepted);
    const failure = await world.failure('sendWhatsAppMessage', { ...input, sendKey: 'key-1' }, info);
    expect(failure).toMatchObject({ type: 'WhatsApp.SendOutcomeUnknown', nonRetryable: true });
    expect(failure.details?.[0]).toMatchObject({ sendKey: 'key-1', outcome: 'unknown' });
    expect(world.requests).toHaveLength(0);
  });
});

describe('a send that is canceled', () => {
  test('after it may have left runs to its end', async () => {
    let cancel = (): void => undefined;
    world = await World.start((_, response) => {
      cancel();
      setTimeout(() => response.end(JSON.stringify(accepted)), 100);
    });
    const result = await world.run('sendWhatsAppMessage', input, inWorkflow, (environment) => {
      cancel = () => environment.cancel();
    });
    expect(result.messageId).toBe('wamid.1');
  });

  test('before it has left is canceled', async () => {
    world = await World.start(accepted);
    const sent = world.run('sendWhatsAppMessage', input, inWorkflow, (environment) => environment.cancel());
    await expect(sent).rejects.toThrow(CancelledFailure);
    expect(world.requests).toHaveLength(0);
  });

  test('before it has left by a stopping worker is retried, not unknown', async () => {
    world = await World.start(accepted);
    const failure = await world.failure('sendWhatsAppMessage', input, inWorkflow, (environment) =>
      environment.cancel('WORKER_SHUTDOWN', { workerShutdown: true } as never),
    );
    expect(failure).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
    expect(world.requests).toHaveLength(0);
  });
});

describe('credentials', () => {
  const tokenSeen = (): unknown => world.requests.at(-1)?.headers.authorization;

  test.each([
    ['the one that the input names', { credential: 'shop' }, 'Bearer shop-token'],
    ["the number's own", {}, 'Bearer number-token'],
    ['the default', { phoneNumberId: '999999999' }, 'Bearer default-token'],
  ])('are %s', async (_, more, expected) => {
    const credentials = tokenProvider({
      default: 'default-token',
      shop: 'shop-token',
      [phoneNumberId]: 'number-token',
    });
    world = await World.start(accepted, { credentials });
    await world.run('sendWhatsAppMessage', { ...input, ...more });
    expect(tokenSeen()).toBe(expected);
  });

  test('that are missing or broken are a fault of the configuration', async () => {
    world = await World.start(accepted, { credentials: tokenProvider({ broken: 'two words', default: 'x' }) });
    for (const credential of ['missing', 'broken']) {
      const failure = await world.failure('sendWhatsAppMessage', { ...input, credential });
      expect(failure).toMatchObject({ type: 'WhatsApp.Configuration', nonRetryable: true });
      expect(failure.message).toContain(`"${credential}"`);
      expect(failure.message).not.toContain('two words');
    }
  });

  test('that neither the number nor the default has are missed with both names, and with how to add them', async () => {
    world = await World.start(accepted, { credentials: new EnvironmentCredentialProvider({}) });
    const failure = await world.failure('sendWhatsAppMessage', input);
    const advice = `set WHATSAPP_ACCESS_TOKEN_${phoneNumberId}, or set WHATSAPP_ACCESS_TOKEN`;
    expect(failure.message).toBe(
      `sendWhatsAppMessage: no credential "${phoneNumberId}" or "default" is configured: ${advice}`,
    );
    expect(failure.details).toEqual([{ advice }]);
    await world.stop();
    world = await World.start(accepted, { credentials: { getCredential: () => undefined } });
    expect((await world.failure('sendWhatsAppMessage', input)).message).toMatch(
      /is configured: have the provider of credentials return it$/,
    );
  });

  test('whose provider breaks may be there later', async () => {
    const credentials = credentialsFrom(() => Promise.reject(new Error(`vault: access_token=${token} refused`)));
    world = await World.start(accepted, { credentials });
    const failure = await world.failure('sendWhatsAppMessage', input);
    expect(failure).toMatchObject({ type: 'WhatsApp.Configuration', nonRetryable: false });
  });

  test('does not begin in the last second before the deadline, when the engine might cut it off', async () => {
    world = await World.start(accepted);
    const scheduledTimestampMs = Date.now() - 59_500;
    const info = { scheduleToCloseTimeoutMs: 60_000, scheduledTimestampMs };
    const failure = await world.failure('sendWhatsAppMessage', input, {
      ...standalone,
      ...info,
      currentAttemptScheduledTimestampMs: scheduledTimestampMs,
    });
    expect(failure).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
    expect(failure.message).toContain('the deadline has come');
    expect(world.requests).toHaveLength(0);
  });
});

describe('markWhatsAppMessageRead', () => {
  test.each([
    ['alone', {}, {}, inWorkflow],
    ['with a typing indicator', { typingIndicator: true }, { typing_indicator: { type: 'text' } }, standalone],
  ])('marks a message as read %s', async (_, more, expected, info) => {
    world = await World.start({ success: true });
    const result = await world.run('markWhatsAppMessageRead', { phoneNumberId, messageId: 'wamid.in', ...more }, info);
    expect(result).toEqual({ success: true });
    expect(sentBody()).toEqual({ messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.in', ...expected });
  });

  test('is retried when the answer is lost, and canceled when asked to', async () => {
    world = await World.start((_, response) => response.destroy());
    const input = { phoneNumberId, messageId: 'wamid.in' };
    expect(await world.failure('markWhatsAppMessageRead', input)).toMatchObject({
      type: 'WhatsApp.Unavailable',
      nonRetryable: false,
    });
    const canceled = world.run('markWhatsAppMessageRead', input, inWorkflow, (environment) => environment.cancel());
    await expect(canceled).rejects.toThrow(CancelledFailure);
  });

  test.each([
    ['no message id', { messageId: '' }, 'messageId'],
    ['no phone number id', { phoneNumberId: undefined }, 'phoneNumberId'],
  ])('refuses %s', async (_, more, path) => {
    world = await World.start({ success: true });
    const failure = await world.failure('markWhatsAppMessageRead', { phoneNumberId, messageId: 'wamid.in', ...more });
    expect(failure).toMatchObject({ type: 'WhatsApp.InvalidInput', nonRetryable: true });
    expect(failure.message).toContain(path);
    expect(world.requests).toHaveLength(0);
  });
});
