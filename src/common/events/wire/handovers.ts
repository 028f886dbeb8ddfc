/** The value of `messaging_handovers`. */
import type { NumberOrText, WireObject } from './values.js';

/**
 * The news that a thread has another owner: Meta's agent, or an app of the business. The change stands under the name
 * that `type` gives. A thread that its owner releases has no such news.
 *
 * @see "messaging_handovers webhook"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messaging-handovers
 * (read 2026-11)
 */
export interface WireHandover extends WireObject {
  /** `control_passed` goes to the new owner, `control_taken` to the previous one. */
  type?: string;
  /** Unix seconds. */
  timestamp?: NumberOrText;
  /** The business number. Such a value has no `metadata`. */
  recipient?: WireHandoverNumber;
  /** The user whose thread it is. */
  sender?: WireHandoverUser;
  /** The change, of `control_passed`. */
  control_passed?: WireControl;
  /** The change, of `control_taken`. */
  control_taken?: WireControl;
}

/** The business number of a thread. */
export interface WireHandoverNumber extends WireObject {
  /** Id of the business number. */
  phone_number_id?: NumberOrText;
  /** The number, as WhatsApp shows it. */
  display_phone_number?: NumberOrText;
}

/** The user of a thread. */
export interface WireHandoverUser extends WireObject {
  /** Phone number of the user. */
  phone_number?: NumberOrText;
  /** WhatsApp id of the user. */
  wa_id?: NumberOrText;
  /** Business-scoped user id of the user. */
  user_id?: string;
}

/** Who had a thread, and who has it now. */
export interface WireControl extends WireObject {
  /** The role that had the thread, such as `ai_agent`. */
  previous_owner_role?: string;
  /** The role that has the thread now, such as `escalation`. */
  new_owner_role?: string;
  /** Id of the app that had the thread. */
  previous_owner_app_id?: NumberOrText;
  /** What the app that had the thread is, such as `meta_business_agent`. */
  previous_owner_app_role?: string;
  /** What the previous owner wrote for the new one. */
  metadata?: string;
}
