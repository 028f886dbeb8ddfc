/** Conversations of users with several ids, and of users whose ids change, on a real server. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { WhatsAppClient, conversationWorkflowId, type ConversationState } from '../../src/client.js';
import type { WhatsAppMessageEvent } from '../../src/workflow.js';
import { eventually } from '../helpers/eventually.js';
import { rejection } from '../helpers/rejection.js';
import { startWorkers } from '../helpers/stack.js';
import { connectTestServer, type TestServer } from '../helpers/temporal-server.js';

const phoneNumberId = '106540352242922';
const taskQueue = `test-identity-${randomUUID()}`;
const noActivities = { unused: () => Promise.resolve() };

let server: TestServer;
let whatsapp: WhatsAppClient;
let workers: { stop(): Promise<void> };
const started = new Set<string>();

beforeAll(async () => {
  server = await connectTestServer();
  whatsapp = new WhatsAppClient({ client: server.client, taskQueue });
  workers = await startWorkers(server.nativeConnection, taskQueue, noActivities);
});
afterAll(async () => {
  for (const key of started)
    await getHandle(key)
      .terminate()
      .catch(() => undefined);
  await workers.stop();
  await server.close();
});

const getHandle = (key: string) => server.client.workflow.getHandle(conversationWorkflowId(phoneNumberId, key));

/** Keys of one test, so that tests share nothing. */
function newKeys<Name extends string>(...names: Name[]): Record<Name, string> {
  const suffix = randomUUID().slice(0, 8);
  const keys = Object.fromEntries(names.map((name) => [name, `${name}-${suffix}`])) as Record<Name, string>;
  for (const key of Object.values<string>(keys)) started.add(key);
  return keys;
}

let count = 0;

function message(conversationKeys: string[], fields: Partial<WhatsAppMessageEvent> = {}): WhatsAppMessageEvent {
  count += 1;
  const messageId = `wamid.identity-${count}`;
  const timestamp = String(1_764_000_000 + count);
  return {
    kind: 'message',
    messageId,
    user: {},
    type: 'text',
    conversationKeys,
    timestamp,
    receivedAtMs: Date.now(),
    raw: {},
    ...fields,
  };
}

const moved = (from: string, to: string): WhatsAppMessageEvent => message([from], { type: 'system', movedToKey: to });

/** Signals a conversation as the receiver does it. */
const receive = (...events: WhatsAppMessageEvent[]): Promise<void> => receiveOn(taskQueue, ...events);

async function receiveOn(taskQueue: string, ...events: WhatsAppMessageEvent[]): Promise<void> {
  const userKey = events[0]!.conversationKeys![0]!;
  await server.client.workflow.signalWithStart('conversationWorkflow', {
    workflowId: conversationWorkflowId(phoneNumberId, userKey),
    taskQueue,
    args: [{ phoneNumberId, userKey }],
    signal: 'whatsAppEvents',
    signalArgs: [events],
  });
}

const read = (key: string): Promise<ConversationState> => whatsapp.conversation({ phoneNumberId, user: key }).state();

/** The state under a key, once so many messages are there. */
const holding = (key: string, messages: number): Promise<ConversationState> =>
  eventually(
    () => read(key),
    (state) => state.messagesReceived >= messages,
  );

/** The state of exactly this conversation, wherever it leads. */
const own = (key: string): Promise<ConversationState> =>
  getHandle(key).query<ConversationState, []>('conversationState');

const idsIn = ({ messages }: ConversationState): (string | undefined)[] =>
  messages.map(({ messageId }) => messageId).sort();
const messageIds = (...events: WhatsAppMessageEvent[]): (string | undefined)[] =>
  events.map(({ messageId }) => messageId).sort();

/** How many signals have come to a conversation, over all its runs. */
async function signalsTo(key: string, name: string): Promise<number> {
  const { events } = await getHandle(key).fetchHistory();
  return (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes?.signalName === name).length;
}

