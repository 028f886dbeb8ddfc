/** The log lines of a POST that was processed: counts and reasons, no content and no id of a user. */
import type { EventFate } from './fates.js';
import type { WebhookLog } from '../observe/log.js';
import type { ProcessedWebhook } from '../process.js';

/** Of the failures or dead letters of one POST: those of a batch mostly are alike. */
const shown = 5;

/** @param about the request */
export function logProcessed({ events, fates, accepted }: ProcessedWebhook, about: object, log: WebhookLog): void {
  const counted = countFates(fates);
  if (counted.hasDeadLetters) warnOfDeadLetters(events, fates, log);
  const { delivered, ignored, deadLetters } = counted;
  const counts = { ...about, events: events.length, delivered, ignored, deadLetters };
  if (accepted) return log.info(counts, 'webhook accepted');
  const errors = fates.flatMap((fate) => (fate.fate === 'not-delivered' ? [fate.error] : []));
  log.error(
    { ...counts, failed: errors.length, failures: [...new Set(errors)].slice(0, shown) },
    'Temporal did not accept every event: answered 503, Meta delivers the webhook again',
  );
}

function warnOfDeadLetters(events: ProcessedWebhook['events'], fates: readonly EventFate[], log: WebhookLog): void {
  const letters = fates.flatMap((fate, index) => {
    if (fate.fate !== 'dead-letter') return [];
    const { kind, field, wabaId, phoneNumberId } = events[index] ?? {};
    return [{ reason: fate.reason, problem: fate.problem, isNew: fate.isNew, kind, field, wabaId, phoneNumberId }];
  });
  log.warn({ count: letters.length, deadLetters: letters.slice(0, shown) }, 'webhook items are kept as dead letters');
}

type Counts = Record<string, number>;

interface CountedFates {
  delivered: number;
  ignored: Counts;
  deadLetters: Counts;
  hasDeadLetters: boolean;
}

function countFates(fates: readonly EventFate[]): CountedFates {
  const counted: CountedFates = { delivered: 0, ignored: {}, deadLetters: {}, hasDeadLetters: false };
  for (const fate of fates) {
    if (fate.fate === 'delivered') counted.delivered += 1;
    else if (fate.fate === 'ignored') count(counted.ignored, fate.reason);
    else if (fate.fate === 'dead-letter') {
      counted.hasDeadLetters = true;
      count(counted.deadLetters, fate.reason);
    }
  }
  return counted;
}

function count(counts: Counts, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}
