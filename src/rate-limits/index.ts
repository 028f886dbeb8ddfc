/** The pace of sends, kept by the engine for each phone number. */
export {
  changeRateLimits as changePace,
  defaultRate,
  readRateLimits as readPace,
  type RateLimits as Pace,
  type SendQueue as PaceQueue,
} from './rate-limits.js';
export { describeRateLimits as describePace, fairnessNote } from './describe.js';
