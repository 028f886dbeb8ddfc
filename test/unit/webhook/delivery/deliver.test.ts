import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { ValueError } from '@temporalio/common';
import { describe, expect, test } from '@jest/globals';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import { createDelivery } from '../../../../src/webhook/delivery/deliver.js';
import { PendingCalls } from '../../../../src/webhook/delivery/pending-calls.js';
import type { WebhookTemporalClient } from '../../../../src/webhook/calls/temporal.js';
import type { SignalGroup } from '../../../../src/webhook/routing/group.js';
import type { Fate, Item, TargetKind } from '../../../../src/webhook/routing/item.js';
import { RecordingClient, grpcError, textMessage, type RecordedSignal } from '../recording-client.js';

/** A group whose events have these ids. */
function group(workflowId: string, target: TargetKind, ...messages: object[]): SignalGroup {
  const body = { entry: [{ changes: [{ field: 'messages', value: { messages } }] }] };
  const items = parseWebhook(body, 0).map((item): Item => ({ ...item, target }));
  return { workflowId, items };
}
const message = (id: string, text = ''): object => textMessage(id, '1', text);
const conversation = (user: string, ...messages: object[]): SignalGroup => ({
  ...group(`c-${user}`, 'conversation', ...messages),
  start: { workflowType: 'conversationWorkflow', args: [{ userKey: user }], taskQueue: 'tq' },
});
const waiting = (workflowId: string): SignalGroup => group(workflowId, 'workflow', message(`s-${workflowId}`));
const ids = ({ events }: Pick<RecordedSignal, 'events'>) =>
  events.map((event) => 'messageId' in event && event.messageId);

async function run(
  groups: SignalGroup[],
  options: { client?: WebhookTemporalClient; deadlineMs?: number; maxConcurrentSignals?: number } = {},
) {
  const client = options.client ?? new RecordingClient();
  const settings = { taskQueue: 'tq', deadlineMs: 5_000, maxConcurrentSignals: 4, deadLetterRetentionMs: 1_000 };
  await createDelivery({ ...settings, ...options, client })({ groups, undeliverable: [] }, true);
  return groups.flatMap(({ items }) => items.map(({ fate }) => fate));
}
const names = (fates: (Fate | undefined)[]) =>
  fates.map((fate) => (fate && 'reason' in fate ? fate.reason : fate?.kind));

test('starts a workflow, or reaches the one that runs, with its arguments on its task queue', async () => {
  const client = new RecordingClient();
  expect(names(await run([conversation('u', message('a'), message('b'))], { client }))).toEqual([
    'delivered',
    'delivered',
  ]);
  expect(client.accepted).toMatchObject([
    {
      call: 'signalWithStart',
      workflowType: 'conversationWorkflow',
      signalName: 'whatsAppEvents',
      options: { workflowId: 'c-u', taskQueue: 'tq', args: [{ userKey: 'u' }] },
      events: [{ messageId: 'a' }, { messageId: 'b' }],
    },
  ]);
});

test('sets the deadline from now on, once for all calls', async () => {
  const client = new RecordingClient();
  const before = Date.now();
  await run([conversation('a', message('1')), conversation('b', message('2'))], { client, deadlineMs: 700 });
  expect(client.deadlines).toHaveLength(1);
  expect(client.deadlines[0]).toBeGreaterThanOrEqual(before + 700);
  expect(client.deadlines[0]).toBeLessThanOrEqual(Date.now() + 700);
});

test('asks nothing of Temporal when there is nothing to deliver', async () => {
  const client = new RecordingClient();
  expect(await run([], { client })).toEqual([]);
  expect(client.deadlines).toEqual([]);
});

test('never has more calls under way than allowed, and makes them all', async () => {
  const client = new RecordingClient();
  client.beforeAccepting = () => delay(5);
  const groups = Array.from({ length: 20 }, (_, index) => conversation(`${index}`, message(`${index}`)));
  expect(names(await run(groups, { client }))).toEqual(groups.map(() => 'delivered'));
  expect(client.mostRunning).toBe(4);
});

