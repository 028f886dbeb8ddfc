/** What is asked of analytics: a time, its parts, and which messages. */
import type { Parameters } from '../../http/graph-call.js';
import { enumValue, listParameter, required } from '../../http/parameters.js';
import { invalidParameter } from '../../meta/graph-error.js';
import { phoneDigits } from '../../meta/identifiers.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { EmulatedMessage } from '../../state/messages/message-log.js';

const halfHour = 1_800;
const day = 86_400;

/** A part of the time that is asked for, in Unix seconds. */
export interface Bucket {
  start: number;
  end: number;
}

export interface AnalyticsQuery {
  start: number;
  end: number;
  granularity: string;
  parameters: Parameters;
}

/** @throws GraphError when the time or its parts are missing or wrong. */
export function analyticsQuery(parameters: Parameters, granularities: readonly string[]): AnalyticsQuery {
  const start = unixTime(parameters, 'start');
  const end = unixTime(parameters, 'end');
  if (end <= start) throw invalidParameter('Param end must be later than start.');
  const granularity = enumValue(required(parameters, 'granularity'), 'granularity', granularities);
  return { start, end, granularity, parameters };
}

/** Meta's parts begin at full half hours, days and months in UTC. */
export function findBucket(atMs: number, { granularity }: AnalyticsQuery): Bucket {
  const seconds = Math.floor(atMs / 1000);
  if (granularity.startsWith('MONTH')) {
    const date = new Date(atMs);
    const month = (offset: number): number => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset) / 1000;
    return { start: month(0), end: month(1) };
  }
  const length = granularity === 'HALF_HOUR' ? halfHour : day;
  const start = seconds - (seconds % length);
  return { start, end: start + length };
}

/** What an account has sent, to users of the numbers that are asked for. */
export function sentMessages(query: AnalyticsQuery, wabaId: string, state: EmulatorState): EmulatedMessage[] {
  const wanted = listParameter(query.parameters, 'phone_numbers').map(phoneDigits);
  const numbers = state.phoneNumbers
    .all()
    .filter((number) => number.wabaId === wabaId && (wanted.length === 0 || wanted.includes(number.digits)))
    .map(({ id }) => id);
  return state.messages.sent().filter(({ phoneNumberId }) => numbers.includes(phoneNumberId));
}

/** Whether something happened in the time that is asked for. */
export function isAsked(atMs: number, { start, end }: AnalyticsQuery): boolean {
  return atMs >= start * 1000 && atMs < end * 1000;
}

/** The time at which a message got a status first. */
export function statusTime({ statuses }: EmulatedMessage, name: string): number | undefined {
  return statuses.find(({ status }) => status === name)?.atMs;
}

/** Sums what belongs to the same key; the sums come in the order of time. */
export function summed<Point extends Bucket>(
  items: readonly Point[],
  add: (sum: Point, item: Point) => Point,
  keyOf: (item: Point) => unknown,
): Point[] {
  const sums = new Map<string, Point>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const known = sums.get(key);
    sums.set(key, known ? add(known, item) : item);
  }
  return [...sums.values()].sort((left, right) => left.start - right.start);
}

function unixTime(parameters: Parameters, name: string): number {
  const seconds = Number(required(parameters, name));
  if (Number.isInteger(seconds) && seconds >= 0) return seconds;
  throw invalidParameter(`Param ${name} must be a time in Unix seconds.`);
}
