/**
 * The owner of the signal `whatsAppEvents` in a user's workflow, on a real server: nothing lost, nothing seen twice.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import fc from 'fast-check';
import { text } from '../../src/messages.js';
import type { WhatsAppEvent } from '../../src/workflow.js';
import { eventually } from '../helpers/eventually.js';
import { readSeed } from '../helpers/seed.js';
import { startStack, startWorkers, testActivities, type Stack } from '../helpers/stack.js';
import { connectTestServer } from '../helpers/temporal-server.js';
import type { Reading, ReadingOptions, Recording, Seen, Subscription } from '../helpers/workflows.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const message = (messageId: string): WhatsAppEvent => ({
  kind: 'message',
  messageId,
  user: {},
  type: 'text',
  receivedAtMs: Date.now(),
  raw: {},
});

const newUser = (): { to: string } => ({ to: `+49170${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}` });

function signalWithStart(
  workflow: string,
  args: unknown[],
  events: WhatsAppEvent[],
  workflowId = `events-${randomUUID()}`,
  taskQueue = stack.taskQueue,
): Promise<WorkflowHandle> {
  return stack.client.workflow.signalWithStart(workflow, {
    workflowId,
    taskQueue,
    args,
    signal: 'whatsAppEvents',
    signalArgs: [events],
  });
}

const input = (to: string): object => ({ phoneNumberId: stack.phoneNumberId, to, message: text('hello') });
const ids = (events: WhatsAppEvent[]): (string | undefined)[] =>
  events.map((event) => (event.kind === 'message' ? event.messageId : event.kind));

describe('a workflow that sends, and whose own handler is there', () => {
  test.each<[Subscription, Pick<Seen, 'waiting'> & { before: string[]; after: string[] }]>([
    ['before', { before: ['m1', 'm2', 'm3'], after: [], waiting: 0 }],
    ['after', { before: [], after: ['m1', 'm2', 'm3'], waiting: 0 }],
    ['both', { before: ['m1', 'm2', 'm3'], after: ['m3'], waiting: 0 }],
    ['none', { before: [], after: [], waiting: 3 }],
    ['without-object', { before: [], after: [], waiting: 0 }],
  ])('%s: the status finds its send, and each message its handler once', async (subscription, expected) => {
    const { to } = newUser();
    const first = [message('m1'), message('m1')];
    const handle = await signalWithStart('subscribingWorkflow', [input(to), subscription], first);
    await handle.signal('whatsAppEvents', [message('m2'), message('m1')]);
    await eventually(
      () => Promise.resolve(stack.emulator.messages({ to })),
      (sent) => sent.some(({ statuses }) => statuses.some(({ status }) => status === 'delivered')),
    );
    // Until the second handler is there.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await handle.signal('whatsAppEvents', [message('m3'), message('m2')]);
    await handle.signal('finish');
    const seen = (await handle.result()) as Seen;
    expect({ ...seen, before: ids(seen.before), after: ids(seen.after) }).toEqual({
      outcome: 'accepted',
      reached: 'delivered',
      ...expected,
    });
  });

  test('gets what was signaled before its first task', async () => {
    const taskQueue = `test-late-${randomUUID()}`;
    const { to } = newUser();
    const events = ['early-1', 'early-2', 'early-1'].map(message);
    const workflowId = `events-${randomUUID()}`;
    const handle = await signalWithStart('subscribingWorkflow', [input(to), 'after'], events, workflowId, taskQueue);
    await handle.signal('whatsAppEvents', [message('early-3')]);
    const { nativeConnection, close } = await connectTestServer();
    const workers = await startWorkers(
      nativeConnection,
      taskQueue,
      testActivities(stack.emulator, stack.mediaDirectory),
    );
    await eventually(
      () => Promise.resolve(stack.emulator.messages({ to })),
      (sent) => sent.length === 1,
    );
    await handle.signal('finish');
    const { after, reached } = (await handle.result()) as Seen;
    expect({ reached, after: ids(after) }).toEqual({ reached: 'delivered', after: ['early-1', 'early-2', 'early-3'] });
    await workers.stop();
    await close();
  });
});

describe('a workflow that handles events one after the other', () => {
  test('loses none of 300 signals around its continue-as-new, and handles none twice', async () => {
    const seed = readSeed('EVENTS_SEED');
    const [order = []] = fc.sample(fc.shuffledSubarray(signals(300), { minLength: 300, maxLength: 300 }), {
      seed,
      numRuns: 1,
    });
    const { to } = newUser();
    const options = { input: input(to), sendEach: 40, perRun: 60 } as ReadingOptions;
    const workflowId = `events-${randomUUID()}`;
    await signalWithStart('readingWorkflow', [options], order[0] ?? [], workflowId);
    const handle = stack.client.workflow.getHandle(workflowId);
    const rest = order.slice(1);
    const sender = async (): Promise<void> => {
      for (let events = rest.shift(); events; events = rest.shift()) await handle.signal('whatsAppEvents', events);
    };
    await Promise.all(Array.from({ length: 10 }, sender));
    await handle.signal('whatsAppEvents', [message('stop')]);
    const { handled, runs, delivered } = (await handle.result()) as Reading;
    const wanted = new Set(order.flat().flatMap((event) => (event.kind === 'message' ? [event.messageId] : [])));
    expect({ seed, twice: handled.length - new Set(handled).size }).toEqual({ seed, twice: 0 });
    expect({ seed, missing: [...wanted].filter((id) => !handled.includes(id ?? '')) }).toEqual({ seed, missing: [] });
    expect(handled).toHaveLength(wanted.size + 1);
    expect(runs).toBeGreaterThan(4);
    expect(delivered).toBe(Math.floor(handled.length / options.sendEach));
    expect(stack.emulator.messages({ to })).toHaveLength(delivered);
  }, 120_000);

  const now = Date.now();
  test.each<[string, unknown]>([
    ['what waited and what it had seen', { version: 1, seen: [['m1', now]], waiting: [message('m0')] }],
    ['the state of an EventDedupe, as in 0.1', [['m1', now]]],
  ])('knows redeliveries from before its first task: %s', async (_name, carried) => {
    const events = ['m1', 'm0', 'm2', 'm0'].map(message);
    const handle = await signalWithStart('resumedWorkflow', [carried], events);
    await expect(handle.result()).resolves.toEqual(['m0', 'm2']);
  });

  test('hands an event to one of several ways out, and keeps the rest when a handler throws', async () => {
    const handle = await signalWithStart('mixedWorkflow', [], ['m1', 'm2', 'm3', 'm4'].map(message));
    const seen = (await handle.result()) as string[];
    expect(seen).toEqual(['thrown m1', 'handled m2', 'subscribed m3', 'subscribed m4', 'waiting 0']);
  });

  test('hands an event that it was handling to the next run', async () => {
    const events = ['m1', 'm2'].map(message);
    const handle = await signalWithStart('interruptedWorkflow', [], events);
    await expect(handle.result()).resolves.toEqual(['m1', 'm1', 'm2']);
  });

  test('ends a run after 2,000 signals, and handles what waits in the next one', async () => {
    const handle = await signalWithStart('eachWorkflow', [], [message('each-0')]);
    const first = (await handle.describe()).runId;
    const numbers = Array.from({ length: 2_100 }, (_, index) => index + 1);
    const sender = async (): Promise<void> => {
      for (let next = numbers.shift(); next !== undefined; next = numbers.shift())
        await handle.signal('whatsAppEvents', [message(`each-${next}`)]);
    };
    await Promise.all(Array.from({ length: 20 }, sender));
    const current = stack.client.workflow.getHandle(handle.workflowId);
    const { received } = await eventually(
      () => current.query<Recording>('recording'),
      (recording) => recording.received === 2_101,
    );
    expect(received).toBe(2_101);
    expect((await current.describe()).runId).not.toBe(first);
    await current.terminate();
  }, 120_000);
});

/** Signals of one or two messages; every third message comes again in another signal. */
function signals(count: number): WhatsAppEvent[][] {
  return Array.from({ length: count }, (_, index) => {
    const repeated = index % 3 === 0 ? [message(`m${(index * 7) % count}`)] : [];
    return [message(`m${index}`), ...repeated];
  });
}
