/** Gives events the keys by which conversations know their users. */
import { asText } from '../../common/events/json.js';
import type {
  WhatsAppEchoEvent,
  WhatsAppEvent,
  WhatsAppHistoryEvent,
  WhatsAppMessageEvent,
} from '../../common/events/types.js';
import { defined } from '../../common/schema/defined.js';
import { conversationKeys, groupConversationKeys } from '../../id-keys/conversation-keys.js';

/** Sets the keys of an event that is about one user or one group, and where the user has moved. */
export function setConversationKeys(event: WhatsAppEvent, idKey: string | undefined): void {
  switch (event.kind) {
    case 'message':
      event.conversationKeys = chatKeys(event, idKey);
      // A member who changes the number leaves the group where it is.
      if (event.type === 'system' && event.groupId === undefined) setMovedToKey(event, event.raw['system'], idKey);
      break;
    case 'echo':
    case 'history':
      event.conversationKeys = chatKeys(event, idKey);
      break;
    case 'call':
    case 'handover':
    case 'user_preference':
      event.conversationKeys = conversationKeys(event.user, idKey);
      break;
    default:
  }
}

/** A group is the chat, whoever of its members writes. */
function chatKeys(
  { groupId, user }: WhatsAppMessageEvent | WhatsAppEchoEvent | WhatsAppHistoryEvent,
  idKey: string | undefined,
): string[] {
  return groupId === undefined ? conversationKeys(user, idKey) : groupConversationKeys(groupId, idKey);
}

const moves: ReadonlySet<unknown> = new Set(['user_changed_number', 'user_changed_user_id']);

/**
 * The system object names the user's new ids; the message's own user is known by the old ones. A user id that stays
 * keeps its conversation, which learns the new number as one more key.
 */
function setMovedToKey(event: WhatsAppMessageEvent, system: unknown, idKey: string | undefined): void {
  if (typeof system !== 'object' || system === null) return;
  const { type, user_id, wa_id, new_wa_id, parent_user_id, previous_user_id } = system as Record<string, unknown>;
  if (!moves.has(type)) return;
  const newIds = { userId: asText(user_id), waId: asText(wa_id ?? new_wa_id), parentUserId: asText(parent_user_id) };
  const newKeys = conversationKeys(defined(newIds), idKey);
  const keys = event.conversationKeys ?? [];
  const [key] = newKeys;
  const userIdStays = event.user.userId !== undefined && user_id === undefined && previous_user_id === undefined;
  if (userIdStays) event.conversationKeys = [...new Set([...keys, ...newKeys])];
  else if (key !== undefined && key !== keys[0]) event.movedToKey = key;
}
