/** The 24-hour window of a chat, in words. */
import { chatKey, type PhoneState } from './state.js';
import { dayMs, durationText } from './times.js';

export interface WindowState {
  tone: 'good' | 'warning' | 'closed';
  /** What a chip says: `23 h 59 min left`. */
  text: string;
  /** How much is left; 0 for a closed one. */
  leftMs: number;
}

const soonMs = 3_600_000;

export function windowState(
  { windows }: PhoneState,
  userId: string,
  phoneNumberId: string,
  nowMs: number,
): WindowState {
  const openUntilMs = windows[chatKey(userId, phoneNumberId)] ?? 0;
  const leftMs = Math.min(Math.max(openUntilMs - nowMs, 0), dayMs);
  if (leftMs === 0) return { tone: 'closed', text: 'Window closed', leftMs };
  return { tone: leftMs < soonMs ? 'warning' : 'good', text: `${durationText(leftMs)} left`, leftMs };
}
