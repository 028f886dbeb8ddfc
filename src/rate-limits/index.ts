/** The pace of sends, kept by the engine for each phone number. */
export { changePace, defaultRate, readPace, type Pace, type PaceQueue } from './rate-limits.js';
export { describePace, fairnessNote } from './describe.js';
