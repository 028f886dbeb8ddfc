/** Values of the fields about a business number. */
import type { NumberOrText, WireObject } from './values.js';

/**
 * The value of the fields about a business number: name, quality, user name.
 *
 * @see "phone_number_quality_update webhook"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/phone_number_quality_update (read 2026-11)
 */
export interface WirePhoneNumber extends WireObject {
  /** The number, as WhatsApp shows it. */
  display_phone_number?: NumberOrText;
  /** What happened, of `phone_number_quality_update`: `ONBOARDING`, `THROUGHPUT_UPGRADE`, … */
  event?: string;
  /** The messaging limit before. */
  old_limit?: string;
  /** The messaging limit from now on. */
  current_limit?: string;
  /** Limit of conversations a day for the business. */
  max_daily_conversations_per_business?: NumberOrText;
  /** The decision about a name, of `phone_number_name_update`. */
  decision?: string;
  /** The name that was asked for, of `phone_number_name_update`. */
  requested_verified_name?: string;
  /** Why a name was refused, of `phone_number_name_update`. */
  rejection_reason?: string | null;
  /** The user name, of `business_username_update`. */
  username?: string;
  /** Status of the user name, of `business_username_update`: `approved`, `reserved` or `deleted`. */
  status?: string;
}

/** The value of `security`. */
export interface WireSecurity extends WireObject {
  /** The number, as WhatsApp shows it. */
  display_phone_number?: NumberOrText;
  /** `PIN_CHANGED`, `PIN_RESET_REQUEST` or `PIN_REQUEST_SUCCESS` */
  event?: string;
  /** The one who asked, where somebody did. */
  requester?: NumberOrText;
}
