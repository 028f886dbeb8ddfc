/** The workflows that the integration tests run: the library's own, and what a user would write. */
import { z } from 'zod';
import { condition, continueAsNew, defineQuery, defineSignal, setHandler, sleep } from '@temporalio/workflow';
import {
  EventDedupe,
  WhatsAppEvents,
  proxyWhatsAppActivities,
  send,
  sendSequence,
  type EventDedupeState,
  type MessageProgress,
  type SendInput,
  type SendOptions,
  type SendOutcome,
  type SendSequenceOptions,
  type WhatsAppActivityOverrides,
  type WhatsAppEvent,
  type WhatsAppEventsState,
  whatsAppEventsSignal,
} from '../../src/workflow.js';

export * from '../../src/workflows/index.js';
export * from './conversations.js';
export * from './turn-conversations.js';
export * from '../fixtures/consent-workflows.js';
export * from '../fixtures/group-workflows.js';
export * from '../fixtures/kit-workflows.js';
export * from '../fixtures/media-workflows.js';
export * from '../fixtures/reminder-workflows.js';
export * from '../fixtures/scripted-workflows.js';
export * from '../fixtures/searchable-workflows.js';

/** Runs one activity with one input, as a user's workflow would. */
export async function callActivityWorkflow(
  name: string,
  input: unknown,
  overrides?: WhatsAppActivityOverrides,
): Promise<unknown> {
  const activities = proxyWhatsAppActivities(overrides) as unknown as Record<
    string,
    (input: unknown) => Promise<unknown>
  >;
  const activity = activities[name];
  if (!activity) throw new Error(`no activity ${name}`);
  return activity(input);
}

/** A user's workflow that sends, and waits for what it tracks. */
export async function trackingWorkflow(
  input: SendInput,
  options: SendOptions,
  deadline: number,
): Promise<{ outcome: SendOutcome; progress: MessageProgress }> {
  const message = await send(input, options);
  if (options.track) await message.reached(options.track, deadline);
  return { outcome: message.outcome, progress: message.progress };
}

/** A user's workflow that sends, and waits for what it tracks when Meta has accepted the message. */
export async function carefulWorkflow(input: SendInput, options: SendOptions, deadline: number): Promise<SendOutcome> {
  const message = await send(input, options);
  const { track } = options;
  if (track && message.outcome.kind === 'accepted') await message.reached(track, deadline);
  return message.outcome;
}

/** A user's workflow that sends several messages in order. */
export async function sequenceWorkflow(inputs: SendInput[], options?: SendSequenceOptions): Promise<SendOutcome[]> {
  const sent = await sendSequence(inputs, options);
  return sent.map(({ outcome }) => outcome);
}

/** What `recorderWorkflow` has seen: every event that its dedupe takes for new, and how many came in all. */
export interface Recording {
  events: WhatsAppEvent[];
  received: number;
}

export const recordingQuery = defineQuery<Recording>('recording');

/** A user's workflow behind a route of their own: keeps what comes, each event once. */
export async function recorderWorkflow(): Promise<void> {
  const dedupe = new EventDedupe();
  const recording: Recording = { events: [], received: 0 };
  setHandler(whatsAppEventsSignal, (events) => {
    recording.received += events.length;
    recording.events.push(...events.filter((event) => dedupe.accept(event)));
  });
  setHandler(recordingQuery, () => recording);
  await condition(() => false);
}

/** The time at which a workflow of a user subscribes, as seen from its send. */
export type Subscription = 'before' | 'after' | 'both' | 'none' | 'without-object';

/** What `subscribingWorkflow` has seen: by each of its handlers, and what nobody has taken. */
export interface Seen {
  outcome: string;
  reached: string;
  before: WhatsAppEvent[];
  after: WhatsAppEvent[];
  waiting: number;
}

export const finishSignal = defineSignal('finish');

