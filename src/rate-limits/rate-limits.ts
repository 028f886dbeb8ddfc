/**
 * The rate limits of sends: the engine's own limits for each fairness key of the send queue. A key is a phone number
 * id.
 *
 * The engine knows one limit for all keys and a weight for each key. A key's limit is the product of the two. Here
 * every limit is a rate in messages a second, and the weights are worked out from the rates.
 *
 * @see "Task Queue Priority and Fairness" https://docs.temporal.io/develop/task-queue-priority-fairness (read 2026-11)
 */
import { callServer, RateLimitsUnsupportedError, type ReachableServer } from './server-call.js';

/**
 * How many messages a second a phone number may send unless Meta has raised its throughput.
 *
 * @see "Throughput" https://developers.facebook.com/docs/whatsapp/cloud-api/overview (read 2026-11)
 */
export const defaultRate = 80;

/** How many numbers can have a rate of their own. */
const maxNumbers = 1000;
/** Weights that a key may have. */
const weightLimits = { min: 0.001, max: 1000 };
/** `TASK_QUEUE_TYPE_ACTIVITY` */
const activityQueue = 2;

/** A task queue of sends, and how to reach its server. */
export interface SendQueue extends ReachableServer {
  namespace: string;
  taskQueue: string;
}

/** The rate limits of a queue, all in messages a second. */
export interface RateLimits {
  /** The rate of every number without one of its own; absent when numbers have no limit. */
  perNumber?: number;
  /** The rates of single numbers, by phone number id. */
  numbers: Record<string, number>;
  /** The rate of all numbers together, when somebody has limited the queue as a whole. */
  wholeQueue?: number;
}

/** What to change; everything else stays. */
export interface RateLimitsChange {
  /**
   * The rate of every number, in messages a second. `unset` removes every limit.
   *
   * @default what is set, else {@link defaultRate}
   */
  perNumber?: number | 'unset';
  /** The rates of single numbers, in messages a second. `unset` gives a number the rate of all. */
  numbers?: Readonly<Record<string, number | 'unset'>>;
}

/** Rate limits that the engine cannot keep. The message says which one, and what it can be instead. */
export class RateLimitsError extends Error {
  override name = 'RateLimitsError';
}

/**
 * Reads the rate limits from the server.
 *
 * @throws RateLimitsUnsupportedError when the server is older than 1.29
 */
export async function readRateLimits(queue: SendQueue): Promise<RateLimits> {
  const { namespace, taskQueue } = queue;
  const { config } = await callServer(queue, (service) =>
    service.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: activityQueue,
      reportConfig: true,
    }),
  );
  return toRateLimits(config);
}

/**
 * Changes the rate limits, within a second or so also for sends that wait already. A number with a rate of its own
 * keeps it when the common rate changes. Two changes at once may overwrite each other.
 *
 * @param identity Who changes them, as Temporal shows it.
 * @throws RateLimitsError when a rate is too far from the common one, or too many numbers have one
 * @throws RateLimitsUnsupportedError when the server is older than 1.29
 */
export async function changeRateLimits(
  queue: SendQueue,
  change: RateLimitsChange,
  identity: string,
): Promise<RateLimits> {
  const { namespace, taskQueue } = queue;
  const update = toUpdate(await readRateLimits(queue), change);
  const { config } = await callServer(queue, (service) =>
    service.updateTaskQueueConfig({ namespace, taskQueue, taskQueueType: activityQueue, identity, ...update }),
  );
  return toRateLimits(config);
}

interface LimitConfig {
  rateLimit?: { requestsPerSecond?: number | null } | null;
}

interface QueueConfig {
  queueRateLimit?: LimitConfig | null;
  fairnessKeysRateLimitDefault?: LimitConfig | null;
  fairnessWeightOverrides?: Record<string, number> | null;
}

/** Whether a server shares a queue fairly is a setting of it that no call of its public interface shows. */
export const fairnessNote =
  'Whether the server shares the queue fairly between numbers cannot be read from it. A server of your own needs ' +
  'matching.enableFairness: true in its dynamic configuration, Temporal Cloud fairness switched on for the namespace; ' +
  "without it one number's backlog delays the others.";

