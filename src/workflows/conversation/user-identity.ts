/** The identity of a user, put together from what each event tells. */
import type {
  WhatsAppCallEvent,
  WhatsAppEchoEvent,
  WhatsAppHistoryEvent,
  WhatsAppMessageEvent,
  UserIdentity,
  WhatsAppUserPreferenceEvent,
  WhatsAppEvent,
} from '../../common/events/types.js';
import { defined } from '../../common/schema/defined.js';

/** An event about one user, with the keys that this user's conversation may have. */
export type UserEvent =
  WhatsAppMessageEvent | WhatsAppEchoEvent | WhatsAppHistoryEvent | WhatsAppCallEvent | WhatsAppUserPreferenceEvent;

const userKinds: ReadonlySet<unknown> = new Set(['message', 'echo', 'history', 'call', 'user_preference']);

/** A message in a group says nothing of the user of a conversation: the group's has many. */
export function isUserEvent(event: WhatsAppEvent): event is UserEvent {
  return userKinds.has(event?.kind) && (event as UserEvent & { groupId?: string }).groupId === undefined;
}

/** The time of an event by Meta's clock, in whole seconds, else by the receiver's. */
export function happenedAtMs({ timestamp, receivedAtMs }: UserEvent, nowMs: number): number {
  return Number(timestamp) * 1000 || Number(receivedAtMs) || nowMs;
}

const fields = ['userId', 'parentUserId', 'waId', 'phone', 'name', 'username', 'identityKeyHash'] as const;

/** The longest text of an identity, in characters. Meta's own have at most a quarter of it. */
const longestText = 512;

/**
 * What `later` tells replaces what was known. It may come from a signal, so only what is an identity is taken. A name
 * that is too long is cut off, and an id that is too long is none.
 */
export function mergeUser(known: UserIdentity, later: unknown): UserIdentity {
  const merged = { ...known };
  if (typeof later !== 'object' || later === null) return merged;
  for (const field of fields) {
    const value = (later as Record<string, unknown>)[field];
    if (typeof value !== 'string') continue;
    if (value.length <= longestText) merged[field] = value;
    else if (field === 'name' || field === 'username') merged[field] = `${value.slice(0, longestText - 1)}…`;
  }
  return merged;
}

/**
 * The user after a system message about a changed number or user id, which itself names the old ones as its sender.
 *
 * @see "Messages webhook"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages/system (read 2026-11)
 */
export function movedUser(known: UserIdentity, { raw }: WhatsAppMessageEvent): UserIdentity {
  const system = (raw?.['system'] ?? {}) as Record<string, unknown>;
  const waId = system['wa_id'] ?? system['new_wa_id'];
  const { phone, ...rest } = known;
  const stays = waId === undefined || waId === known.waId;
  return mergeUser(
    { ...rest, ...defined({ phone: stays ? phone : undefined }) },
    {
      waId,
      userId: system['user_id'],
      parentUserId: system['parent_user_id'],
    },
  );
}