/** A user's workflow that sends with tracking, and subscribes to everything else at some time. */
export async function subscribingWorkflow(input: SendInput, subscription: Subscription): Promise<Seen> {
  let isFinished = false;
  setHandler(finishSignal, () => {
    isFinished = true;
  });
  const events = subscription === 'without-object' ? undefined : new WhatsAppEvents();
  const seen: Seen = { outcome: '', reached: '', before: [], after: [], waiting: 0 };
  if (subscription === 'before' || subscription === 'both') events?.subscribe((event) => seen.before.push(event));
  const message = await send(input, { track: 'delivered' });
  seen.outcome = message.outcome.kind;
  seen.reached = (await message.delivered('30 seconds')).status;
  if (subscription === 'after' || subscription === 'both') events?.subscribe((event) => seen.after.push(event));
  await condition(() => isFinished);
  return { ...seen, waiting: events?.waiting ?? 0 };
}

/** The state that `readingWorkflow` hands from run to run. */
export interface Reading {
  events?: WhatsAppEventsState;
  /** Message ids in the order in which they were handled. */
  handled: string[];
  runs: number;
  delivered: number;
}

/** How `readingWorkflow` reads. */
export interface ReadingOptions {
  input: SendInput;
  /** Each so many messages it sends one, and waits for its delivery. */
  sendEach: number;
  /** How many events it handles before it continues as new. */
  perRun: number;
}

/**
 * A user's workflow that handles events one after the other, sends in between, and continues as new, until it is told
 * to stop.
 */
export async function readingWorkflow(options: ReadingOptions, carried?: Reading): Promise<Omit<Reading, 'events'>> {
  const events = new WhatsAppEvents(carried?.events);
  const { handled = [], runs = 0 } = carried ?? {};
  let { delivered = 0 } = carried ?? {};
  let isStopped = false;
  for (let count = 0; count < options.perRun && !isStopped; count += 1) {
    await events.handleNext(async (event) => {
      const id = event.kind === 'message' ? (event.messageId ?? '') : `not a message: ${event.kind}`;
      if ((handled.length + 1) % options.sendEach === 0) {
        const message = await send(options.input, { track: 'delivered' });
        await message.delivered('30 seconds');
        delivered += 1;
      } else if (count % 20 === 0) await sleep(5);
      handled.push(id);
      isStopped = id === 'stop';
    });
  }
  if (isStopped) return { handled, runs: runs + 1, delivered };
  return continueAsNew<typeof readingWorkflow>(options, {
    events: events.state,
    handled,
    runs: runs + 1,
    delivered,
  });
}

/** A user's workflow whose run ends while an event is being handled. Each run says which event it was handling. */
export async function interruptedWorkflow(started: string[] = [], carried?: WhatsAppEventsState): Promise<string[]> {
  const events = new WhatsAppEvents(carried);
  const isInterrupted = started.length === 0;
  const handling = events.handleNext(async (event) => {
    started.push(event.kind === 'message' ? (event.messageId ?? '') : event.kind);
    if (isInterrupted) await condition(() => false);
  });
  await (isInterrupted ? condition(() => started.length > 0 && events.waiting === 2) : handling);
  if (isInterrupted) return continueAsNew<typeof interruptedWorkflow>(started, events.state);
  await events.handleNext((event) => {
    started.push(event.kind === 'message' ? (event.messageId ?? '') : event.kind);
  });
  return started;
}

/** A user's workflow behind a route that lets `handleEach` decide when a run ends. */
export async function eachWorkflow(handled = 0, carried?: WhatsAppEventsState): Promise<void> {
  const events = new WhatsAppEvents(carried);
  setHandler(recordingQuery, () => ({ events: [], received: handled }));
  await events.handleEach(() => {
    handled += 1;
  });
  await continueAsNew<typeof eachWorkflow>(handled, events.state);
}

/** A user's workflow for one chunk of a history, with a loop of its own: see docs/webhooks.md. */
export async function historyChunkWorkflow(handled = 0, carried?: WhatsAppEventsState): Promise<void> {
  const events = new WhatsAppEvents(carried);
  setHandler(recordingQuery, () => ({ events: [], received: handled }));
  while (events.waiting > 0 || (await condition(() => events.waiting > 0, '8 days'))) {
    await events.handleNext(async () => {
      await Promise.resolve();
      handled += 1;
    });
    if (events.isRunFull && events.isCarriable) await continueAsNew<typeof historyChunkWorkflow>(handled, events.state);
  }
}

