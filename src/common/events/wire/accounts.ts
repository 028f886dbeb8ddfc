/** Values of the fields about an account. */
import type { NumberOrText, WireObject } from './values.js';

/**
 * The value of the fields about an account. Which members are there depends on the field and on `event`.
 *
 * @see "account_update webhook"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/account_update (read 2026-11)
 */
export interface WireAccount extends WireObject {
  /** What happened. `account_update` and `partner_solutions` have it. */
  event?: string;
  /** Two-letter code of a country. */
  country?: string;
  /** The account that the event is about. */
  waba_info?: WireWabaInfo;
  /** The violation of a policy. */
  violation_info?: WireViolation;
  /** The ban. */
  ban_info?: WireBan;
  /** The restrictions. */
  restriction_info?: WireRestriction[];
  /** The end of a connection. */
  disconnection_info?: WireObject;
  /** The tier of volume. */
  volume_tier_info?: WireObject;
  /** The rates of international authentication messages. */
  auth_international_rate_eligibility?: WireObject;
  /** The certification of a partner's client. */
  partner_client_certification_info?: WireObject;
  /** The decision of `account_review_update`: `APPROVED`, `REJECTED`, `PENDING`, `DEFERRED`. */
  decision?: string;
  /** The kind of thing that an alert of `account_alerts` is about. */
  entity_type?: string;
  /** Id of the thing that an alert of `account_alerts` is about. */
  entity_id?: NumberOrText;
  /** The alert of `account_alerts`. */
  alert_info?: WireAlertInfo;
  /** Limit of conversations a day for the business, of `business_capability_update`. */
  max_daily_conversations_per_business?: NumberOrText;
  /** Limit of conversations a day for each number, of `business_capability_update`. */
  max_daily_conversation_per_phone?: NumberOrText;
  /** Limit of numbers for the business, of `business_capability_update`. */
  max_phone_numbers_per_business?: NumberOrText;
  /** Limit of numbers for the account, of `business_capability_update`. */
  max_phone_numbers_per_waba?: NumberOrText;
  /** Id of the solution, of `partner_solutions`. */
  solution_id?: string;
  /** Status of the solution, of `partner_solutions`. */
  solution_status?: string;
  /** Name of the configuration, of `payment_configuration_update`. */
  configuration_name?: string;
  /** Name of the payment provider, of `payment_configuration_update`. */
  provider_name?: string;
  /** Merchant id at the payment provider, of `payment_configuration_update`. */
  provider_mid?: string;
  /** Status of the configuration, of `payment_configuration_update`. */
  status?: string;
  /** Time at which the configuration was created, of `payment_configuration_update`. */
  created_timestamp?: NumberOrText;
  /** Time at which the configuration was changed, of `payment_configuration_update`. */
  updated_timestamp?: NumberOrText;
  /** The kind of settings, of `account_settings_update`. */
  type?: string;
  /** The settings of a number, of `account_settings_update`. */
  phone_number_settings?: WireObject;
}

/** The violation of a policy. */
export interface WireViolation extends WireObject {
  /** The kind of violation. */
  violation_type?: string;
}

/** The ban of an account. */
export interface WireBan extends WireObject {
  /** The state of the ban. */
  waba_ban_state?: string | string[];
  /** The date of the ban. */
  waba_ban_date?: string;
}

/** A restriction of an account. */
export interface WireRestriction extends WireObject {
  /** The kind of restriction. */
  restriction_type?: string;
  /** Time at which the restriction ends. */
  expiration?: NumberOrText;
}

/** The account that an event is about. */
export interface WireWabaInfo extends WireObject {
  /** Id of the WhatsApp Business Account. */
  waba_id?: string;
  /** Id of the business that owns the account. */
  owner_business_id?: string;
  /** Id of the partner's app. */
  partner_app_id?: string;
  /** The advertising account that was linked. */
  ad_account_linked?: string;
}

/** An alert about an account. */
export interface WireAlertInfo extends WireObject {
  /** `CRITICAL`, `WARNING` or `INFORMATIONAL` */
  alert_severity?: string;
  /** `ACTIVE` or `NONE` */
  alert_status?: string;
  /** The kind of alert. */
  alert_type?: string;
  /** The alert in words. */
  alert_description?: string;
}
