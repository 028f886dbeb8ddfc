/**
 * @see "user_preferences webhook" https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/user_preferences (read 2026-11)
 */
import type { NumberOrText, WireObject } from './values.js';

export interface WireUserPreference extends WireObject {
  wa_id?: NumberOrText;
  user_id?: string;
  parent_user_id?: string;
  /** `marketing_messages` */
  category?: string;
  /** `stop`, `resume` or `signup` */
  value?: string;
  detail?: string;
  signup_id?: string;
  /** Unix seconds. */
  timestamp?: NumberOrText;
}