test('keeps together what became undeliverable together', async () => {
  const client = new RecordingClient();
  client.beforeAccepting = () => {
    throw grpcError(3);
  };
  const messages = Array.from({ length: 12 }, (_, index) => message(`${index}`));
  expect(names(await run([conversation('u', ...messages)], { client }))).toEqual(
    messages.map(() => 'refused-by-temporal'),
  );
  expect([...client.letters.values()].map(({ memo }) => memo.deadLetter)).toMatchObject([
    { reason: 'refused-by-temporal', items: 12 },
  ]);
});

describe('a workflow that does not run', () => {
  const client = new RecordingClient();
  client.beforeAccepting = ({ workflowId }) => {
    if (workflowId !== 'runs') throw new WorkflowNotFoundError('gone', workflowId, undefined);
  };

  test('has ended before the status of its message came: the status is ignored', async () => {
    expect(names(await run([waiting('ended'), waiting('runs')], { client }))).toEqual(['workflow-ended', 'delivered']);
  });

  test('was named by a route: the event is kept', async () => {
    expect(names(await run([group('named', 'route', message('a'))], { client }))).toEqual(['workflow-not-found']);
  });

  test('has both: each event has its own fate', async () => {
    const both = group('both', 'route', message('a'), message('b'));
    both.items[0]!.target = 'workflow';
    expect(names(await run([both], { client }))).toEqual(['workflow-ended', 'workflow-not-found']);
  });

  test('should have been started: that is a failure', async () => {
    expect(names(await run([conversation('u', message('a'))], { client }))).toEqual(['not-delivered']);
  });
});

describe('a refusal by Temporal', () => {
  const refuse = async (error: Error) => {
    const client = new RecordingClient();
    client.beforeAccepting = ({ workflowId }) => {
      if (workflowId === 'c-refused') throw error;
    };
    return names(await run([conversation('refused', message('a')), conversation('other', message('b'))], { client }));
  };

  test.each([
    ['INVALID_ARGUMENT', grpcError(3)],
    ['FAILED_PRECONDITION', grpcError(9)],
    ['OUT_OF_RANGE', grpcError(11)],
    ['a message larger than what the server takes', grpcError(8, 'grpc: received message larger than max (5 vs. 4)')],
    [
      'a message larger than what the client sends',
      grpcError(8, 'Attempted to send message with a size larger than 4'),
    ],
  ])('that no redelivery can change keeps the event, and the rest goes on: %s', async (_code, error) => {
    expect(await refuse(error)).toEqual(['refused-by-temporal', 'delivered']);
  });

  test.each([
    ['CANCELLED', grpcError(1)],
    ['UNKNOWN', grpcError(2)],
    ['DEADLINE_EXCEEDED', grpcError(4)],
    ['NOT_FOUND of the namespace', grpcError(5)],
    ['PERMISSION_DENIED', grpcError(7)],
    ['RESOURCE_EXHAUSTED', grpcError(8, 'namespace rate limit exceeded')],
    ['ABORTED', grpcError(10)],
    ['INTERNAL', grpcError(13)],
    ['UNAVAILABLE', grpcError(14)],
    ['UNAUTHENTICATED', grpcError(16)],
    ['an error of something else, such as a codec', new Error('no key')],
  ])('that passes makes the event come again: %s', async (_code, error) => {
    expect(await refuse(error)).toEqual(['not-delivered', 'delivered']);
  });

  test('of the arguments that a route gave keeps the event; of others it is a failure', async () => {
    const client = new RecordingClient();
    client.beforeAccepting = () => {
      throw new ValueError('Unable to convert');
    };
    const routed: SignalGroup = {
      ...group('r', 'route', message('a')),
      start: { workflowType: 'w', args: [1n], taskQueue: 'q' },
    };
    expect(names(await run([routed, conversation('u', message('b'))], { client }))).toEqual([
      'route-failed',
      'not-delivered',
    ]);
  });
});

