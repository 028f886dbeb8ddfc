/** Times and durations in words. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** `20:46`, in the time zone of the browser. */
export function clockTime(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** `Today`, or `Mon 30 Nov`. */
export function dayName(ms: number, nowMs: number): string {
  const isSameDay = new Date(ms).toDateString() === new Date(nowMs).toDateString();
  if (isSameDay) return 'Today';
  return new Date(ms).toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
}

/** A time of today by its clock, of another day with its date. */
export function momentText(ms: number, nowMs: number): string {
  const day = dayName(ms, nowMs);
  return day === 'Today' ? clockTime(ms) : `${day}, ${clockTime(ms)}`;
}

/** A duration by its two largest units: `1 d 23 h`, `23 h 59 min`, `4 min 10 s`, `8 s`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first === -1) return '0 s';
  const [name, size] = units[first] ?? ['s', 1];
  const [nextName, nextSize] = units[first + 1] ?? ['s', 1];
  const rest = Math.floor((seconds % size) / nextSize);
  const whole = `${Math.floor(seconds / size)} ${name}`;
  return rest > 0 && first < units.length - 1 ? `${whole} ${rest} ${nextName}` : whole;
}
