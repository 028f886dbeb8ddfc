/**
 * What the receiver tells whoever counts. `createWebhookMetrics` is the observer for Prometheus; an application can
 * bring another.
 */
import type { DeadLetterReason } from '../../common/dead-letter.js';
import type { WhatsAppEvent } from '../../common/events/types.js';
import { describeError } from '../../common/describe-error.js';
import type { WebhookLog } from './log.js';

/** How a request ended. */
export type WebhookResult =
  /** Temporal has every event: 200. */
  | 'accepted'
  /** A challenge of Meta's: 200. */
  | 'challenge-answered'
  /** Temporal did not accept every event in time: 503. */
  | 'not-delivered'
  /** Too many requests are under way, too many bodies arrive, or the receiver is closing: 503. */
  | 'overloaded'
  /** A defect: 503, or 500 for a body that was read before. */
  | 'failed'
  /** A refusal with a 4xx; the reason is given apart. */
  | 'refused';

/**
 * What counts. Every method is called synchronously, should not throw, and gets no content, no id of a user and no
 * secret.
 */
export interface WebhookObserver {
  /** A request has ended. */
  requestEnded(request: EndedRequest): void;
  /** A signature matched. */
  signatureMatched(match: MatchedSignature): void;
  /** One event was read. */
  eventRead(event: EventLabels): void;
  /** Temporal accepted events for one workflow. */
  eventsDelivered(delivered: DeliveredEvents): void;
  /** An event goes nowhere, and that is normal. */
  eventIgnored(ignored: IgnoredEvent): void;
  /** An item was kept as a dead letter. */
  deadLettered(letter: KeptDeadLetter): void;
  /** A call of Temporal's client failed. */
  temporalFailed(failure: FailedTemporalCall): void;
  /** The number of POSTs under way whose signature holds has changed; this is the new one. */
  inFlight(requests: number): void;
}

/** What `WebhookObserver.requestEnded` is told. */
export interface EndedRequest {
  /** How the request ended. */
  result: WebhookResult;
  /** Why it was refused, such as `signature-mismatch`. */
  reason?: string;
  /** The HTTP status of the answer. */
  status: number;
  /** Milliseconds from the first byte of the request that the receiver saw to the answer. */
  durationMs: number;
  /** The length of the body as far as it was read, in bytes. */
  bytes: number;
}

/** What `WebhookObserver.signatureMatched` is told. */
export interface MatchedSignature {
  /** The place of the app secret in the options, from 0. */
  secretIndex: number;
}

/** What `WebhookObserver.eventRead` is told: names of Meta's, at most 64 characters each, as the sender wrote them. */
export interface EventLabels {
  /** The kind of the event, such as `message`. */
  kind: string;
  /** The webhook field; empty when there is none. */
  field: string;
  /** The kind's own type: a message's type, a status, an account event. Empty when there is none. */
  type: string;
}

/** What `WebhookObserver.eventsDelivered` is told. */
export interface DeliveredEvents {
  /** Who named the workflow: a status' envelope, the receiver's rule for conversations, or a route. */
  target: 'workflow' | 'conversation' | 'route';
  /** How many events were accepted. */
  events: number;
}

/** What `WebhookObserver.eventIgnored` is told. */
export interface IgnoredEvent {
  /** Why: `status-foreign`, `status-not-wanted`, `workflow-ended` or `route-ignores`. */
  reason: string;
}

/** What `WebhookObserver.deadLettered` is told. */
export interface KeptDeadLetter {
  /** Why the item is kept. */
  reason: DeadLetterReason;
  /** False when the item was kept before, and Meta delivered it again. */
  isNew: boolean;
}

/** What `WebhookObserver.temporalFailed` is told. */
export interface FailedTemporalCall {
  /** The method of Temporal's client. */
  call: 'signal' | 'signalWithStart' | 'start' | 'describe';
  /** The name of the gRPC status, `DEADLINE` for the receiver's own deadline, else `OTHER`. */
  code: string;
}

/** An observer that tells several others the same. */
export function allObservers(observers: readonly WebhookObserver[]): WebhookObserver {
  return relay((tell) => observers.forEach(tell));
}

/**
 * An observer that never throws, as Meta would deliver again what was delivered. What it would have thrown is logged.
 */
export function guardObserver(observer: WebhookObserver, log: WebhookLog): WebhookObserver {
  return relay((tell) => {
    try {
      tell(observer);
    } catch (error) {
      log.error({ error: describeError(error) }, 'the observer of the webhook receiver threw: it must not');
    }
  });
}

/** An observer whose every method runs `each` with what tells another observer the same. */
function relay(each: (tell: (observer: WebhookObserver) => void) => void): WebhookObserver {
  return {
    requestEnded: (request) => each((observer) => observer.requestEnded(request)),
    signatureMatched: (match) => each((observer) => observer.signatureMatched(match)),
    eventRead: (event) => each((observer) => observer.eventRead(event)),
    eventsDelivered: (delivered) => each((observer) => observer.eventsDelivered(delivered)),
    eventIgnored: (ignored) => each((observer) => observer.eventIgnored(ignored)),
    deadLettered: (letter) => each((observer) => observer.deadLettered(letter)),
    temporalFailed: (failure) => each((observer) => observer.temporalFailed(failure)),
    inFlight: (requests) => each((observer) => observer.inFlight(requests)),
  };
}

/** The longest name, as the sender chooses it. */
const maxLabel = 64;

/** What an observer is told about an event that was read: names of Meta's, never content. */
export function eventLabels(event: WhatsAppEvent): EventLabels {
  const { kind, field = '' } = event;
  return { kind, field: field.slice(0, maxLabel), type: (eventType(event) ?? '').slice(0, maxLabel) };
}

function eventType(event: WhatsAppEvent): string | undefined {
  switch (event.kind) {
    case 'message':
    case 'media':
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