test('tries the others when one fails, and tells why without the workflow id', async () => {
  const client = new RecordingClient();
  client.beforeAccepting = ({ workflowId }) => {
    if (workflowId === 'c-4915')
      throw new Error('Failed to signal', { cause: new Error('8 RESOURCE_EXHAUSTED: c-4915 is closing') });
  };
  const fates = await run([conversation('4915', message('a'), message('b')), waiting('sender')], { client });
  const error = 'Failed to signal: 8 RESOURCE_EXHAUSTED: (workflow id) is closing';
  expect(fates).toEqual([
    { kind: 'not-delivered', error },
    { kind: 'not-delivered', error },
    { kind: 'delivered', target: 'workflow' },
  ]);
});

describe('events that are too much for one payload', () => {
  const large = (id: string) => message(id, 'x'.repeat(400_000));

  test('become several signals, in order', async () => {
    const client = new RecordingClient();
    const events = [large('a'), large('b'), large('c'), message('d'), large('e')];
    expect(names(await run([conversation('u', ...events)], { client }))).toEqual(events.map(() => 'delivered'));
    expect(client.accepted.map(ids)).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
  });

  test('do not go on after a signal that failed, so that none arrives before an earlier one', async () => {
    const client = new RecordingClient();
    client.beforeAccepting = (signal) => {
      if (ids(signal).includes('b')) throw new Error('no');
    };
    const events = [large('a'), large('a2'), large('b'), large('b2'), large('c')];
    expect(names(await run([conversation('u', ...events)], { client }))).toEqual([
      'delivered',
      'delivered',
      'not-delivered',
      'not-delivered',
      'not-delivered',
    ]);
    expect(client.accepted).toHaveLength(1);
  });

  test('go on after a signal that was refused for good', async () => {
    const client = new RecordingClient();
    client.beforeAccepting = (signal) => {
      if (ids(signal).includes('a')) throw grpcError(3);
    };
    const events = [large('a'), large('a2'), large('b')];
    expect(names(await run([conversation('u', ...events)], { client }))).toEqual([
      'refused-by-temporal',
      'refused-by-temporal',
      'delivered',
    ]);
  });

  test('are kept when a single one is larger than a payload, or nested too deeply', async () => {
    const client = new RecordingClient();
    const deep = { ...message('deep'), more: JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown };
    const events = [message('huge', 'ü'.repeat(1_000_000)), deep, message('ok')];
    expect(names(await run([conversation('u', ...events)], { client }))).toEqual([
      'too-large',
      'too-deep',
      'delivered',
    ]);
    expect(client.accepted.map(ids)).toEqual([['ok']]);
    expect([...client.letters.values()].map(({ memo }) => memo.deadLetter.messageId)).toEqual(['huge', 'deep']);
  });
});

test('ends at the deadline, with a failure for each event, when Temporal never answers', async () => {
  const client = new RecordingClient();
  client.beforeAccepting = () => new Promise<void>(() => undefined);
  const groups = Array.from({ length: 10 }, (_, index) => conversation(`${index}`, message(`${index}`)));
  const startedAtMs = Date.now();
  const fates = await run(groups, { client, deadlineMs: 100 });
  expect(Date.now() - startedAtMs).toBeLessThan(15_000);
  expect(fates).toEqual(groups.map(() => ({ kind: 'not-delivered', error: 'no answer from Temporal within 100 ms' })));
  expect(client.mostRunning).toBe(4);
  expect(client.running).toBe(4);
});

test('gives up at the deadline when a real client finds no server', async () => {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const client = new PendingCalls(new Client({ connection }));
  try {
    const startedAtMs = Date.now();
    const fates = await run([conversation('u', message('a')), waiting('sender')], { client, deadlineMs: 400 });
    expect(Date.now() - startedAtMs).toBeLessThan(15_000);
    const error = expect.stringMatching(/UNAVAILABLE|DEADLINE_EXCEEDED|no answer from Temporal within 400 ms/);
    expect(fates).toEqual([
      { kind: 'not-delivered', error },
      { kind: 'not-delivered', error },
    ]);
  } finally {
    await client.settled();
    await connection.close();
  }
});
