import { WorkflowNotFoundError } from '@temporalio/client';
import { describe, expect, test } from '@jest/globals';
import { encodeCallbackData } from '../../../src/common/sending/callback-data.js';
import type { WhatsAppEvent } from '../../../src/common/events/types.js';
import { conversationWorkflowId } from '../../../src/common/ids/workflow-ids.js';
import {
  get,
  grpcError,
  post,
  receiver,
  recordingObserver,
  sign,
  textMessage,
  verifyToken,
  webhookBody,
} from './recording-client.js';

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
const messageIds = (events: readonly WhatsAppEvent[]) => events.map((event) => 'messageId' in event && event.messageId);

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
    expect(client.accepted.map(({ call, workflowId, events }) => [call, workflowId, messageIds(events)])).toEqual([
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
    expect(client.accepted.map(({ call, events }) => [call, messageIds(events)])).toEqual([
      ['signalWithStart', ['s', 'm']],
    ]);
  });

  test('is answered with 200 when nobody wants its statuses, and counts why', async () => {
    const { handle, client, log } = receiver();
    const body = webhookBody({ statuses: [statusFor('send-a', 'sent'), { id: 's', status: 'read' }] });
    expect((await handle(post(body))).status).toBe(200);
    expect(client.accepted).toEqual([]);
    expect(log.lines).toMatchObject([
      { level: 'info', fields: { events: 2, delivered: 0, ignored: { 'status-not-wanted': 1, 'status-foreign': 1 } } },
    ]);
  });

  test('is answered with 200 when the workflow of a status has ended', async () => {
    const { handle, client, log } = receiver();
    client.beforeAccepting = ({ workflowId }) => {
      throw new WorkflowNotFoundError('not found', workflowId, undefined);
    };
    expect((await handle(post(webhookBody({ statuses: [statusFor('send-a', 'read')] })))).status).toBe(200);
    expect(log.lines).toMatchObject([{ level: 'info', fields: { ignored: { 'workflow-ended': 1 } } }]);
  });

  test('is answered with 503 and Retry-After when Temporal fails one of its signals, after the others were sent', async () => {
    const { handle, client, log } = receiver();
    client.beforeAccepting = ({ workflowId }) => {
      if (workflowId.endsWith(':49150001')) throw new Error(`Failed to signal ${workflowId}`);
    };
    const body = webhookBody({ messages: [textMessage('m1', '49150001'), textMessage('m2', '2')] });
    expect(await handle(post(body))).toMatchObject({ status: 503, body: '', headers: { 'retry-after': '5' } });
    expect(client.accepted.map(({ events }) => messageIds(events))).toEqual([['m2']]);
    expect(log.lines).toMatchObject([{ level: 'error', fields: { failed: 1, delivered: 1 } }]);
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
    expect(log.lines).toMatchObject([
      {
        level: 'warn',
        fields: {
          count: 3,
          deadLetters: [
            { reason: 'malformed', field: 'messages', wabaId: '900', phoneNumberId: '10001', isNew: true },
            { reason: 'user-missing', kind: 'message' },
            { reason: 'no-route', kind: 'error' },
          ],
        },
        message: 'webhook items are kept as dead letters',
      },
      { level: 'info', fields: { delivered: 1, deadLetters: { malformed: 1, 'user-missing': 1, 'no-route': 1 } } },
    ]);
    expect(JSON.stringify(log.lines)).not.toMatch(/my secret|4915112345678|a b/);
  });

  test('sets the conversation keys of its events, and where a user has moved', async () => {
    const { handle, client } = receiver();
    const system = { type: 'user_changed_number', wa_id: '2', user_id: 'US.2', body: '1 is 2' };
    const body = webhookBody({
      contacts: [{ wa_id: '1', user_id: 'US.1' }],
      messages: [textMessage('m', '1'), { id: 'moved', from: '1', from_user_id: 'US.1', type: 'system', system }],
    });
    await handle(post(body));
    expect(client.accepted).toMatchObject([
      {
        workflowId: conversationWorkflowId('10001', 'US.1'),
        options: { args: [{ phoneNumberId: '10001', userKey: 'US.1' }] },
        events: [{ conversationKeys: ['US.1', '1'] }, { conversationKeys: ['US.1', '1'], movedToKey: 'US.2' }],
      },
    ]);
    expect(client.accepted[0]?.events[0]).not.toHaveProperty('movedToKey');
  });

  test('shows no id of a user in a workflow id when the receiver has an id key', async () => {
    const { handle, client } = receiver({ idKey: 'a key of sixteen characters' });
    const system = { type: 'user_changed_number', wa_id: '4915100000002' };
    const moved = { id: 'm2', from: '4915100000001', type: 'system', system };
    await handle(post(webhookBody({ messages: [textMessage('m', '4915100000001'), moved] })));
    const [signal] = client.accepted;
    const [first, second] = signal?.events as { conversationKeys: string[]; movedToKey: string }[];
    expect(first?.conversationKeys).toEqual([expect.stringMatching(/^h1-[\w-]{32}$/)]);
    expect(second?.movedToKey).toMatch(/^h1-[\w-]{32}$/);
    expect(second?.movedToKey).not.toBe(first?.conversationKeys[0]);
    expect(signal?.workflowId).toBe(conversationWorkflowId('10001', first!.conversationKeys[0]!));
    expect(signal?.options?.args).toEqual([{ phoneNumberId: '10001', userKey: first?.conversationKeys[0] }]);
  });
});