describe('a user with two ids', () => {
  test('has one conversation: what came before under the other one is handed over, what comes later is passed on', async () => {
    const { user, phone } = newKeys('user', 'phone');
    const first = message([phone], { user: { phone: '491701', name: 'Ada' } });
    await receive(first);
    await holding(phone, 1);
    const second = message([user, phone], { user: { userId: 'DE.1', phone: '491701' } });
    await receive(second);
    await holding(user, 2);
    const third = message([phone]);
    await receive(third);
    const state = await holding(user, 3);
    expect(idsIn(state)).toEqual(messageIds(first, second, third));
    expect(state).toMatchObject({ userKey: user, user: { userId: 'DE.1', phone: '491701', name: 'Ada' } });
    expect(await own(phone)).toEqual({
      phoneNumberId,
      userKey: phone,
      user: {},
      movedTo: user,
      messages: [],
      messagesReceived: 0,
    });
    expect(await read(phone)).toEqual(state);
  });

  test('costs one start of an alias, however many events name both ids', async () => {
    const { user, phone } = newKeys('user', 'phone');
    for (let index = 0; index < 5; index += 1) await receive(message([user, phone]));
    await eventually(() => own(phone).catch(() => undefined));
    await holding(user, 5);
    const { events } = await getHandle(user).fetchHistory();
    expect(events?.filter((event) => event.startChildWorkflowExecutionInitiatedEventAttributes)).toHaveLength(1);
    expect(events?.filter((event) => event.signalExternalWorkflowExecutionInitiatedEventAttributes)).toHaveLength(1);
    expect(await signalsTo(phone, 'conversationMoved')).toBe(0);
  });

  test('recognizes what is delivered again under either id', async () => {
    const { user, phone } = newKeys('user', 'phone');
    const byPhone = message([phone]);
    const byUser = message([user, phone]);
    await receive(byPhone);
    await holding(phone, 1);
    await receive(byUser);
    await holding(user, 2);
    await receive(byPhone);
    await receive(byUser);
    const last = message([phone]);
    await receive(last);
    const state = await holding(user, 3);
    expect(idsIn(state)).toEqual(messageIds(byPhone, byUser, last));
    expect(state.messagesReceived).toBe(3);
  });

  test('with events under both ids at the same moment, that name both in either order, ends with one conversation that has all', async () => {
    const { user, phone } = newKeys('user', 'phone');
    const events = Array.from({ length: 20 }, (_, index) => message(index % 2 === 0 ? [user, phone] : [phone, user]));
    await Promise.all(events.map((event) => receive(event)));
    const state = await holding(user, 20);
    expect(idsIn(state)).toEqual(messageIds(...events));
    const states = [await own(user), await own(phone)];
    expect(states.map(({ movedTo }) => movedTo).filter((movedTo) => movedTo !== undefined)).toHaveLength(1);
    expect(states.reduce((sum, { messagesReceived }) => sum + messagesReceived, 0)).toBe(20);
  });
});

describe('a user whose id changes', () => {
  test('A to B: the system message is the last one of A, and all is at B', async () => {
    const { a, b } = newKeys('a', 'b');
    const before = message([a]);
    const change = moved(a, b);
    const after = message([a]);
    await receive(before, change, after);
    const state = await holding(a, 3);
    expect(state.userKey).toBe(b);
    expect(state.messages.map(({ messageId }) => messageId)).toEqual(
      [before, change, after].map(({ messageId }) => messageId),
    );
  });

  test('A to B and back to A: nothing goes round in circles', async () => {
    const { a, b } = newKeys('a', 'b');
    const events = [message([a]), moved(a, b), message([b]), moved(b, a), message([a]), message([b])];
    for (const [index, event] of events.entries()) {
      await receive(event);
      await holding(event.conversationKeys![0]!, index + 1);
    }
    const state = await holding(b, 6);
    expect(state.userKey).toBe(a);
    expect(idsIn(state)).toEqual(messageIds(...events));
    expect(await signalsTo(a, 'conversationHandover')).toBe(1);
    expect(await signalsTo(b, 'conversationHandover')).toBe(1);
    // To A two of its own, and one that B passed on; to B two of its own.
    expect(await signalsTo(a, 'whatsAppEvents')).toBe(4);
    expect(await signalsTo(b, 'whatsAppEvents')).toBe(3);
  });

  test('A to B to C: who asks for A gets C', async () => {
    const { a, b, c } = newKeys('a', 'b', 'c');
    const events = [message([a]), moved(a, b), moved(b, c), message([a]), message([b]), message([c])];
    for (const event of events) await receive(event);
    const state = await holding(a, 6);
    expect(state.userKey).toBe(c);
    expect(idsIn(state)).toEqual(messageIds(...events));
  });

  test('two moves at once, A to B and B to A: one of them has all in the end', async () => {
    const { a, b } = newKeys('a', 'b');
    const events = [moved(a, b), moved(b, a)];
    await Promise.all(events.map((event) => receive(event)));
    const state = await holding(a, 2);
    expect(idsIn(state)).toEqual(messageIds(...events));
    const more = [message([a]), message([b])];
    for (const event of more) await receive(event);
    expect(idsIn(await holding(b, 4))).toEqual(messageIds(...events, ...more));
    const active = [await own(a), await own(b)].filter(({ movedTo }) => movedTo === undefined);
    expect(active).toHaveLength(1);
  });

  test('while no worker runs: all that waits is taken in, in whatever order its signals are handled', async () => {
    const { a, b, phone } = newKeys('a', 'b', 'phone');
    // Its own, so that the other tests keep their worker.
    const idleQueue = `${taskQueue}-idle`;
    const events = [
      message([a, phone]),
      message([phone]),
      moved(a, b),
      message([a]),
      message([b]),
      message([phone]),
      message([b, phone]),
    ];
    for (const event of events) await receiveOn(idleQueue, event);
    const late = await startWorkers(server.nativeConnection, idleQueue, noActivities);
    try {
      const state = await holding(a, 7);
      expect(idsIn(state)).toEqual(messageIds(...events));
      expect(state).toMatchObject({ userKey: b, messagesReceived: 7 });
    } finally {
      await late.stop();
    }
  });
});

