/**
 * What the receiver hands to workflows: one event per item of a webhook, as plain JSON, each with the ids of its own
 * change. Meta's object travels along as `raw`; unknown kinds, fields and values are delivered, never dropped. The
 * types of `raw` say what Meta documents; nothing of it was checked, so read it with `?.`.
 */
import type { KeptFile, StoredContent } from './stored-content.js';
import type {
  WireAccount,
  WireCall,
  WireEcho,
  WireError,
  WireFlow,
  WireGroup,
  WireHandover,
  WireHistoryChunk,
  WireHistoryMessage,
  WireMedia,
  WireMessage,
  WirePhoneNumber,
  WireSecurity,
  WireStatus,
  WireTemplate,
  WireUserPreference,
} from './wire/index.js';

export type * from './wire/index.js';

/** Members around an item that no documentation names, by the part of the webhook that has them. */
export interface UndocumentedMembers {
  /** Members of the body. */
  body?: Record<string, unknown>;
  /** Members of the item's entry. */
  entry?: Record<string, unknown>;
  /** Members of the item's change. */
  change?: Record<string, unknown>;
}

/** What every event has. */
interface EventBase {
  /** Id of the WhatsApp Business Account (`entry.id`). */
  wabaId?: string;
  /** Id of the business number of this item's own change (`value.metadata.phone_number_id`). */
  phoneNumberId?: string;
  /**
   * The webhook field: `messages`, `smb_message_echoes`, `account_update`, … What comes under `standby` is not for us
   * to answer: Meta's own agent has the thread.
   */
  field?: string;
  /** Unix seconds, as Meta sent them: the item's own time, or that of its entry. */
  timestamp?: string;
  /** Unix milliseconds at which the receiver got the POST. */
  receivedAtMs: number;
  /** Undocumented members around the item. Only the first event of each part has them, so that they are there once. */
  undocumented?: UndocumentedMembers;
  /**
   * The place of the whole event in the media store. Its own members and those of `raw` are only the small ones then.
   * An event above 1.9 MB has it where the receiver has a media store. A message above 64 KB has it that waited in a
   * conversation for the next run.
   */
  stored?: StoredContent;
}

/** The ids of a user; any of them may be missing. */
export interface UserIdentity {
  /** Business-scoped user id. */
  userId?: string;
  /** Business-scoped user id of the parent business, with `ENT.` after the country. */
  parentUserId?: string;
  /** WhatsApp id (`wa_id`). */
  waId?: string;
  /** Phone number, as Meta sent it in `from` or `recipient_id`. */
  phone?: string;
  /** Profile name, as the user chose it. */
  name?: string;
  /** User name, as the user chose it. */
  username?: string;
  /**
   * Hash that changes when the user reinstalls WhatsApp or changes the phone. Meta sends it where the business asked
   * for it.
   */
  identityKeyHash?: string;
}

/** The group of a chat, where it is one. */
interface GroupMember {
  /** Id of the group. `user` is then one of its participants. A chat with one user has none. */
  groupId?: string;
}

/** Which conversations an event belongs to. The receiver sets them; workflows never hold its id key. */
interface ConversationKeys {
  /**
   * The keys that this user's conversation may have, the preferred one first. They are the ids, or the HMACs of the ids
   * where the receiver has an id key. In a group it is the one key of the group.
   */
  conversationKeys?: string[];
  /** The key under which the user is known from now on. Only a system message about a changed number or id has it. */
  movedToKey?: string;
}

/**
 * What is wrong, in Meta's words, at any place where Meta reports errors.
 *
 * @see "Error codes" https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes (read 2026-11)
 */
export interface EventError {
  /** Meta's error code. */
  code?: number;
  /** Meta's title of the error. */
  title?: string;
  /** Meta's message. */
  message?: string;
  /** Meta's explanation (`error_data.details`, or `details` in older webhooks). */
  details?: string;
  /** The error as Meta sent it. */
  raw: unknown;
}

