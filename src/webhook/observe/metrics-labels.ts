/**
 * The label values that metrics may have. What a sender chooses, such as the type of a message, must not be able to make new
 * time series: whatever is not in these lists counts as `other`.
 */
import type { WhatsAppEvent } from '../../common/events/types.js';

const kindNames: Record<WhatsAppEvent['kind'], true> = {
  message: true,
  status: true,
  echo: true,
  history: true,
  call: true,
  group: true,
  template: true,
  account: true,
  phone_number: true,
  flow: true,
  user_preference: true,
  security: true,
  error: true,
  change: true,
  unknown: true,
};

const kinds = new Set(Object.keys(kindNames));

/** @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference (read 2026-11) */
const fields = new Set([
  ...['messages', 'smb_message_echoes', 'smb_app_state_sync', 'history', 'calls', 'standby'],
  ...['account_alerts', 'account_review_update', 'account_update', 'account_settings_update', 'automatic_events'],
  ...[
    'business_capability_update',
    'business_username_update',
    'business_username_updates',
    'flows',
    'partner_solutions',
  ],
  ...['group_lifecycle_update', 'group_participants_update', 'group_settings_update', 'group_status_update'],
  ...['message_template_components_update', 'message_template_quality_update', 'message_template_status_update'],
  ...['template_category_update', 'payment_configuration_update', 'phone_number_name_update'],
  ...['phone_number_quality_update', 'security', 'user_preferences'],
]);

const types = new Set([
  // Messages and echoes.
  ...['text', 'image', 'video', 'audio', 'document', 'sticker', 'location', 'contacts', 'reaction', 'button'],
  ...['interactive', 'order', 'system', 'unsupported', 'request_welcome', 'edit', 'revoke', 'template'],
  ...['media_placeholder'],
  // Statuses of messages and calls.
  ...['sent', 'delivered', 'read', 'played', 'failed', 'deleted', 'warning', 'RINGING', 'ACCEPTED', 'REJECTED'],
  // Calls, preferences and groups.
  ...['connect', 'terminate', 'stop', 'resume', 'group_create', 'group_delete', 'group_participants_add'],
  ...['group_participants_remove', 'group_join_request_created', 'group_join_request_revoked'],
  ...['group_settings_update', 'group_suspend', 'group_suspend_cleared'],
  // Templates.
  ...['APPROVED', 'PENDING', 'PAUSED', 'DISABLED', 'FLAGGED', 'LOCKED', 'UNLOCKED', 'ARCHIVED', 'IN_APPEAL'],
  ...['PENDING_DELETION', 'DELETED', 'REINSTATED', 'LIMIT_EXCEEDED'],
  // Accounts, numbers and their security.
  ...['ACCOUNT_DELETED', 'ACCOUNT_RESTRICTION', 'ACCOUNT_VIOLATION', 'ACCOUNT_OFFBOARDED', 'ACCOUNT_RECONNECTED'],
  ...['AD_ACCOUNT_LINKED', 'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE', 'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE'],
  ...['DISABLED_UPDATE', 'MM_LITE_TERMS_SIGNED', 'PARTNER_ADDED', 'PARTNER_REMOVED', 'PARTNER_APP_INSTALLED'],
  ...['PARTNER_APP_UNINSTALLED', 'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE'],
  ...['VOLUME_BASED_PRICING_TIER_UPDATE', 'ONBOARDING', 'THROUGHPUT_UPGRADE', 'UPGRADE', 'DOWNGRADE', 'UNFLAGGED'],
  ...['DEFERRED', 'approved', 'reserved', 'PIN_CHANGED', 'PIN_RESET_REQUEST', 'PIN_REQUEST_SUCCESS'],
  // What could not be read as any of these.
  ...['field-unknown', 'malformed'],
  // Flows.
  ...['FLOW_STATUS_CHANGE', 'CLIENT_ERROR_RATE', 'ENDPOINT_ERROR_RATE', 'ENDPOINT_LATENCY', 'ENDPOINT_AVAILABILITY'],
  ...['FLOW_VERSION_EXPIRY_WARNING', 'FLOW_VERSION_FREEZE_WARNING'],
]);

/** The value when it is in the list; `none` for an empty one, else `other`. */
const within =
  (known: ReadonlySet<string>) =>
  (value: string): string => {
    if (value === '') return 'none';
    return known.has(value) ? value : 'other';
  };

export const boundedLabel = { kind: within(kinds), field: within(fields), type: within(types) };