test('a user who moves to a number whose conversation is of somebody else goes on in the old one', async () => {
  const { old, number } = newKeys('old', 'number');
  const bob = message([number], { user: { userId: 'DE.2' } });
  const ada = message([old], { user: { userId: 'DE.1' } });
  await receive(bob);
  await receive(ada);
  await holding(number, 1);
  const change = moved(old, number);
  await receive(change);
  const state = await holding(old, 2);
  expect(state).toMatchObject({ userKey: old, user: { userId: 'DE.1' } });
  expect(idsIn(state)).toEqual(messageIds(ada, change));
  await receive(ada);
  const next = message([old]);
  await receive(next);
  expect(idsIn(await holding(old, 3))).toEqual(messageIds(ada, change, next));
  const others = await own(number);
  expect(idsIn(others)).toEqual(messageIds(bob));
  expect(others).toMatchObject({ userKey: number, user: { userId: 'DE.2' } });
});

describe('a conversation that continues as new', () => {
  /** Enough signals for a new run, in parallel. */
  async function flood(key: string, signals: number): Promise<WhatsAppMessageEvent[]> {
    const events = Array.from({ length: signals }, () => message([key]));
    for (let index = 0; index < events.length; index += 100) {
      await Promise.all(events.slice(index, index + 100).map((event) => receive(event)));
    }
    return events;
  }

  /** The move is among the second half of the signals. */
  async function floodAndMove(from: string, to: string): Promise<WhatsAppMessageEvent[]> {
    const first = await flood(from, 1_000);
    const [second] = await Promise.all([flood(from, 990), receive(moved(from, to))]);
    return [...first, ...second];
  }

  const readRunId = async (key: string): Promise<string> => (await getHandle(key).describe()).runId;

  test('and moves meanwhile loses nothing and handles nothing twice', async () => {
    const { a, b } = newKeys('a', 'b');
    const first = message([a]);
    await receive(first);
    const run = await readRunId(a);
    const [before, after] = await Promise.all([floodAndMove(a, b), flood(b, 100)]);
    const later = await flood(a, 50);
    // As if Meta had not heard the answers: the first and the last ones again.
    const again = [first, ...before.slice(-20), ...later.slice(-20)];
    for (const event of again) await receive(event);
    const total = 1 + before.length + 1 + after.length + later.length;
    const state = await holding(a, total);
    expect(state.userKey).toBe(b);
    await receive(message([a]));
    expect((await holding(a, total + 1)).messagesReceived).toBe(total + 1);
    expect((await own(a)).messagesReceived).toBe(0);
    expect(await readRunId(a)).not.toBe(run);
  }, 180_000);

  test('as an alias remains one, and still recognizes what it passed on', async () => {
    const { user, phone } = newKeys('user', 'phone');
    await receive(message([user, phone]));
    await eventually(() => own(phone).catch(() => undefined));
    const run = await readRunId(phone);
    const passedOn = await flood(phone, 2_000);
    await holding(user, 2_001);
    await eventually(
      () => readRunId(phone),
      (runId) => runId !== run,
    );
    await receive(passedOn[1_999]!);
    await receive(message([phone]));
    const state = await holding(phone, 2_002);
    expect(state).toMatchObject({ userKey: user, messagesReceived: 2_002 });
  }, 180_000);
});

test('a conversation that is canceled takes no alias with it', async () => {
  const { user, phone } = newKeys('user', 'phone');
  await receive(message([user, phone]));
  await eventually(() => own(phone).catch(() => undefined));
  await getHandle(user).cancel();
  const ended = await rejection(getHandle(user).result());
  expect(ended).toBeInstanceOf(WorkflowFailedError);
  expect((ended as WorkflowFailedError).cause).toBeInstanceOf(CancelledFailure);
  await receive(message([phone]));
  // The alias starts the canonical conversation, as that one does not run.
  const state = await holding(phone, 1);
  expect(state.userKey).toBe(user);
});
