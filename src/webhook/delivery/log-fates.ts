/** The log lines of a POST that was processed: counts and reasons, no content and no id of a user. */
import type { WebhookLog } from '../observe/log.js';
import type { DeadLetterFate, Part } from '../routing/item.js';

/** How many failures or dead letters of one POST are logged: those of a batch mostly are alike. */
const shown = 5;

/** What is logged about the request of a POST. */
export interface LoggedRequest {
  bytes: number;
  secretIndex: number;
  durationMs: number;
}

/** @param accepted whether no part has to come again */
export function logFates(parts: readonly Part[], accepted: boolean, about: LoggedRequest, log: WebhookLog): void {
  const { bytes, secretIndex, durationMs } = about;
  const { events, delivered, ignored, deadLetters, kept } = countFates(parts);
  if (kept > 0) warnAboutDeadLetters(parts, kept, log);
  const counts = { bytes, secretIndex, durationMs, events, delivered, ignored, deadLetters };
  if (accepted) return log.info(counts, 'webhook accepted');
  const errors = parts.flatMap(({ fate }) => (fate?.kind === 'not-delivered' ? [fate.error] : []));
  log.error(
    { ...counts, failed: errors.length, failures: [...new Set(errors)].slice(0, shown) },
    'Temporal did not accept every event: answered 503, Meta delivers the webhook again',
  );
}

function warnAboutDeadLetters(parts: readonly Part[], count: number, log: WebhookLog): void {
  const deadLetters: object[] = [];
  for (const { event, fate } of parts) {
    if (fate?.kind === 'dead-letter') deadLetters.push(describeDeadLetter(fate, event));
    if (deadLetters.length === shown) break;
  }
  log.warn({ count, deadLetters }, 'webhook items are kept as dead letters');
}

function describeDeadLetter({ reason, problem, isNew }: DeadLetterFate, event: Part['event']): object {
  return {
    reason,
    problem,
    isNew,
    kind: event?.kind,
    field: event?.field,
    wabaId: event?.wabaId,
    phoneNumberId: event?.phoneNumberId,
  };
}

type Counts = Record<string, number>;

interface CountedFates {
  events: number;
  delivered: number;
  ignored: Counts;
  deadLetters: Counts;
  /** The sum of `deadLetters`. */
  kept: number;
}

function countFates(parts: readonly Part[]): CountedFates {
  const counted: CountedFates = { events: 0, delivered: 0, ignored: {}, deadLetters: {}, kept: 0 };
  for (const { event, fate, original } of parts) {
    if (event && !original) counted.events += 1;
    if (fate?.kind === 'delivered') counted.delivered += 1;
    else if (fate?.kind === 'ignored') count(counted.ignored, fate.reason);
    else if (fate?.kind === 'dead-letter') {
      counted.kept += 1;
      count(counted.deadLetters, fate.reason);
    }
  }
  return counted;
}

function count(counts: Counts, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}