describe('every answer carries a request id', () => {
  const request = { ...post(webhookBody({ messages: [textMessage('m', '1')] })) };

  test('that the proxy gave, and so does every line of the log', async () => {
    const { handle, log } = receiver();
    const headers = { ...request.headers, 'x-request-id': 'proxy-17' };
    expect((await handle({ ...request, headers })).headers['x-request-id']).toBe('proxy-17');
    expect(log.lines.map(({ fields }) => fields['requestId'])).toEqual(['proxy-17']);
  });

  test('of its own when the given one is none, or could be something else', async () => {
    const { handle } = receiver();
    for (const given of [undefined, '', 'a b', '<script>', 'x'.repeat(200), ['a', 'b']]) {
      const headers = { ...request.headers, 'x-request-id': given };
      expect((await handle({ ...request, headers })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

test('answers a challenge with the challenge alone, as plain text', async () => {
  const query = { 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': '<b>1158</b>' };
  expect(await receiver().handle(get(query))).toEqual({
    status: 200,
    body: '<b>1158</b>',
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String),
    },
  });
});

describe('several app secrets', () => {
  const appSecrets = ['new-secret', 'old-secret'];
  const body = webhookBody({ messages: [textMessage('m', '1', 'grün')] });

  test.each([
    ['the old one', sign(body, 'old-secret'), { secretIndex: 1 }],
    ['the new one', sign(body, 'new-secret'), { secretIndex: 0 }],
  ])('are all accepted while one replaces another, and told apart: %s', async (_what, signature, match) => {
    const observer = recordingObserver();
    const { handle, log } = receiver({ appSecrets, observer });
    expect((await handle(post(body, signature))).status).toBe(200);
    expect(log.lines).toMatchObject([{ level: 'info', fields: { secretIndex: match.secretIndex } }]);
    expect(observer.facts).toContainEqual(['signatureMatched', match]);
  });
});

describe('the observer', () => {
  test('is told of the request and of the fate of every event', async () => {
    const observer = recordingObserver();
    const { handle, client } = receiver({ observer });
    const body = webhookBody({
      messages: [textMessage('m1', '1'), textMessage('m2', '1'), 7],
      statuses: [statusFor('send-a', 'read'), { id: 's', status: 'read' }],
    });
    await handle(post(body));
    expect(client.letters.size).toBe(1);
    expect(observer.facts).toEqual([
      ['signatureMatched', { secretIndex: 0 }],
      ['inFlight', 1],
      ['eventRead', { kind: 'message', field: 'messages', type: 'text' }],
      ['eventRead', { kind: 'message', field: 'messages', type: 'text' }],
      ['eventRead', { kind: 'unknown', field: 'messages', type: 'malformed' }],
      ['eventRead', { kind: 'status', field: 'messages', type: 'read' }],
      ['eventRead', { kind: 'status', field: 'messages', type: 'read' }],
      ['eventIgnored', { reason: 'status-foreign' }],
      ['eventsDelivered', { target: 'conversation', events: 2 }],
      ['eventsDelivered', { target: 'workflow', events: 1 }],
      ['deadLettered', { reason: 'malformed', isNew: true }],
      ['inFlight', 0],
      ['requestEnded', { result: 'accepted', status: 200, durationMs: expect.any(Number), bytes: body.length }],
    ]);
  });

  test('is told why Temporal failed, by the name of the status', async () => {
    const observer = recordingObserver();
    const { handle, client } = receiver({ observer });
    client.beforeAccepting = () => {
      throw grpcError(14);
    };
    await handle(post(webhookBody({ messages: [textMessage('m', '1')] })));
    expect(observer.facts).toContainEqual(['temporalFailed', { call: 'signalWithStart', code: 'UNAVAILABLE' }]);
    expect(observer.facts.at(-1)).toMatchObject(['requestEnded', { result: 'not-delivered', status: 503 }]);
  });

  test('that throws changes no answer, and is named in the log', async () => {
    const observer = recordingObserver();
    observer.eventsDelivered = () => {
      throw new Error('no such counter');
    };
    const { handle, client, log } = receiver({ observer });
    expect((await handle(post(webhookBody({ messages: [textMessage('m', '1')] })))).status).toBe(200);
    expect(client.accepted).toHaveLength(1);
    expect(log.lines).toMatchObject([{ level: 'error', fields: { error: 'no such counter' } }, { level: 'info' }]);
  });
});
