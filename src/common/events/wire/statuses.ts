/** Statuses of messages and of calls. */
import type { NumberOrText, WireError, WireObject } from './values.js';

/**
 * What became of a message, or of a call.
 *
 * @see "Status messages webhook"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages/status (read 2026-11)
 */
export interface WireStatus extends WireObject {
  /** Id of the message (the wamid), or of the call. */
  id?: string;
  /** `sent`, `delivered`, `read`, `played`, `failed`; of a call `RINGING`, `ACCEPTED`, `REJECTED`. */
  status?: string;
  /** Unix seconds. */
  timestamp?: NumberOrText;
  /** `call` for the status of a call. */
  type?: string;
  /** Phone number of the recipient, or id of the group. */
  recipient_id?: NumberOrText;
  /** Business-scoped user id of the recipient. */
  recipient_user_id?: string;
  /** Parent business-scoped user id of the recipient. */
  parent_recipient_user_id?: string;
  /** `group` when `recipient_id` is a group. The user is then the participant. */
  recipient_type?: string;
  /** Phone number of the participant of a group. Meta's page on groups calls it `participant_recipient_id`. */
  recipient_participant_id?: NumberOrText;
  /** Business-scoped user id of the participant of a group. */
  recipient_participant_user_id?: string;
  /** Hash of the recipient's identity. */
  recipient_identity_key_hash?: string;
  /** The string that went out with the message. */
  biz_opaque_callback_data?: string;
  /** The conversation that the message belongs to, for its price. */
  conversation?: WireConversation;
  /** What the message costs. */
  pricing?: WirePricing;
  /** Why the message failed. */
  errors?: WireError[];
}

/** A conversation, as Meta counts it for its price. */
export interface WireConversation extends WireObject {
  /** Id of the conversation. */
  id?: string;
  /** End of the conversation, in Unix seconds. Only `sent` has it. */
  expiration_timestamp?: NumberOrText;
  /** How the conversation began. */
  origin?: WireConversationOrigin;
}

/** How a conversation began. */
export interface WireConversationOrigin extends WireObject {
  /** The category of the conversation. */
  type?: string;
}

/** What a message costs. */
export interface WirePricing extends WireObject {
  /** Whether the message costs anything. */
  billable?: boolean;
  /** `PMP` for a price per message, `CBP` for one per conversation. */
  pricing_model?: string;
  /** `regular`, `free_customer_service` or `free_entry_point` */
  type?: string;
  /** The category of the message. */
  category?: string;
}
