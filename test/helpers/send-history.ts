/**
 * Random histories of one send: who asks for it, what happens to its attempts, and which statuses Meta reports of its
 * message.
 */
import fc from 'fast-check';
import { errorCodes, findErrorCode } from '../../src/common/error-codes.js';
import type { SendMessageWorkflowInput } from '../../src/client.js';
import { template } from '../../src/messages.js';
import type { Fault } from '../../src/emulator/index.js';
import { readSeed } from './seed.js';

/**
 * How an attempt vanishes, as with a worker that dies: `before` its POST, `after` it, or `late`, as with a worker that
 * stalls and posts when the engine has long given up.
 */
export type Crash = 'before' | 'after' | 'late';

/** What happens to one attempt. An attempt that has no step succeeds. */
export interface Step {
  fault?: Omit<Fault, 'match' | 'times' | 'delayMs'>;
  /** How long the answer, or what comes in its place, is held back. */
  delayMs: number;
  crash?: Crash;
}

/**
 * A status of every message that is accepted, so many milliseconds later. In random order, more than once, or none at
 * all.
 */
interface PlannedStatus {
  status: 'sent' | 'delivered' | 'read' | 'failed';
  afterMs: number;
}

/**
 * How a caller asks for a send: by the client, which chooses; by the activity or by the workflow, as the client is
 * told; by an upload; or by `send()` in a workflow of the caller's own.
 */
type Way = 'client' | 'activity' | 'workflow' | 'upload' | 'own';

/** Somebody who asks for the send. Whoever else asks for it has the same key. */
export interface Caller {
  way: Way;
  options: Pick<
    SendMessageWorkflowInput,
    'onUnknown' | 'waitFor' | 'settleUnknownFor' | 'onWindowClosed' | 'priority' | 'bizOpaqueCallbackData' | 'deadline'
  >;
  /** How long after the first caller this one asks. */
  afterMs: number;
}

export interface History {
  /** One, or several who ask at the same moment. Whoever is first decides what becomes of the message. */
  callers: Caller[];
  /**
   * The length of the callers' send key. A long one leaves little room for the keys of what may follow.
   *
   * @default none: the client makes a random one
   */
  keyLength?: number;
  steps: Step[];
  statuses: PlannedStatus[];
}

/** Whether the answer to an attempt is lost, or says nothing of what became of the message. */
export function isLost({ fault = {}, crash }: Step): boolean {
  const { drop, reset, hang, cut, garbage, body, code, status = 0 } = fault;
  if (crash ?? drop ?? reset ?? hang ?? body) return true;
  if (cut === true || garbage === true) return true;
  return code === undefined ? status >= 500 : findErrorCode(code)?.retry === 'ambiguous';
}

const timing = fc.constantFrom('before' as const, 'after' as const);
const html = '<html><body>Bad gateway</body></html>';
/** A send waits for another token in steps of 15 seconds; the matrix has that case. */
const codes = errorCodes.filter(({ entry }) => entry.retry !== 'new-token').map(({ first }) => first);

const faults = fc.oneof(
  timing.map((drop) => ({ drop })),
  timing.map((reset) => ({ reset })),
  timing.map((hang) => ({ hang })),
  fc.constant({ cut: true }),
  fc.constant({ garbage: true }),
  fc.constant({ status: 200, body: { success: true } }),
  fc.constantFrom(500, 502, 503, 504, 408).map((status) => ({ status, body: html })),
  // In place of the minutes that some limits take.
  fc.constantFrom(...codes).map((code) => ({ code, headers: { 'retry-after': '1' } })),
  fc.constantFrom(130429, 131056, 131057).map((code) => ({ code, headers: { 'retry-after': '1' } })),
);

const step: fc.Arbitrary<Step> = fc.record(
  {
    fault: fc.option(faults, { nil: undefined, freq: 6 }),
    delayMs: fc.constantFrom(0, 0, 100, 700),
    crash: fc.option(fc.constantFrom('before' as const, 'after' as const, 'late' as const), {
      nil: undefined,
      freq: 1,
    }),
  },
  { requiredKeys: ['delayMs'] },
) as fc.Arbitrary<Step>;

const plannedStatus: fc.Arbitrary<PlannedStatus> = fc.record({
  status: fc.constantFrom('sent' as const, 'sent' as const, 'delivered' as const, 'read' as const, 'failed' as const),
  afterMs: fc.oneof(
    { weight: 3, arbitrary: fc.nat(900) },
    { weight: 1, arbitrary: fc.integer({ min: 2_500, max: 4_000 }) },
  ),
});

