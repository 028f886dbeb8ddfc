/** What the receiver tells whoever counts. `createWebhookMetrics` is the observer for Prometheus; an application can bring another. */
import type { DeadLetterReason } from '../../common/dead-letter.js';
import type { WhatsAppEvent } from '../../common/events/types.js';
import { describeError, type WebhookLog } from './log.js';

/** How a request ended. */
export type WebhookResult =
  | 'accepted'
  | 'challenge-answered'
  /** Temporal did not accept every event in time: 503. */
  | 'not-delivered'
  /** Too many under way, or the receiver is closing: 503. */
  | 'overloaded'
  /** A defect: 503. */
  | 'failed'
  /** 4xx; the reason is given apart. */
  | 'refused';

/** Every method is called synchronously, must not throw, and gets no content, no id of a user and no secret. */
export interface WebhookObserver {
  /** A request has ended. `durationMs` runs from its first byte that the receiver saw to the answer. */
  requestEnded(request: {
    result: WebhookResult;
    reason?: string;
    status: number;
    durationMs: number;
    bytes: number;
  }): void;
  /** A signature matched: which app secret (from 0, in the order of the options), and over which form of the body. */
  signatureMatched(match: { secretIndex: number; form: 'raw' | 'escaped' }): void;
  /** One event was read. `type` is the kind's own: a message's type, a status, an account event; unknown ones are `other`. */
  eventRead(event: { kind: string; field: string; type: string }): void;
  /** Temporal accepted events for one workflow. */
  eventsDelivered(delivered: { target: 'workflow' | 'conversation' | 'route'; events: number }): void;
  /** An event goes nowhere, and that is normal: a foreign status, one that nobody wants, one whose workflow has ended, or `ignore`. */
  eventIgnored(ignored: { reason: string }): void;
  /** An item was kept. `isNew` is false when it was kept before: Meta delivered it again. */
  deadLettered(letter: { reason: DeadLetterReason; isNew: boolean }): void;
  /** A call of Temporal's client failed. `code` is gRPC's name of the status, or `DEADLINE` or `OTHER`. */
  temporalFailed(failure: { call: 'signal' | 'signalWithStart' | 'start'; code: string }): void;
  /** How many requests are under way, after a change. */
  inFlight(requests: number): void;
}

/** Tells several observers the same. */
export function allObservers(observers: readonly WebhookObserver[]): WebhookObserver {
  const tell =
    <Name extends keyof WebhookObserver>(name: Name) =>
    (what: never): void => {
      for (const observer of observers) observer[name](what);
    };
  return {
    requestEnded: tell('requestEnded'),
    signatureMatched: tell('signatureMatched'),
    eventRead: tell('eventRead'),
    eventsDelivered: tell('eventsDelivered'),
    eventIgnored: tell('eventIgnored'),
    deadLettered: tell('deadLettered'),
    temporalFailed: tell('temporalFailed'),
    inFlight: tell('inFlight'),
  };
}

/** An observer that never throws, as Meta would deliver again what was delivered. What it would have thrown is logged. */
export function guardObserver(observer: WebhookObserver, log: WebhookLog): WebhookObserver {
  const guard =
    <Fact>(tell: (fact: Fact) => void) =>
    (fact: Fact): void => {
      try {
        tell(fact);
      } catch (error) {
        log.error({ error: describeError(error) }, 'the observer of the webhook receiver threw: it must not');
      }
    };
  return {
    requestEnded: guard((fact) => observer.requestEnded(fact)),
    signatureMatched: guard((fact) => observer.signatureMatched(fact)),
    eventRead: guard((fact) => observer.eventRead(fact)),
    eventsDelivered: guard((fact) => observer.eventsDelivered(fact)),
    eventIgnored: guard((fact) => observer.eventIgnored(fact)),
    deadLettered: guard((fact) => observer.deadLettered(fact)),
    temporalFailed: guard((fact) => observer.temporalFailed(fact)),
    inFlight: guard((requests) => observer.inFlight(requests)),
  };
}

/** Of one name, as the sender chooses it. */
const maxLength = 64;

/** What an observer is told about an event: names of Meta's, never content. */
export function eventLabels(event: WhatsAppEvent): { kind: string; field: string; type: string } {
  const { kind, field = '' } = event;
  return { kind, field: field.slice(0, maxLength), type: (eventType(event) ?? '').slice(0, maxLength) };
}

function eventType(event: WhatsAppEvent): string | undefined {
  switch (event.kind) {
    case 'message':
    case 'echo':
    case 'history':
    case 'group':
      return event.type;
    case 'status':
      return event.status;
    case 'user_preference':
      return event.value;
    case 'unknown':
      return event.reason;
    case 'error':
    case 'change':
      return undefined;
    default:
      return event.event;
  }
}
