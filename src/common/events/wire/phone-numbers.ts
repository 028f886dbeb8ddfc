/**
 * @see "phone_number_quality_update webhook" https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/phone_number_quality_update (read 2026-11)
 */
import type { NumberOrText, WireObject } from './values.js';

/** The value of the fields about a business number: name, quality, user name. */
export interface WirePhoneNumber extends WireObject {
  display_phone_number?: NumberOrText;
  /** `phone_number_quality_update`: `ONBOARDING`, `THROUGHPUT_UPGRADE`, … */
  event?: string;
  old_limit?: string;
  current_limit?: string;
  max_daily_conversations_per_business?: NumberOrText;
  /** `phone_number_name_update` */
  decision?: string;
  requested_verified_name?: string;
  rejection_reason?: string | null;
  /** `business_username_update` */
  username?: string;
  /** `approved`, `reserved` or `deleted` */
  status?: string;
}

/** The value of `security`. */
export interface WireSecurity extends WireObject {
  display_phone_number?: NumberOrText;
  /** `PIN_CHANGED`, `PIN_RESET_REQUEST` or `PIN_REQUEST_SUCCESS` */
  event?: string;
  /** Who asked, where somebody did. */
  requester?: NumberOrText;
}
