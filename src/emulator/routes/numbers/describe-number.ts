/** What the Graph API says of a number, and `GET /{waba-id}/phone_numbers`. */
import { selectFields } from '../../http/fields.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { page } from '../../http/paging.js';
import { requireAccount } from '../../http/parameters.js';
import { phoneNumberType } from '../../meta/node-types.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { PhoneNumber } from '../../state/numbers/phone-numbers.js';
import { readProfile } from './profile.js';

export function describePhoneNumber(call: GraphCall, phoneNumber: PhoneNumber, state: EmulatorState): Answer {
  return { body: selectFields(numberFields(phoneNumber, call, state), call.parameters, phoneNumberType) };
}

/** What a chat shows before anybody has written, as an object of its own. */
export function describeBot({ botId, features }: PhoneNumber): Parameters {
  return { id: botId, ...features.automation };
}

/** Undefined when the app has no URL at all. */
function webhookConfiguration({ id, wabaId }: PhoneNumber, { app }: GraphCall, state: EmulatorState): unknown {
  const account = state.subscriptions.forAccount(wabaId).find((subscription) => subscription.app === app)?.overrideUrl;
  const urls = {
    phone_number: state.subscriptions.numberOverride(id, app),
    whatsapp_business_account: account,
    application: app.webhookUrl,
  };
  const set = Object.entries(urls).filter(([, url]) => url !== undefined);
  return set.length === 0 ? undefined : Object.fromEntries(set);
}

export function listNumbers(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  const numbers = state.phoneNumbers
    .all()
    .filter(({ wabaId }) => wabaId === call.objectId)
    .map((phoneNumber) => selectFields(numberFields(phoneNumber, call, state), call.parameters, phoneNumberType));
  return { body: page(numbers, call) };
}

function numberFields(phoneNumber: PhoneNumber, call: GraphCall, state: EmulatorState): Parameters {
  const { id, displayPhoneNumber, verifiedName, codeVerificationStatus, status, isPinSet } = phoneNumber.describe();
  return {
    id,
    display_phone_number: displayPhoneNumber,
    verified_name: verifiedName,
    code_verification_status: codeVerificationStatus,
    status,
    is_pin_enabled: isPinSet,
    quality_rating: 'GREEN',
    platform_type: status === 'CONNECTED' ? 'CLOUD_API' : 'NOT_APPLICABLE',
    throughput: { level: status === 'CONNECTED' ? 'STANDARD' : 'NOT_APPLICABLE' },
    ...nameFields(phoneNumber),
    quality_score: { score: 'GREEN' },
    account_mode: 'LIVE',
    is_official_business_account: false,
    is_on_biz_app: false,
    whatsapp_business_manager_messaging_limit: 'TIER_250',
    search_visibility: phoneNumber.settings.searchVisibility,
    username: phoneNumber.features.username?.username,
    conversational_automation: describeBot(phoneNumber),
    is_preverified_number: false,
    messaging_limit_tier: 'TIER_250',
    country_dial_code: countryDialCode(displayPhoneNumber),
    webhook_configuration: webhookConfiguration(phoneNumber, call, state),
    whatsapp_business_profile: (parameters: Parameters) =>
      readProfile({ ...call, objectId: id, parameters }, state).body,
    health_status: healthStatus(phoneNumber),
  };
}

function healthStatus({ id, wabaId, registration }: PhoneNumber): Parameters {
  const canSend = registration.status === 'CONNECTED' ? 'AVAILABLE' : 'BLOCKED';
  const entities = [
    { entity_type: 'PHONE_NUMBER', id, can_send_message: canSend },
    { entity_type: 'WABA', id: wabaId, can_send_message: 'AVAILABLE' },
  ];
  return { can_send_message: canSend, entities };
}

/** A new name is reviewed; until then users see the old one. */
function nameFields({ settings: { newDisplayName } }: PhoneNumber): Parameters {
  if (newDisplayName === undefined) return { name_status: 'APPROVED', new_name_status: 'NONE' };
  return { name_status: 'APPROVED', new_name_status: 'PENDING_REVIEW', new_display_name: newDisplayName };
}

function countryDialCode(displayPhoneNumber: string): string | undefined {
  return /^\+(\d{1,3})\b/.exec(displayPhoneNumber)?.[1];
}
