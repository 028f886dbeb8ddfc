import { readRateLimits, type RateLimits, type SendQueue } from './rate-limits.js';
import { RateLimitsUnsupportedError } from './server-call.js';

/** Whether a server shares a queue fairly is a setting of it that no call of its public interface shows. */
export const fairnessNote =
  'Whether the server shares the queue fairly between numbers cannot be read from it. A server of your own needs ' +
  'matching.enableFairness: true in its dynamic configuration, Temporal Cloud fairness switched on for the namespace; ' +
  "without it one number's backlog delays the others.";

/** What a worker says about the pace of its sends; never an exception, since sends go on without one. */
export async function describeRateLimits(queue: SendQueue): Promise<{ message: string; pace?: RateLimits }> {
  try {
    const pace = await readRateLimits(queue);
    const message =
      pace.perNumber === undefined
        ? 'sends are not paced: `temporal-whatsapp rate-limits set` limits each phone number'
        : 'sends are paced for each phone number';
    return { message: `${message}. ${fairnessNote}`, pace };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return {
      message: error instanceof RateLimitsUnsupportedError ? text : `the pace of the sends is unknown: ${text}`,
    };
  }
}
