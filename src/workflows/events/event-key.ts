/** What makes two deliveries the same event. An event may be whatever was signaled, and need not even be an object. */
import { participantId } from '../../common/events/identity.js';
import type { WhatsAppEvent } from '../../common/events/types.js';
import { shortHash } from '../lib/short-hash.js';

/** The first character of each key, which no key of an earlier version has. */
const sign = '=';

/** The key of an event: short, whatever the event holds. */
export function eventKey(event: WhatsAppEvent): string {
  return `${sign}${shortHash(JSON.stringify(identity(event)) ?? '')}`;
}

/**
 * All that tells an event from others. The same message id under another field is another event. A message under
 * `standby` is not for us to answer, and one under `history` is old.
 */
function identity(event: WhatsAppEvent): unknown {
  if (typeof event !== 'object' || event === null) return event;
  const { kind, field, phoneNumberId } = event;
  return [kind, field, phoneNumberId, ...(ownIdentity(event) ?? content(event))];
}

/** Undefined when Meta has given the event no id. */
function ownIdentity(event: WhatsAppEvent): unknown[] | undefined {
  switch (event.kind) {
    case 'message':
    case 'echo':
    case 'history':
      return event.messageId ? [event.messageId] : undefined;
    case 'status':
      return event.messageId ? [event.messageId, event.status, event.timestamp, participantId(event)] : undefined;
    case 'call':
      return event.callId ? [event.callId, event.event, event.timestamp] : undefined;
    case 'media':
      return [event.messageId, event.file?.mediaId];
    default:
      return undefined;
  }
}

/** What Meta said, which is the same at each delivery. The receiver adds the time of arrival and the keys. */
function content(event: WhatsAppEvent): unknown[] {
  const { wabaId, timestamp, stored, raw } = event;
  const user = 'user' in event ? event.user : undefined;
  const chunk = 'chunk' in event ? event.chunk : undefined;
  // What is left of a large event may be what is left of another one, too.
  return [wabaId, timestamp, user, chunk, raw, ...(stored ? [stored.sha256] : [])];
}

/** Whether the key is in a state of an earlier version, which is carried for eight days at most. */
export function isFormerKey(key: unknown): boolean {
  return typeof key !== 'string' || !key.startsWith(sign);
}

/** The longest key that an earlier version kept readable. */
const longestReadableKey = 64;

/** The key that an earlier version gave the event. It did not tell field, number and participant apart. */
export function formerEventKey(event: WhatsAppEvent): string {
  const key = formerId(event) ?? `~${shortHash(formerContent(event))}`;
  return key.length > longestReadableKey ? `~${shortHash(key)}` : key;
}

function formerId(event: WhatsAppEvent | null | undefined): string | undefined {
  switch (event?.kind) {
    case 'message':
    case 'echo':
    case 'history':
      return event.messageId;
    case 'status':
      return event.messageId && `${event.messageId} ${event.status} ${event.timestamp}`;
    case 'call':
      return event.callId && `${event.callId} ${event.event}`;
    default:
      return undefined;
  }
}

function formerContent(event: WhatsAppEvent): string {
  if (typeof event !== 'object' || event === null) return JSON.stringify(event) ?? '';
  const { kind, field, wabaId, phoneNumberId, timestamp, raw } = event;
  return JSON.stringify([kind, field, wabaId, phoneNumberId, timestamp, raw]);
}
