/** A message without its content: what stays of one that is too large to be kept, carried or passed on. */
import type { WhatsAppEvent, WhatsAppMessageEvent } from '../../common/events/types.js';
import { isUsableId } from '../../common/ids/workflow-ids.js';
import type { KeptMessage } from '../states.js';
import { mergeUser } from './user-identity.js';

/** The longest text that stays. Meta's own names and ids have less than half of it. */
const longestText = 512;

/** A user has four ids. An event with more keys than these is none of Meta's. */
const mostKeys = 10;

const texts = [
  'messageId',
  'originalMessageId',
  'type',
  'timestamp',
  'field',
  'wabaId',
  'phoneNumberId',
  'movedToKey',
] as const;

/** The kind, the sender and the time are still known. @param bytes of the message as it came */
export function withoutContent(message: WhatsAppMessageEvent, bytes: number): KeptMessage {
  const { receivedAtMs } = message;
  const small: KeptMessage = {
    kind: 'message',
    user: mergeUser({}, message.user),
    receivedAtMs: typeof receivedAtMs === 'number' ? receivedAtMs : 0,
    raw: {},
    droppedBytes: bytes,
  };
  for (const name of texts) {
    const value: unknown = message[name];
    if (typeof value === 'string' && value.length <= longestText) small[name] = value;
  }
  const keys = usableKeys(message);
  if (keys.length > 0) small.conversationKeys = keys;
  return small;
}

/** The keys by which an event may name its user's conversations. */
export function usableKeys(event: WhatsAppEvent): string[] {
  const keys: unknown = 'conversationKeys' in event ? event.conversationKeys : undefined;
  return Array.isArray(keys) ? keys.filter(isUsableId).slice(0, mostKeys) : [];
}
