/**
 * What the receiver hands to workflows: one event per item of a webhook, as plain JSON, each with the ids of its own change.
 * Meta's object travels along as `raw`; unknown kinds, fields and values are delivered, never dropped.
 */
interface EventBase {
  /** The WhatsApp Business Account (`entry.id`). */
  wabaId?: string;
  /** The business number of this item's own change (`value.metadata.phone_number_id`). */
  phoneNumberId?: string;
  /** The webhook field: `messages`, `smb_message_echoes`, `account_update`, … */
  field?: string;
  /** Unix milliseconds at which the receiver got the POST. */
  receivedAtMs: number;
}

/** The ids of a user; any of them may be missing. */
export interface UserIdentity {
  /** Business-scoped user id. */
  userId?: string;
  parentUserId?: string;
  waId?: string;
  /** As Meta sent it in `from` or `recipient_id`. */
  phone?: string;
  /** Profile name, as the user chose it. */
  name?: string;
  username?: string;
  /** Changes when the user reinstalls WhatsApp or changes the phone; sent only where the business asked for it. */
  identityKeyHash?: string;
}

export interface MessageEvent extends EventBase {
  kind: 'message';
  /** Absent when Meta left it out; such a message cannot be recognised when it is delivered again. */
  messageId?: string;
  user: UserIdentity;
  /** `text`, `image`, `interactive`, …, or a type that this version does not know. */
  type?: string;
  /** Unix seconds, as Meta sent it. */
  timestamp?: string;
  raw: Record<string, unknown>;
}

export interface StatusEvent extends EventBase {
  kind: 'status';
  messageId?: string;
  /** `sent`, `delivered`, `read`, `played`, `failed`, or one that this version does not know. */
  status?: string;
  user: UserIdentity;
  timestamp?: string;
  /** From our envelope: which send this is about. Absent for messages that we did not send, or that nobody waits for. */
  sendKey?: string;
  /** The caller's own string, as it went in. */
  callbackData?: string;
  errors?: unknown[];
  /** Meta's object; its `biz_opaque_callback_data` is the caller's own string. */
  raw: Record<string, unknown>;
}

/** A message that the business sent from its phone app. */
export interface EchoEvent extends EventBase {
  kind: 'echo';
  messageId?: string;
  user: UserIdentity;
  type?: string;
  timestamp?: string;
  raw: Record<string, unknown>;
}

/** A change that is not a list of messages, statuses or echoes: account, template, call, group, history, or unknown. */
export interface ChangeEvent extends EventBase {
  kind: 'change';
  /** `entry.time`: Unix seconds. Meta sends it with account, template and phone number fields. */
  timestamp?: string;
  /** The change's value, without the lists that became events of their own. */
  raw: Record<string, unknown>;
}

/** A part of a webhook that is not what Meta documents: kept as it came. */
export interface MalformedEvent extends EventBase {
  kind: 'malformed';
  /** Where in the body, and what was expected. */
  problem: string;
  raw: unknown;
}

export type WhatsAppEvent = MessageEvent | StatusEvent | EchoEvent | ChangeEvent | MalformedEvent;
