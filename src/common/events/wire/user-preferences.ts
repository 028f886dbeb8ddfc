/** Items of `user_preferences`. */
import type { NumberOrText, WireObject } from './values.js';

/**
 * A user's decision about the business' messages.
 *
 * @see "user_preferences webhook"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/user_preferences (read 2026-11)
 */
export interface WireUserPreference extends WireObject {
  /** WhatsApp id of the user. */
  wa_id?: NumberOrText;
  /** Business-scoped user id of the user. */
  user_id?: string;
  /** Parent business-scoped user id of the user. */
  parent_user_id?: string;
  /** What the decision is about: `marketing_messages`. */
  category?: string;
  /** `stop`, `resume` or `signup` */
  value?: string;
  /** The decision in words. */
  detail?: string;
  /** Id of the sign-up. */
  signup_id?: string;
  /** Unix seconds. */
  timestamp?: NumberOrText;
}