/** A message from a user. */
export interface WhatsAppMessageEvent extends EventBase, ConversationKeys, GroupMember {
  /** The kind of the event. */
  kind: 'message';
  /** Id of the message. A message without one cannot be recognized when it is delivered again. */
  messageId?: string;
  /** The sender. In a group that is the participant who wrote. */
  user: UserIdentity;
  /** `text`, `image`, `interactive`, …, `edit`, `revoke`, `system`, or a type that this version does not know. */
  type?: string;
  /** Id of the message that an `edit` or a `revoke` is about. */
  originalMessageId?: string;
  /** What Meta could not deliver, and why. */
  errors?: EventError[];
  /** What has become of its file. Only conversations with `storeMedia` write it, once they know. */
  file?: KeptFile;
  /** Meta's object. */
  raw: WireMessage;
}

/**
 * What has become of the file of a message. It is the receiver's own event, not Meta's: with `storeMedia` it follows a
 * message with a file, to the same workflows.
 */
export interface WhatsAppMediaEvent extends EventBase, ConversationKeys, GroupMember {
  /** The kind of the event. */
  kind: 'media';
  /** Id of the message that has the file. */
  messageId?: string;
  /** The sender of the message. */
  user: UserIdentity;
  /** The type of the message: `image`, `document`, … */
  type?: string;
  /** The file in the media store, or why it is not there. */
  file: KeptFile;
  /** Meta's object of the file, without its URL, which carries a signature. */
  raw: WireMedia;
}

/** What became of a message that the business sent, or of a call. */
export interface WhatsAppStatusEvent extends EventBase, GroupMember {
  /** The kind of the event. */
  kind: 'status';
  /** Id of the message, or of the call. */
  messageId?: string;
  /** `sent`, `delivered`, `read`, `played`, `failed`, or one that this version does not know. */
  status?: string;
  /** The recipient. In a group that is the participant, as each of them has statuses of their own. */
  user: UserIdentity;
  /** Which send the status is about. A message that we did not send, or that nobody waits for, has none. */
  sendKey?: string;
  /** The caller's own string, as it went in. */
  callbackData?: string;
  /** Id of the call whose status it is: `RINGING`, `ACCEPTED` or `REJECTED`. The status of a message has none. */
  callId?: string;
  /** Errors as Meta sent them. */
  errors?: unknown[];
  /** Meta's object. Its `biz_opaque_callback_data` is the caller's own string. */
  raw: WireStatus;
}

/** A message that the business sent from its phone app. Under `standby` it is one that Meta's agent sent. */
export interface WhatsAppEchoEvent extends EventBase, ConversationKeys, GroupMember {
  /** The kind of the event. */
  kind: 'echo';
  /** Id of the message. */
  messageId?: string;
  /** The recipient. Of a message to a group it has no ids. */
  user: UserIdentity;
  /** The type of the message: `text`, `image`, … */
  type?: string;
  /** Id of the message that an `edit` or a `revoke` is about. */
  originalMessageId?: string;
  /** What Meta could not deliver, and why. */
  errors?: EventError[];
  /** Meta's object. */
  raw: WireEcho;
}

/**
 * A message of the time before the number was connected, from a `history` chunk. The event is old and starts nothing.
 */
export interface WhatsAppHistoryEvent extends EventBase, ConversationKeys, GroupMember {
  /** The kind of the event. */
  kind: 'history';
  /** Id of the message. */
  messageId?: string;
  /** The user with whom the thread is, whoever wrote the message. */
  user: UserIdentity;
  /** The type of the message: `text`, `image`, … */
  type?: string;
  /** What became of the message (`history_context.status`). */
  status?: string;
  /** `phase`, `chunk_order` and `progress` of the chunk, as Meta sent them. A chunk without messages is a `change`. */
  chunk?: WireHistoryChunk;
  /** What Meta could not deliver, and why. */
  errors?: EventError[];
  /** Meta's object. */
  raw: WireHistoryMessage;
}

