import { WorkflowNotFoundError } from '@temporalio/client';
import { describe, expect, test } from '@jest/globals';
import { encodeCallbackData } from '../../../src/common/callback-data.js';
import type { WhatsAppEvent } from '../../../src/common/events/types.js';
import { conversationWorkflowId } from '../../../src/common/ids.js';
import { createWebhookHandler, type WebhookRequest } from '../../../src/webhook/handler.js';
import type { WebhookHandlerOptions } from '../../../src/webhook/options.js';
import { recordingOptions, sign, textMessage, verifyToken, webhookBody } from './recording-client.js';

function post(body: string, signature: string | undefined = sign(body)): WebhookRequest {
  return {
    method: 'POST',
    query: new URLSearchParams(),
    headers: { 'x-hub-signature-256': signature },
    rawBody: Buffer.from(body),
  };
}

function get(query: Record<string, string>): WebhookRequest {
  return { method: 'GET', query: new URLSearchParams(query), headers: {}, rawBody: new Uint8Array() };
}

function receiver(options: Partial<WebhookHandlerOptions> = {}) {
  const recording = recordingOptions();
  return { ...recording, handle: createWebhookHandler({ ...recording, ...options }) };
}

const statusFor = (workflowId: string, status: string, id = 'wamid.out') => ({
  id,
  status,
  recipient_id: '1',
  biz_opaque_callback_data: encodeCallbackData({
    workflowId,
    sendKey: 'k',
    wanted: ['delivered', 'read'],
    callerData: 'order 17',
  }),
});
const idsOf = (events: readonly WhatsAppEvent[]) => events.map((event) => 'messageId' in event && event.messageId);

