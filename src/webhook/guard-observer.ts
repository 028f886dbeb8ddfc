/** Keeps an observer's mistake out of the flow: Meta would deliver again what was delivered. */
import { describeError } from './describe-error.js';
import type { WebhookObserver } from './observer.js';
import type { WebhookSettings } from './options.js';

/** The same settings with an observer that never throws; what it would have thrown is logged. */
export function guardObserver(settings: WebhookSettings): WebhookSettings {
  const { observer, log } = settings;
  if (!observer) return settings;
  const guard =
    <Fact>(tell: (fact: Fact) => void) =>
    (fact: Fact): void => {
      try {
        tell(fact);
      } catch (error) {
        log.error({ error: describeError(error) }, 'the observer of the webhook receiver threw: it must not');
      }
    };
  const guarded: WebhookObserver = {
    requestEnded: guard((fact) => observer.requestEnded(fact)),
    signatureMatched: guard((fact) => observer.signatureMatched(fact)),
    eventRead: guard((fact) => observer.eventRead(fact)),
    eventsDelivered: guard((fact) => observer.eventsDelivered(fact)),
    eventIgnored: guard((fact) => observer.eventIgnored(fact)),
    deadLettered: guard((fact) => observer.deadLettered(fact)),
    temporalFailed: guard((fact) => observer.temporalFailed(fact)),
    inFlight: guard((requests) => observer.inFlight(requests)),
  };
  return { ...settings, observer: guarded };
}
