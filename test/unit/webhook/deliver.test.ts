import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { describe, expect, test } from '@jest/globals';
import type { MessageEvent, StatusEvent } from '../../../src/common/events/types.js';
import { deliver } from '../../../src/webhook/deliver.js';
import type { SignalGroup } from '../../../src/webhook/group.js';
import { PendingCalls } from '../../../src/webhook/pending-calls.js';
import { RecordingClient } from './recording-client.js';

const message = (messageId: string, text = ''): MessageEvent => ({
  kind: 'message',
  messageId,
  receivedAtMs: 0,
  user: {},
  raw: { text },
});
const status = (messageId: string): StatusEvent => ({ kind: 'status', messageId, receivedAtMs: 0, user: {}, raw: {} });

const conversation = (userId: string, ...events: MessageEvent[]): SignalGroup => ({
  route: { kind: 'conversation', workflowId: `c-${userId}`, phoneNumberId: '10001', userId },
  events,
});
const waiting = (workflowId: string): SignalGroup => ({
  route: { kind: 'workflow', workflowId },
  events: [status('s')],
});

function settings(client = new RecordingClient()) {
  return { client, taskQueue: 'tq', deadlineMs: 5_000, maxConcurrentSignals: 4 };
}

test('starts a conversation, or reaches it, with its number and user on the task queue', async () => {
  const { client, ...rest } = settings();
  const result = await deliver([conversation('u', message('a'), message('b'))], { client, ...rest });
  expect(result).toEqual({ signals: 1, notFound: 0, tooLarge: [], failures: [] });
  expect(client.accepted).toMatchObject([
    {
      call: 'signalWithStart',
      workflowType: 'conversationWorkflow',
      signalName: 'whatsAppEvents',
      options: { workflowId: 'c-u', taskQueue: 'tq', args: [{ phoneNumberId: '10001', userId: 'u' }] },
      events: [{ messageId: 'a' }, { messageId: 'b' }],
    },
  ]);
});

test('sets the deadline from now on, once for all signals', async () => {
  const { client, ...rest } = settings();
  const before = Date.now();
  await deliver([conversation('a', message('1')), conversation('b', message('2'))], {
    client,
    ...rest,
    deadlineMs: 700,
  });
  expect(client.deadlines).toHaveLength(1);
  expect(client.deadlines[0]).toBeGreaterThanOrEqual(before + 700);
  expect(client.deadlines[0]).toBeLessThanOrEqual(Date.now() + 700);
});

test('never has more signals under way than allowed, and sends them all', async () => {
  const { client, ...rest } = settings();
  client.beforeAccepting = () => delay(5);
  const groups = Array.from({ length: 20 }, (_, index) => conversation(`${index}`, message(`${index}`)));
  const result = await deliver(groups, { client, ...rest });
  expect(result.signals).toBe(20);
  expect(client.mostRunning).toBe(4);
});

test('counts a workflow that has ended, which is no failure', async () => {
  const { client, ...rest } = settings();
  client.beforeAccepting = ({ workflowId }) => {
    if (workflowId === 'ended') throw new WorkflowNotFoundError('gone', workflowId, undefined);
  };
  const result = await deliver([waiting('ended'), waiting('runs')], { client, ...rest });
  expect(result).toEqual({ signals: 1, notFound: 1, tooLarge: [], failures: [] });
});

test('takes a conversation that cannot be found for a failure: it should have been started', async () => {
  const { client, ...rest } = settings();
  client.beforeAccepting = ({ workflowId }) => {
    throw new WorkflowNotFoundError('gone', workflowId, undefined);
  };
  const result = await deliver([conversation('u', message('a'))], { client, ...rest });
  expect(result).toMatchObject({
    signals: 0,
    notFound: 0,
    failures: [{ kind: 'conversation', phoneNumberId: '10001' }],
  });
});

test('tries the others when one fails, and tells why without the workflow id', async () => {
  const { client, ...rest } = settings();
  client.beforeAccepting = ({ workflowId }) => {
    if (workflowId === 'c-4915')
      throw new Error('Failed to signal', { cause: new Error('8 RESOURCE_EXHAUSTED: c-4915 is closing') });
  };
  const result = await deliver([conversation('4915', message('a'), message('b')), waiting('w')], { client, ...rest });
  expect(result).toMatchObject({ signals: 1, failures: [{ events: 2 }] });
  expect(result.failures[0]?.error).toBe('Failed to signal: 8 RESOURCE_EXHAUSTED: (workflow id) is closing');
});

describe('events that are too much for one payload', () => {
  const large = (id: string) => message(id, 'x'.repeat(400_000));
  const ids = (events: readonly { messageId?: string }[]) => events.map(({ messageId }) => messageId);

  test('become several signals, in order', async () => {
    const { client, ...rest } = settings();
    const group = conversation('u', large('a'), large('b'), large('c'), message('d'), large('e'));
    const result = await deliver([group], { client, ...rest });
    expect(result.signals).toBe(2);
    expect(client.accepted.map(({ events }) => ids(events as MessageEvent[]))).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
  });

  test('do not go on after a signal that failed, so that none arrives before an earlier one', async () => {
    const { client, ...rest } = settings();
    client.beforeAccepting = ({ events }) => {
      if (ids(events as MessageEvent[]).includes('b')) throw new Error('no');
    };
    const group = conversation('u', large('a'), large('a2'), large('b'), large('b2'), large('c'));
    const result = await deliver([group], { client, ...rest });
    expect(result).toMatchObject({ signals: 1, failures: [{ events: 5 }] });
    expect(client.accepted).toHaveLength(1);
  });

  test('are handed back when a single one is larger than a payload, or cannot be written as JSON', async () => {
    const { client, ...rest } = settings();
    const deep = message('deep');
    deep.raw = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`) as Record<string, unknown>;
    const result = await deliver([conversation('u', message('huge', 'ü'.repeat(1_000_000)), deep, message('ok'))], {
      client,
      ...rest,
    });
    expect(ids(result.tooLarge as MessageEvent[])).toEqual(['huge', 'deep']);
    expect(client.accepted.map(({ events }) => ids(events as MessageEvent[]))).toEqual([['ok']]);
  });
});

test('ends at the deadline, with a failure for each workflow, when Temporal never answers', async () => {
  const { client, ...rest } = settings();
  client.beforeAccepting = () => new Promise<void>(() => undefined);
  const groups = Array.from({ length: 10 }, (_, index) => conversation(`${index}`, message(`${index}`)));
  const startedAtMs = Date.now();
  const result = await deliver(groups, { client, ...rest, deadlineMs: 100 });
  expect(Date.now() - startedAtMs).toBeLessThan(1_000);
  expect(result.signals).toBe(0);
  expect(result.failures).toHaveLength(10);
  expect(result.failures[0]?.error).toBe('no answer from Temporal within 100 ms');
});

test('gives up at the deadline when a real client finds no server', async () => {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const client = new PendingCalls(new Client({ connection }));
  try {
    const startedAtMs = Date.now();
    const result = await deliver([conversation('u', message('a')), waiting('w')], {
      ...settings(),
      client,
      deadlineMs: 400,
    });
    expect(Date.now() - startedAtMs).toBeLessThan(1_500);
    expect(result).toMatchObject({ signals: 0, notFound: 0 });
    expect(result.failures.map(({ kind }) => kind).sort()).toEqual(['conversation', 'workflow']);
    expect(result.failures[0]?.error).toMatch(/UNAVAILABLE|DEADLINE_EXCEEDED|no answer from Temporal within 400 ms/);
  } finally {
    await client.settled();
    await connection.close();
  }
});