/** What a worker says about the rate limits of its sends. Never an exception, since sends go on without limits. */
export async function describeRateLimits(queue: SendQueue): Promise<{ message: string; rateLimits?: RateLimits }> {
  try {
    const rateLimits = await readRateLimits(queue);
    const message =
      rateLimits.perNumber === undefined
        ? 'sends have no rate limit: `temporal-whatsapp rate-limits set` limits each phone number'
        : 'each phone number has a rate limit for its sends';
    return { message: `${message}. ${fairnessNote}`, rateLimits };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (error instanceof RateLimitsUnsupportedError) return { message: text };
    return { message: `the rate limits of the sends are unknown: ${text}` };
  }
}

function toRateLimits(config: QueueConfig | null | undefined): RateLimits {
  const perNumber = toRate(config?.fairnessKeysRateLimitDefault);
  const wholeQueue = toRate(config?.queueRateLimit);
  // A weight limits nothing without the common limit.
  const weights = perNumber === undefined ? [] : Object.entries(config?.fairnessWeightOverrides ?? {});
  return {
    ...(perNumber !== undefined && { perNumber }),
    numbers: Object.fromEntries(weights.map(([number, weight]) => [number, rounded((perNumber ?? 0) * weight)])),
    ...(wholeQueue !== undefined && { wholeQueue }),
  };
}

/** A limit of 0 is one: it stops all sends, and in protobuf it looks like an absent number. */
function toRate(limit: LimitConfig | null | undefined): number | undefined {
  return limit?.rateLimit ? rounded(limit.rateLimit.requestsPerSecond ?? 0) : undefined;
}

/** The server keeps numbers of 32 bits: 0.2 comes back as 0.20000000298. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(6));
}

interface ConfigUpdate {
  updateFairnessKeyRateLimitDefault: { rateLimit?: { requestsPerSecond: number }; reason: string };
  setFairnessWeightOverrides: Record<string, number>;
  unsetFairnessWeightOverrides: string[];
}

const reason = 'temporal-whatsapp rate-limits';

/** What to tell the server, so that `current` becomes what `change` wants. */
export function toUpdate(current: RateLimits, { perNumber, numbers = {} }: RateLimitsChange): ConfigUpdate {
  const rated = Object.entries(numbers).filter((entry): entry is [string, number] => entry[1] !== 'unset');
  if (perNumber === 'unset') {
    const [first] = rated;
    if (first)
      throw new RateLimitsError(
        `Number ${first[0]} cannot have a rate of its own without a default: it is a part of it`,
      );
    return {
      updateFairnessKeyRateLimitDefault: { reason },
      setFairnessWeightOverrides: {},
      unsetFairnessWeightOverrides: Object.keys({ ...current.numbers, ...numbers }),
    };
  }
  const common = perNumber ?? current.perNumber ?? defaultRate;
  const removed = Object.keys(numbers).filter((number) => numbers[number] === 'unset');
  const kept = Object.entries(current.numbers).filter(([number]) => !removed.includes(number));
  const wanted = { ...Object.fromEntries(kept), ...Object.fromEntries(rated) };
  checkCount(wanted);
  const changed = common === current.perNumber ? Object.fromEntries(rated) : wanted;
  return {
    updateFairnessKeyRateLimitDefault: { rateLimit: { requestsPerSecond: common }, reason },
    setFairnessWeightOverrides: toWeights(changed, common),
    unsetFairnessWeightOverrides: removed,
  };
}

function checkCount(wanted: object): void {
  const count = Object.keys(wanted).length;
  if (count <= maxNumbers) return;
  throw new RateLimitsError(
    `At most ${maxNumbers} numbers can have a rate of their own, and these would be ${count}: ` +
      'unset some, or split the numbers over two task queues',
  );
}

function toWeights(rates: Readonly<Record<string, number>>, common: number): Record<string, number> {
  const weights = Object.entries(rates).map(([number, rate]) => [number, rate / common] as const);
  const wrong = weights.find(([, weight]) => weight < weightLimits.min || weight > weightLimits.max);
  if (wrong === undefined) return Object.fromEntries(weights);
  throw new RateLimitsError(
    `Number ${wrong[0]} cannot have ${rates[wrong[0]]} a second with a default of ${common}: ` +
      `a rate must be from ${rounded(common * weightLimits.min)} to ${rounded(common * weightLimits.max)}, ` +
      'a thousandth of the default to a thousand times the default',
  );
}