/** What a user's own schemas may be made of, each with a value that fits. */
const ownSchemas: readonly (readonly [string, () => z.ZodType, unknown])[] = [
  ['email', () => z.email(), 'a@example.com'],
  ['date', () => z.iso.date(), '2026-11-29'],
  ['duration', () => z.iso.duration(), 'P1D'],
  ['datetime', () => z.iso.datetime(), '2026-11-29T12:00:00Z'],
  ['ipv4', () => z.ipv4(), '127.0.0.1'],
  ['e164', () => z.e164(), '+491701234567'],
  ['guid', () => z.guid(), '6f1f5b1f-0c4e-4d0e-8d4f-3a2b1c0d9e8f'],
  ['uuid', () => z.uuid(), '6f1f5b1f-0c4e-4d0e-8d4f-3a2b1c0d9e8f'],
  ['ulid', () => z.ulid(), '01ARZ3NDEKTSV4RRFFQ69G5FAV'],
  ['nanoid', () => z.nanoid(), 'V1StGXR8_Z5jdHi6B-myT'],
  ['lower case', () => z.string().lowercase(), 'abc'],
  ['a set', () => z.set(z.string()), new Set(['a'])],
  ['a coerced number', () => z.coerce.number(), '17'],
  ['a tuple', () => z.tuple([z.string(), z.number()]), ['a', 1]],
  [
    'a discriminated union',
    () => z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })]),
    { kind: 'b' },
  ],
  ['an extended object', () => z.object({ a: z.string() }).extend({ b: z.date() }), { a: 'a', b: new Date(0) }],
];

/** A workflow of a user with schemas of its own. @returns the names of those that do not work */
export function ownSchemasWorkflow(): Promise<string[]> {
  const broken = ownSchemas.flatMap(([name, make, value]) => {
    try {
      // A wrong value first: zod finishes some of its classes when they are first used.
      return make().safeParse({}).success || !make().safeParse(value).success ? [name] : [];
    } catch (error) {
      return [`${name}: ${String(error)}`];
    }
  });
  return Promise.resolve(broken);
}

/** A user's workflow that resumes from a state, and gets one signal before its first task. */
export async function resumedWorkflow(carried: WhatsAppEventsState | EventDedupeState): Promise<string[]> {
  const events = new WhatsAppEvents(carried);
  const ids: string[] = [];
  events.subscribe((event) => ids.push(event.kind === 'message' ? (event.messageId ?? '') : event.kind));
  await condition(() => ids.length > 0);
  return ids;
}

/** A user's workflow that subscribes while it handles an event, and that has a handler which throws. */
export async function mixedWorkflow(): Promise<string[]> {
  const events = new WhatsAppEvents();
  const ids: string[] = [];
  const note = (by: string) => (event: WhatsAppEvent) => {
    ids.push(`${by} ${event.kind === 'message' ? event.messageId : event.kind}`);
  };
  const throwing = (event: WhatsAppEvent): void => {
    note('thrown')(event);
    throw new TypeError('not mine');
  };
  try {
    events.subscribe(throwing);
  } catch {
    await events.handleNext((event) => {
      note('handled')(event);
      events.subscribe(note('subscribed'))();
    });
  }
  return [...ids, `waiting ${events.waiting}`];
}

/** A user's workflow that sends two messages under one key. @returns what each has reached at the end */
export async function sameKeyWorkflow(input: SendInput, options: SendOptions): Promise<SendOutcome[]> {
  let isFinished = false;
  setHandler(finishSignal, () => {
    isFinished = true;
  });
  const messages = [await send(input, options), await send(input, options)];
  await condition(() => isFinished);
  return messages.map(({ outcome }) => outcome);
}

/** Sends two messages, and stays until it is told to end. */
export async function twoSendsWorkflow(input: Omit<SendInput, 'message'>): Promise<void> {
  const ids: string[] = [];
  let isFinished = false;
  setHandler(defineQuery<string[]>('sentIds'), () => ids);
  setHandler(finishSignal, () => {
    isFinished = true;
  });
  for (const body of ['one', 'two']) {
    const { outcome } = await send({ ...input, message: { type: 'text', text: { body } } });
    ids.push(outcome.kind === 'accepted' ? outcome.messageId : outcome.kind);
  }
  await condition(() => isFinished);
}
