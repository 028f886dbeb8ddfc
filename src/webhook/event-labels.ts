/** What an observer is told about an event: names of Meta's, never content. */
import type { WhatsAppEvent } from '../common/events/types.js';

/** Of one name, as the sender chooses it. */
const maxLength = 64;

export function eventLabels(event: WhatsAppEvent): { kind: string; field: string; type: string } {
  const { kind, field = '' } = event;
  return { kind, field: field.slice(0, maxLength), type: (typeOf(event) ?? '').slice(0, maxLength) };
}

function typeOf(event: WhatsAppEvent): string | undefined {
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