/** One item of `calls`. */
export interface WhatsAppCallEvent extends EventBase, ConversationKeys {
  /** The kind of the event. */
  kind: 'call';
  /** Id of the call. */
  callId?: string;
  /** The user at the other end. */
  user: UserIdentity;
  /** `connect`, `terminate`, or another one. */
  event?: string;
  /** `USER_INITIATED` or `BUSINESS_INITIATED` */
  direction?: string;
  /** How it ended: `COMPLETED` or `FAILED`. Only `terminate` has it. */
  status?: string;
  /** How long they spoke, in seconds. Only a `terminate` of a call that was answered has it. */
  durationSeconds?: number;
  /** The business's own string of the call. */
  callbackData?: string;
  /** What went wrong. */
  errors?: EventError[];
  /** Meta's object. */
  raw: WireCall;
}

/** A participant of whom an event of a group tells. */
export interface GroupParticipant extends UserIdentity {
  /** The participant as the request named it, where it failed. */
  input?: string;
  /** Why it failed. */
  errors?: EventError[];
}

/** What became of the change of a group's name, description or picture. */
export interface GroupSetting {
  /** Whether the change was made. */
  isChanged: boolean;
  /** The new text of a name or a description. */
  text?: string;
  /** SHA-256 of the new picture. */
  sha256?: string;
  /** Why the change was not made. */
  errors?: EventError[];
}

/**
 * One item of `groups`, of any of the four group fields. A group was made or deleted, participants came and went, a
 * setting was changed, or the group was suspended.
 *
 * @see "Group webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/groups/webhooks (read 2026-11)
 */
export interface WhatsAppGroupEvent extends EventBase {
  /** The kind of the event. */
  kind: 'group';
  /** Id of the group. */
  groupId?: string;
  /** `group_create`, `group_participants_add`, `group_settings_update`, `group_suspend`, … */
  type?: string;
  /** Id of the request that this answers, or of a user's request to join. */
  requestId?: string;
  /** The name of a group that was made. */
  subject?: string;
  /** The description of a group that was made. */
  description?: string;
  /** The link with which users join the group. */
  inviteLink?: string;
  /** How users join: `auto_approve` or `approval_required`. */
  joinApprovalMode?: string;
  /** Who asks to join the group, or no longer does. */
  requester?: UserIdentity;
  /** The participants who were added. */
  added?: GroupParticipant[];
  /** The participants who were removed, or left. */
  removed?: GroupParticipant[];
  /** Those with whom the request failed. */
  failed?: GroupParticipant[];
  /** Who began it: `business` or `participant`. */
  initiatedBy?: string;
  /** Why it happened, such as `invite_link`. */
  reason?: string;
  /** The settings that a request wanted to change, with what became of each. */
  settings?: Partial<Record<'subject' | 'description' | 'picture', GroupSetting>>;
  /** What went wrong. */
  errors?: EventError[];
  /** Meta's object. */
  raw: WireGroup;
}

/**
 * The value of `messaging_handovers`: the thread of a user has another owner.
 *
 * @see "messaging_handovers webhook"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messaging-handovers
 * (read 2026-11)
 */
export interface WhatsAppHandoverEvent extends EventBase, ConversationKeys {
  /** The kind of the event. */
  kind: 'handover';
  /** The user whose thread it is. */
  user: UserIdentity;
  /** `control_passed` tells the new owner, `control_taken` the previous one; or another one. */
  event?: string;
  /** The role that had the thread, such as `ai_agent`. */
  previousOwner?: string;
  /** The role that has the thread now, such as `escalation`. */
  newOwner?: string;
  /** Meta's object. */
  raw: WireHandover;
}

/** A change of a template's status, quality, category or components. */
export interface WhatsAppTemplateEvent extends EventBase {
  /** The kind of the event. */
  kind: 'template';
  /** What changed, read from the members of `raw`: Meta has sent changes of quality under the field of the status. */
  change?: 'status' | 'quality' | 'category' | 'components';
  /** Id of the template. */
  templateId?: string;
  /** Name of the template. */
  templateName?: string;
  /** Language of the template, such as `en_US`. */
  language?: string;
  /** `APPROVED`, `REJECTED`, `PAUSED`, …; absent for changes of quality, category and components. */
  event?: string;
  /** Meta's object. */
  raw: WireTemplate;
}

