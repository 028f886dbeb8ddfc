/**
 * @see "account_update webhook" https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/account_update (read 2026-11)
 */
import type { NumberOrText, WireObject } from './values.js';

/** The value of the fields about an account; which members are there depends on the field and on `event`. */
export interface WireAccount extends WireObject {
  /** `account_update`, `partner_solutions` */
  event?: string;
  country?: string;
  waba_info?: WireWabaInfo;
  violation_info?: WireObject & { violation_type?: string };
  ban_info?: WireObject & { waba_ban_state?: string | string[]; waba_ban_date?: string };
  restriction_info?: (WireObject & { restriction_type?: string; expiration?: NumberOrText })[];
  disconnection_info?: WireObject;
  volume_tier_info?: WireObject;
  auth_international_rate_eligibility?: WireObject;
  partner_client_certification_info?: WireObject;
  /** `account_review_update`: `APPROVED`, `REJECTED`, `PENDING`, `DEFERRED` */
  decision?: string;
  /** `account_alerts` */
  entity_type?: string;
  entity_id?: NumberOrText;
  alert_info?: WireAlertInfo;
  /** `business_capability_update` */
  max_daily_conversations_per_business?: NumberOrText;
  max_daily_conversation_per_phone?: NumberOrText;
  max_phone_numbers_per_business?: NumberOrText;
  max_phone_numbers_per_waba?: NumberOrText;
  /** `partner_solutions` */
  solution_id?: string;
  solution_status?: string;
  /** `payment_configuration_update` */
  configuration_name?: string;
  provider_name?: string;
  provider_mid?: string;
  status?: string;
  created_timestamp?: NumberOrText;
  updated_timestamp?: NumberOrText;
  /** `account_settings_update` */
  type?: string;
  phone_number_settings?: WireObject;
}

export interface WireWabaInfo extends WireObject {
  waba_id?: string;
  owner_business_id?: string;
  partner_app_id?: string;
  ad_account_linked?: string;
}

export interface WireAlertInfo extends WireObject {
  /** `CRITICAL`, `WARNING` or `INFORMATIONAL` */
  alert_severity?: string;
  /** `ACTIVE` or `NONE` */
  alert_status?: string;
  alert_type?: string;
  alert_description?: string;
}
