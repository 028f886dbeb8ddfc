/**
 * What became of a message, or of a call.
 *
 * @see "Status messages webhook" https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages/status (read 2026-11)
 */
import type { NumberOrText, WireError, WireObject } from './values.js';

export interface WireStatus extends WireObject {
  /** The wamid of the message, or the id of the call. */
  id?: string;
  /** `sent`, `delivered`, `read`, `played`, `failed`; of a call `RINGING`, `ACCEPTED`, `REJECTED`. */
  status?: string;
  /** Unix seconds. */
  timestamp?: NumberOrText;
  /** `call` for the status of a call. */
  type?: string;
  recipient_id?: NumberOrText;
  recipient_user_id?: string;
  parent_recipient_user_id?: string;
  /** `group`: `recipient_id` is the group, and the user is the participant. */
  recipient_type?: string;
  recipient_participant_id?: NumberOrText;
  recipient_identity_key_hash?: string;
  biz_opaque_callback_data?: string;
  conversation?: WireConversation;
  pricing?: WirePricing;
  errors?: WireError[];
}

export interface WireConversation extends WireObject {
  id?: string;
  /** Unix seconds; only with `sent`. */
  expiration_timestamp?: NumberOrText;
  origin?: WireObject & { type?: string };
}

export interface WirePricing extends WireObject {
  billable?: boolean;
  /** `PMP` for a price per message, `CBP` for one per conversation. */
  pricing_model?: string;
  /** `regular`, `free_customer_service` or `free_entry_point` */
  type?: string;
  category?: string;
}
