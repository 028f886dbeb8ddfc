/**
 * What the receiver hands to workflows: one event per item of a webhook, as plain JSON, each with the ids of its own change.
 * Meta's object travels along as `raw`; unknown kinds, fields and values are delivered, never dropped. The types of `raw` say
 * what Meta documents; nothing of it was checked, so read it with `?.`.
 */
import type {
  WireAccount,
  WireCall,
  WireEcho,
  WireError,
  WireFlow,
  WireGroup,
  WireHistoryChunk,
  WireHistoryMessage,
  WireMessage,
  WirePhoneNumber,
  WireSecurity,
  WireStatus,
  WireTemplate,
  WireUserPreference,
} from './wire/index.js';

export type * from './wire/index.js';

interface EventBase {
  /** The WhatsApp Business Account (`entry.id`). */
  wabaId?: string;
  /** The business number of this item's own change (`value.metadata.phone_number_id`). */
  phoneNumberId?: string;
  /** The webhook field: `messages`, `smb_message_echoes`, `account_update`, … */
  field?: string;
  /** Unix seconds, as Meta sent it: the item's own time, or that of its entry. */
  timestamp?: string;
  /** Unix milliseconds at which the receiver got the POST. */
  receivedAtMs: number;
  /**
   * Members that no documentation names, from around the item: of the body, of its entry, of its change. Only at the first
   * event of that part, so that they are there once.
   */
  undocumented?: { body?: Record<string, unknown>; entry?: Record<string, unknown>; change?: Record<string, unknown> };
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

/** Which conversations an event belongs to. Set by the receiver, whose id key workflows never hold. */
interface ConversationKeys {
  /**
   * The keys that this user's conversation may have, the preferred one first: the ids, or their HMACs where the receiver has an
   * id key.
   */
  conversationKeys?: string[];
  /** For a system message about a changed number or user id: the key under which the user is known from now on. */
  movedToKey?: string;
}

/** What is wrong, in Meta's words, at any place where Meta reports errors. */
export interface EventError {
  code?: number;
  title?: string;
  message?: string;
  /** `error_data.details` */
  details?: string;
  raw: unknown;
}

export interface WhatsAppMessageEvent extends EventBase, ConversationKeys {
  kind: 'message';
  /** Absent when Meta left it out; such a message cannot be recognised when it is delivered again. */
  messageId?: string;
  user: UserIdentity;
  /** `text`, `image`, `interactive`, …, `edit`, `revoke`, `system`, or a type that this version does not know. */
  type?: string;
  /** The message that an `edit` or a `revoke` is about. */
  originalMessageId?: string;
  errors?: EventError[];
  raw: WireMessage;
}

export interface WhatsAppStatusEvent extends EventBase {
  kind: 'status';
  messageId?: string;
  /** `sent`, `delivered`, `read`, `played`, `failed`, or one that this version does not know. */
  status?: string;
  user: UserIdentity;
  /** From our envelope: which send this is about. Absent for messages that we did not send, or that nobody waits for. */
  sendKey?: string;
  /** The caller's own string, as it went in. */
  callbackData?: string;
  /** As Meta sent them. */
  errors?: unknown[];
  /** Meta's object; its `biz_opaque_callback_data` is the caller's own string. */
  raw: WireStatus;
}

/** A message that the business sent from its phone app. */
export interface WhatsAppEchoEvent extends EventBase, ConversationKeys {
  kind: 'echo';
  messageId?: string;
  user: UserIdentity;
  type?: string;
  originalMessageId?: string;
  errors?: EventError[];
  raw: WireEcho;
}

/** A message of the time before the number was connected, from a `history` chunk. Starts nothing: it is old. */
export interface WhatsAppHistoryEvent extends EventBase, ConversationKeys {
  kind: 'history';
  messageId?: string;
  user: UserIdentity;
  type?: string;
  /** `history_context.status` */
  status?: string;
  /** Of the chunk: `phase`, `chunk_order` and `progress`, as Meta sent them. A chunk without messages is a `change`. */
  chunk?: WireHistoryChunk;
  errors?: EventError[];
  raw: WireHistoryMessage;
}

/** One item of `calls`. */
export interface WhatsAppCallEvent extends EventBase, ConversationKeys {
  kind: 'call';
  callId?: string;
  user: UserIdentity;
  /** `connect`, `terminate`, or another one. */
  event?: string;
  /** `USER_INITIATED` or `BUSINESS_INITIATED` */
  direction?: string;
  errors?: EventError[];
  raw: WireCall;
}

/** One item of `groups`, of any of the four group fields. */
export interface WhatsAppGroupEvent extends EventBase {
  kind: 'group';
  groupId?: string;
  type?: string;
  /** Of the request that this answers, or of a user's request to join. */
  requestId?: string;
  errors?: EventError[];
  raw: WireGroup;
}

/** Status, quality, category or components of a template. */
export interface WhatsAppTemplateEvent extends EventBase {
  kind: 'template';
  /** What changed, read from the members of `raw`: Meta has sent changes of quality under the field of the status. */
  change?: 'status' | 'quality' | 'category' | 'components';
  templateId?: string;
  templateName?: string;
  language?: string;
  /** `APPROVED`, `REJECTED`, `PAUSED`, …; absent for changes of quality, category and components. */
  event?: string;
  raw: WireTemplate;
}

/** Alerts, reviews, restrictions, capabilities, partner solutions and payment settings of an account. */
export interface WhatsAppAccountEvent extends EventBase {
  kind: 'account';
  /** `event`, or the `decision` of a review, the `alert_type` of an alert, the `status` of a payment configuration. */
  event?: string;
  raw: WireAccount;
}

/** Name, quality and user name of a business number. */
export interface WhatsAppPhoneNumberEvent extends EventBase {
  kind: 'phone_number';
  displayPhoneNumber?: string;
  /** `event`, or the `decision` about a name, or the `status` of a user name. */
  event?: string;
  raw: WirePhoneNumber;
}

export interface WhatsAppFlowEvent extends EventBase {
  kind: 'flow';
  flowId?: string;
  event?: string;
  raw: WireFlow;
}

/** One item of `user_preferences`: a user stops or resumes marketing messages. */
export interface WhatsAppUserPreferenceEvent extends EventBase, ConversationKeys {
  kind: 'user_preference';
  user: UserIdentity;
  category?: string;
  /** `stop` or `resume`, or another one. */
  value?: string;
  raw: WireUserPreference;
}

/** The two-step PIN of a number was changed, or somebody asks for a reset. */
export interface WhatsAppSecurityEvent extends EventBase {
  kind: 'security';
  displayPhoneNumber?: string;
  event?: string;
  raw: WireSecurity;
}

/** One item of a value's own `errors`, or of a history chunk's: about the system, the app or the account. */
export interface WhatsAppErrorEvent extends EventBase {
  kind: 'error';
  error: EventError;
  /** Of the history chunk whose error it is. */
  chunk?: WireHistoryChunk;
  raw: WireError;
}

/** A documented field without a kind of its own, or what a value holds beside its items. */
export interface WhatsAppChangeEvent extends EventBase {
  kind: 'change';
  /** The change's value, without the lists that became events of their own. */
  raw: Record<string, unknown>;
}

/** A field that this version does not know, or a part that is not what Meta documents: kept as it came. */
export interface WhatsAppUnknownEvent extends EventBase {
  kind: 'unknown';
  reason: 'field-unknown' | 'malformed';
  /** Where in the body, without positions, and what was expected. Never content. */
  problem: string;
  raw: unknown;
}

export type WhatsAppEvent =
  | WhatsAppMessageEvent
  | WhatsAppStatusEvent
  | WhatsAppEchoEvent
  | WhatsAppHistoryEvent
  | WhatsAppCallEvent
  | WhatsAppGroupEvent
  | WhatsAppTemplateEvent
  | WhatsAppAccountEvent
  | WhatsAppPhoneNumberEvent
  | WhatsAppFlowEvent
  | WhatsAppUserPreferenceEvent
  | WhatsAppSecurityEvent
  | WhatsAppErrorEvent
  | WhatsAppChangeEvent
  | WhatsAppUnknownEvent;
