/** Random histories of one send: what happens to its attempts, and which statuses Meta reports of its message. */
import fc from 'fast-check';
import { errorCodes, findErrorCode } from '../../src/common/error-codes.js';
import type { SendMessageWorkflowInput } from '../../src/client.js';
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

export interface History {
  way: 'workflow' | 'activity';
  steps: Step[];
  statuses: PlannedStatus[];
  options: Pick<SendMessageWorkflowInput, 'onUnknown' | 'waitFor'>;
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

/** A history that a workflow, or the activity alone, goes through. */
const history: fc.Arbitrary<History> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ way: fc.constant('workflow' as const), steps, statuses, options: options() }) },
  {
    weight: 1,
    arbitrary: fc.record({ way: fc.constant('activity' as const), steps, statuses, options: fc.constant({}) }),
  },
);

function options(): fc.Arbitrary<History['options']> {
  return fc.record(
    {
      onUnknown: fc.constantFrom('report' as const, 'report' as const, 'resend' as const, 'fail' as const),
      waitFor: fc.constantFrom('sent' as const, 'delivered' as const, 'read' as const),
    },
    { requiredKeys: ['onUnknown'] },
  ) as fc.Arbitrary<History['options']>;
}

/** The histories of a run, the same ones for the same seed. */
export function histories(count: number, seed: number): History[] {
  return fc.sample(history, { numRuns: count, seed });
}

/** SEND_PROPERTY_SEED, else another one each time. */
export function propertySeed(): number {
  return readSeed('SEND_PROPERTY_SEED');
}