/** Alerts, reviews, restrictions, capabilities, partner solutions and payment settings of an account. */
export interface WhatsAppAccountEvent extends EventBase {
  /** The kind of the event. */
  kind: 'account';
  /** `event`, or the `decision` of a review, the `alert_type` of an alert, the `status` of a payment configuration. */
  event?: string;
  /** Meta's object. */
  raw: WireAccount;
}

/** A change of a business number's name, quality or user name. */
export interface WhatsAppPhoneNumberEvent extends EventBase {
  /** The kind of the event. */
  kind: 'phone_number';
  /** The number, as WhatsApp shows it. */
  displayPhoneNumber?: string;
  /** `event`, or the `decision` about a name, or the `status` of a user name. */
  event?: string;
  /** Meta's object. */
  raw: WirePhoneNumber;
}

/** A change of a flow's status, or an alert about a flow. */
export interface WhatsAppFlowEvent extends EventBase {
  /** The kind of the event. */
  kind: 'flow';
  /** Id of the flow. */
  flowId?: string;
  /** `FLOW_STATUS_CHANGE`, `CLIENT_ERROR_RATE`, `ENDPOINT_ERROR_RATE`, … */
  event?: string;
  /** Meta's object. */
  raw: WireFlow;
}

/** One item of `user_preferences`: a user stops or resumes marketing messages. */
export interface WhatsAppUserPreferenceEvent extends EventBase, ConversationKeys {
  /** The kind of the event. */
  kind: 'user_preference';
  /** The user who decided. */
  user: UserIdentity;
  /** What the user decided about: `marketing_messages`, or another one. */
  category?: string;
  /** `stop` or `resume`, or another one. */
  value?: string;
  /** Meta's object. */
  raw: WireUserPreference;
}

/** A change of a number's two-step PIN, or somebody's request for a reset. */
export interface WhatsAppSecurityEvent extends EventBase {
  /** The kind of the event. */
  kind: 'security';
  /** The number, as WhatsApp shows it. */
  displayPhoneNumber?: string;
  /** `PIN_CHANGED`, `PIN_RESET_REQUEST` or `PIN_REQUEST_SUCCESS` */
  event?: string;
  /** Meta's object. */
  raw: WireSecurity;
}

/** One item of a value's own `errors`, or of a history chunk's: about the system, the app or the account. */
export interface WhatsAppErrorEvent extends EventBase {
  /** The kind of the event. */
  kind: 'error';
  /** What went wrong. */
  error: EventError;
  /** The history chunk whose error it is. */
  chunk?: WireHistoryChunk;
  /** Meta's object. */
  raw: WireError;
}

/** A documented field without a kind of its own, or what a value holds beside its items. */
export interface WhatsAppChangeEvent extends EventBase {
  /** The kind of the event. */
  kind: 'change';
  /** The change's value, without the lists that became events of their own. */
  raw: Record<string, unknown>;
}

/** A field that this version does not know, or a part that is not what Meta documents: kept as it came. */
export interface WhatsAppUnknownEvent extends EventBase {
  /** The kind of the event. */
  kind: 'unknown';
  /** Whether the field is not known, or the part is not as documented. */
  reason: 'field-unknown' | 'malformed';
  /** The place in the body, without positions, and what was expected there. It never holds content. */
  problem: string;
  /** The part as it came. */
  raw: unknown;
}

/** One item of a webhook. Narrow it by `kind`. */
export type WhatsAppEvent =
  | WhatsAppMessageEvent
  | WhatsAppMediaEvent
  | WhatsAppStatusEvent
  | WhatsAppEchoEvent
  | WhatsAppHistoryEvent
  | WhatsAppCallEvent
  | WhatsAppGroupEvent
  | WhatsAppHandoverEvent
  | WhatsAppTemplateEvent
  | WhatsAppAccountEvent
  | WhatsAppPhoneNumberEvent
  | WhatsAppFlowEvent
  | WhatsAppUserPreferenceEvent
  | WhatsAppSecurityEvent
  | WhatsAppErrorEvent
  | WhatsAppChangeEvent
  | WhatsAppUnknownEvent;
