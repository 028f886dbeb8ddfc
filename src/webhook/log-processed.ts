/** The log lines of a POST that was processed: counts and reasons, no content and no id of a user. */
import type { EventFate } from './fates.js';
import type { WebhookLog } from './log.js';
import type { ProcessedWebhook } from './process.js';

/** Of the failures or dead letters of one POST: those of a batch mostly are alike. */
const shown = 5;

/** @param about the request */
export function logProcessed({ events, fates, accepted }: ProcessedWebhook, about: object, log: WebhookLog): void {
  const letters = fates.flatMap((fate, index) => {
    if (fate.fate !== 'dead-letter') return [];
    const { kind, field, wabaId, phoneNumberId } = events[index] ?? {};
    return [{ reason: fate.reason, problem: fate.problem, isNew: fate.isNew, kind, field, wabaId, phoneNumberId }];
  });
  if (letters.length > 0) {
    log.warn({ count: letters.length, deadLetters: letters.slice(0, shown) }, 'webhook items are kept as dead letters');
  }
  const counts = { ...about, events: events.length, ...countFates(fates) };
  if (accepted) return log.info(counts, 'webhook accepted');
  const errors = fates.flatMap((fate) => (fate.fate === 'not-delivered' ? [fate.error] : []));
  log.error(
    { ...counts, failed: errors.length, failures: [...new Set(errors)].slice(0, shown) },
    'Temporal did not accept every event: answered 503, Meta delivers the webhook again',
  );
}

function countFates(fates: readonly EventFate[]): object {
  let delivered = 0;
  const ignored: Record<string, number> = {};
  const deadLetters: Record<string, number> = {};
  const count = (counts: Record<string, number>, reason: string): void => {
    counts[reason] = (counts[reason] ?? 0) + 1;
  };
  for (const fate of fates) {
    if (fate.fate === 'delivered') delivered += 1;
    else if (fate.fate === 'ignored') count(ignored, fate.reason);
    else if (fate.fate === 'dead-letter') count(deadLetters, fate.reason);
  }
  return { delivered, ignored, deadLetters };
}
