import { readPace, type Pace, type PaceQueue } from './rate-limits.js';
import { PaceUnsupportedError } from './server-call.js';

/** Whether a server shares a queue fairly is a setting of it that no call of its public interface shows. */
export const fairnessNote =
  'Whether the server shares the queue fairly between numbers cannot be read from it. A server of your own needs ' +
  'matching.enableFairness: true in its dynamic configuration, Temporal Cloud fairness switched on for the namespace; ' +
  "without it one number's backlog delays the others.";

/** What a worker says about the pace of its sends; never an exception, since sends go on without one. */
export async function describePace(queue: PaceQueue): Promise<{ message: string; pace?: Pace }> {
  try {
    const pace = await readPace(queue);
    const message =
      pace.perNumber === undefined
        ? 'sends are not paced: `temporal-whatsapp pace set` limits each phone number'
        : 'sends are paced for each phone number';
    return { message: `${message}. ${fairnessNote}`, pace };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { message: error instanceof PaceUnsupportedError ? text : `the pace of the sends is unknown: ${text}` };
  }
}