describe('a POST of Meta', () => {
  test('becomes one signal for each workflow, its events in order', async () => {
    const { handle, client } = receiver();
    const body = webhookBody(
      { messages: [textMessage('m1', '1'), textMessage('m2', '2'), textMessage('m3', '1')] },
      {
        statuses: [
          statusFor('send-a', 'delivered', 's1'),
          statusFor('send-b', 'read', 's2'),
          statusFor('send-a', 'read', 's3'),
        ],
      },
      { number: '20002', messages: [textMessage('m4', '1')] },
      { message_echoes: [{ id: 'e5', to: '1' }] },
    );
    expect((await handle(post(body))).status).toBe(200);
    expect(client.accepted.map(({ call, workflowId, events }) => [call, workflowId, idsOf(events)])).toEqual([
      ['signalWithStart', conversationWorkflowId('10001', '1'), ['m1', 'm3', 'e5']],
      ['signalWithStart', conversationWorkflowId('10001', '2'), ['m2']],
      ['signal', 'send-a', ['s1', 's3']],
      ['signal', 'send-b', ['s2']],
      ['signalWithStart', conversationWorkflowId('20002', '1'), ['m4']],
    ]);
  });

  test('hands a status on with the caller’s own string and without our envelope', async () => {
    const { handle, client } = receiver();
    await handle(post(webhookBody({ statuses: [statusFor('send-a', 'read')] })));
    expect(client.accepted[0]?.events).toMatchObject([
      { kind: 'status', status: 'read', sendKey: 'k', callbackData: 'order 17' },
    ]);
    expect(JSON.stringify(client.accepted[0]?.events)).not.toContain('send-a');
  });

  test('gives a conversation that is also the target of a status one signal, which can start it', async () => {
    const { handle, client } = receiver();
    const conversation = conversationWorkflowId('10001', '1');
    await handle(
      post(webhookBody({ statuses: [statusFor(conversation, 'read', 's')] }, { messages: [textMessage('m', '1')] })),
    );
    expect(client.accepted.map(({ call, events }) => [call, idsOf(events)])).toEqual([['signalWithStart', ['s', 'm']]]);
  });

  test('is answered with 200 when nobody wants its statuses, and counts why', async () => {
    const { handle, client, log } = receiver();
    const body = webhookBody({ statuses: [statusFor('send-a', 'sent'), { id: 's', status: 'read' }] });
    expect((await handle(post(body))).status).toBe(200);
    expect(client.accepted).toEqual([]);
    expect(log.lines).toMatchObject([
      { level: 'info', fields: { events: 2, signals: 0, ignored: { 'status-not-wanted': 1, 'status-foreign': 1 } } },
    ]);
  });

  test('is answered with 200 when the workflow of a status has ended', async () => {
    const { handle, client, log } = receiver();
    client.beforeAccepting = ({ workflowId }) => {
      throw new WorkflowNotFoundError('not found', workflowId, undefined);
    };
    expect((await handle(post(webhookBody({ statuses: [statusFor('send-a', 'read')] })))).status).toBe(200);
    expect(log.lines).toMatchObject([{ level: 'info', fields: { notFound: 1 } }]);
  });

  test('is answered with 503 when Temporal refuses one of its signals, after the others were sent', async () => {
    const { handle, client, log } = receiver();
    client.beforeAccepting = ({ workflowId }) => {
      if (workflowId.endsWith(':49150001')) throw new Error(`Failed to signal ${workflowId}`);
    };
    const body = webhookBody({ messages: [textMessage('m1', '49150001'), textMessage('m2', '2')] });
    expect(await handle(post(body))).toMatchObject({ status: 503, body: '' });
    expect(client.accepted.map(({ events }) => idsOf(events))).toEqual([['m2']]);
    expect(log.lines).toMatchObject([{ level: 'error', fields: { failed: 1, signals: 1 } }]);
    expect(JSON.stringify(log.lines)).not.toContain('49150001');
  });

  test('is answered only after Temporal has accepted its events', async () => {
    const { handle, client } = receiver();
    let release = (): void => undefined;
    client.beforeAccepting = () => new Promise<void>((resolve) => (release = resolve));
    let answered = false;
    const response = handle(post(webhookBody({ messages: [textMessage('m', '1')] }))).finally(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(answered).toBe(false);
    release();
    expect((await response).status).toBe(200);
    expect(client.accepted).toHaveLength(1);
  });

  test('leaves neither content nor phone numbers in the log', async () => {
    const { handle, log } = receiver();
    const malformed = {
      messages: [
        textMessage('m', '4915112345678', 'my secret'),
        'my secret',
        { id: 'x', from: 'a b', text: 'my secret' },
      ],
    };
    await handle(post(webhookBody(malformed, { errors: [{ title: 'my secret' }] })));
    expect(log.lines.map(({ level, fields }) => [level, fields['reason']])).toEqual([
      ['warn', 'malformed'],
      ['warn', 'user-missing'],
      ['warn', 'field-not-routed'],
      ['info', undefined],
    ]);
    expect(JSON.stringify(log.lines)).not.toMatch(/my secret|4915112345678|a b/);
  });
});

describe('an event without a workflow to go to', () => {
  const body = webhookBody({ event: 'APPROVED' }, { messages: [textMessage('m', '1')] });

  test('is handed to onUnrouted with the reason, and the rest is delivered', async () => {
    const seen: unknown[] = [];
    const { handle, client } = receiver({
      onUnrouted: (event, reason) => void seen.push([event.kind, event.field, reason]),
    });
    expect((await handle(post(body))).status).toBe(200);
    expect(seen).toEqual([['change', 'messages', 'field-not-routed']]);
    expect(client.accepted).toHaveLength(1);
  });

  test('makes the answer 503 when onUnrouted fails, so that Meta delivers it again', async () => {
    const { handle, log } = receiver({ onUnrouted: () => Promise.reject(new Error('dead letters are full')) });
    expect((await handle(post(body))).status).toBe(503);
    expect(log.lines).toMatchObject([{ level: 'error', fields: { error: 'dead letters are full' } }]);
  });

  test('is one that no signal can hold', async () => {
    const reasons: string[] = [];
    const { handle } = receiver({ onUnrouted: (_event, reason) => void reasons.push(reason) });
    const huge = webhookBody({ messages: [textMessage('m', '1', 'x'.repeat(2_000_000))] });
    expect((await handle(post(huge))).status).toBe(200);
    expect(reasons).toEqual(['event-too-large']);
  });
});

describe('a request is refused', () => {
  const body = webhookBody({ messages: [textMessage('m', '1')] });

  test.each<[string, WebhookRequest, number, string]>([
    ['without a signature', { ...post(body), headers: {} }, 401, 'signature-missing'],
    ['with the signature of another secret', post(body, sign(body, 'other')), 401, 'signature-mismatch'],
    ['with a signature of another scheme', post(body, 'sha1=00'), 401, 'signature-scheme-unsupported'],
    ['with half a signature', post(body, sign(body).slice(0, 40)), 401, 'signature-malformed'],
    ['when its body is not JSON', post('{"entry":['), 400, 'body-not-json'],
    ['when its body is empty', post(''), 400, 'body-not-json'],
    ['without a verify token', get({ 'hub.mode': 'subscribe' }), 400, 'challenge-token-missing'],
    [
      'with a wrong verify token',
      get({ 'hub.mode': 'subscribe', 'hub.verify_token': 'x' }),
      403,
      'challenge-token-wrong',
    ],
    ['without a mode', get({}), 400, 'challenge-mode-wrong'],
  ])('%s', async (_what, request, status, reason) => {
    const { handle, client, log } = receiver();
    expect(await handle(request)).toMatchObject({ status, body: '' });
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { reason } }]);
    expect(client.accepted).toEqual([]);
  });

  test('when its body is over the limit, before its signature is looked at', async () => {
    const { handle, log } = receiver({ maxBodyBytes: body.length - 1 });
    expect((await handle(post(body, 'sha256=no'))).status).toBe(413);
    expect(log.lines).toMatchObject([{ fields: { reason: 'body-too-large', bytes: body.length } }]);
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])('with the method %s', async (method) => {
    const response = await receiver().handle({ ...post(body), method });
    expect(response).toMatchObject({ status: 405, headers: { allow: 'GET, POST' } });
  });
});

test('answers a challenge with the challenge alone, as plain text', async () => {
  const query = { 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': '<b>1158</b>' };
  expect(await receiver().handle(get(query))).toEqual({
    status: 200,
    body: '<b>1158</b>',
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  });
});

test.each(['null', '"text"', '[]', '{"entry":{}}', '{"entry":[{"changes":[7]}]}'])(
  'answers 200 for signed JSON that is no webhook, and says so in the log: %s',
  async (body) => {
    const { handle, log } = receiver();
    expect((await handle(post(body))).status).toBe(200);
    expect(log.lines[0]).toMatchObject({ level: 'warn', fields: { reason: 'malformed' } });
  },
);

test('accepts every secret while one replaces another, and logs which one it was', async () => {
  const { handle, log } = receiver({ appSecrets: ['new-secret', 'old-secret'] });
  const body = webhookBody({ messages: [textMessage('m', '1')] });
  expect((await handle(post(body, sign(body, 'old-secret')))).status).toBe(200);
  expect(log.lines).toMatchObject([{ level: 'info', fields: { secretIndex: 1 } }]);
});