const steps = fc.array(step, { minLength: 1, maxLength: 3 });
const statuses = fc.array(plannedStatus, { maxLength: 5 });

/** A workflow, or the activity alone. */
const caller: fc.Arbitrary<Caller> = fc.oneof(
  { weight: 4, arbitrary: callerBy('workflow', options(), fc.constant(0)) },
  { weight: 1, arbitrary: callerBy('activity', fc.constant({}), fc.constant(0)) },
);

const history: fc.Arbitrary<History> = fc.record({
  callers: fc.array(caller, { minLength: 1, maxLength: 1 }),
  steps,
  statuses,
});

function options(): fc.Arbitrary<Caller['options']> {
  return fc.record(
    {
      onUnknown: fc.constantFrom('report' as const, 'report' as const, 'resend' as const, 'fail' as const),
      waitFor: fc.constantFrom('sent' as const, 'delivered' as const, 'read' as const),
    },
    { requiredKeys: ['onUnknown'] },
  ) as fc.Arbitrary<Caller['options']>;
}

/** What every way can do. */
const plainOptions = {
  priority: fc.integer({ min: 1, max: 5 }),
  bizOpaqueCallbackData: fc.constantFrom('order-1', 'ä'.repeat(40)),
  deadline: fc.constantFrom(8_000, 15_000, 30_000),
};

/** What only a workflow can do. */
const workflowOptions = {
  ...plainOptions,
  onUnknown: fc.constantFrom('report' as const, 'resend' as const, 'fail' as const),
  waitFor: fc.constantFrom('sent' as const, 'delivered' as const, 'read' as const),
  settleUnknownFor: fc.constantFrom(1_000, 3_000, false as const),
  onWindowClosed: fc.constant({ template: template('basket_kept', 'en').template }),
};

const anyOptions = {
  plain: fc.record(plainOptions, { requiredKeys: [] }),
  workflow: fc.record(workflowOptions, { requiredKeys: [] }),
} as Record<'plain' | 'workflow', fc.Arbitrary<Caller['options']>>;

function callerBy(
  way: Way,
  given: fc.Arbitrary<Caller['options']>,
  afterMs = fc.constantFrom(0, 0, 0, 50, 1_000),
): fc.Arbitrary<Caller> {
  return fc.record({ way: fc.constant(way), options: given, afterMs });
}

/** Callers who may have the same key. An upload makes another message, and a workflow of one's own has its own id. */
const sameKey = fc.oneof(
  callerBy('client', anyOptions.plain),
  callerBy('client', anyOptions.workflow),
  callerBy('activity', anyOptions.plain),
  callerBy('workflow', anyOptions.workflow),
);
const callers = fc.oneof(
  { weight: 4, arbitrary: fc.array(sameKey, { minLength: 1, maxLength: 1 }) },
  { weight: 4, arbitrary: fc.array(sameKey, { minLength: 2, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.array(callerBy('upload', anyOptions.workflow), { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(callerBy('own', anyOptions.workflow), { minLength: 1, maxLength: 1 }) },
);

/** Nothing crashes by plan: these are for workers that are killed. Half of the requests are answered as they should. */
const stepOfMany: fc.Arbitrary<Step> = fc.record(
  { fault: fc.option(faults, { nil: undefined, freq: 1 }), delayMs: fc.constantFrom(0, 300, 1_000) },
  { requiredKeys: ['delayMs'] },
) as fc.Arbitrary<Step>;

const historyOfMany: fc.Arbitrary<History> = fc.record({
  callers,
  keyLength: fc.constantFrom(8, 36, 127, 128),
  steps: fc.array(stepOfMany, { maxLength: 2 }),
  statuses,
});

/** The histories of a run, the same ones for the same seed. */
export function histories(count: number, seed: number): History[] {
  return fc.sample(history, { numRuns: count, seed });
}

/** Histories of sends that one caller or several ask for, in every way. */
export function historiesOfMany(count: number, seed: number): History[] {
  return fc.sample(historyOfMany, { numRuns: count, seed });
}

/** SEND_PROPERTY_SEED, else another one each time. */
export function propertySeed(): number {
  return readSeed('SEND_PROPERTY_SEED');
}
