/**
 * `GET` and `POST /{phone-number-id}/settings`: calls, the check of users' identities, encrypted bodies, and where
 * bodies are kept. A request changes one of them.
 *
 * @see "Call settings" https://developers.facebook.com/docs/whatsapp/cloud-api/calling/call-settings (read 2026-11)
 * @see "Local storage" https://developers.facebook.com/docs/whatsapp/cloud-api/overview/local-storage (read 2026-11)
 */
import { isRecord } from '../../../common/events/json.js';
import { dataLocalizationRegions } from '../../../common/inputs/phone-number.js';
import { defined } from '../../../common/schema/defined.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { calledPhoneNumber, enumValue, flag, fromJson, optional, required } from '../../http/parameters.js';
import { GraphError, invalidParameter } from '../../meta/graph-error.js';
import { secretDigest } from '../../meta/secrets.js';
import { unixSeconds, webhookPlace } from '../../outbound-webhooks/bodies/payloads.js';
import type { WebhookDispatcher } from '../../outbound-webhooks/delivery/webhook-dispatcher.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { NumberFeatures } from '../../state/numbers/number-features.js';
import type { PhoneNumber } from '../../state/numbers/phone-numbers.js';
import { changedCalling } from './call-settings.js';

const changes: Readonly<Record<string, (features: NumberFeatures, given: Parameters) => void>> = {
  calling: (features, given) => (features.calling = changedCalling(features.calling, given)),
  user_identity_change: changeIdentityCheck,
  payload_encryption: changeEncryption,
  storage_configuration: changeStorage,
};

export function numberSettingsRoutes(state: EmulatorState, dispatcher: WebhookDispatcher): GraphRoutes {
  return graphRouter(state, {
    'GET /:phoneNumberId/settings': (call) => read(call, state),
    'POST /:phoneNumberId/settings': (call) => update(call, state, dispatcher),
  });
}

function read(call: GraphCall, state: EmulatorState): Answer {
  const { features } = calledPhoneNumber(call, state);
  const { payloadKey } = features;
  return {
    body: {
      calling: features.calling,
      user_identity_change: { enable_identity_key_check: features.isIdentityChecked },
      payload_encryption: defined({
        status: payloadKey === undefined ? 'DISABLED' : 'ENABLED',
        client_encryption_key_fingerprint: payloadKey && secretDigest(payloadKey),
      }),
      storage_configuration: features.storage,
    },
  };
}

/** A change of the calls is told by webhook. */
function update(call: GraphCall, state: EmulatorState, dispatcher: WebhookDispatcher): Answer {
  const phoneNumber = calledPhoneNumber(call, state);
  const given = Object.keys(changes).filter((name) => call.parameters[name] !== undefined);
  const [feature = '', ...others] = given;
  const change = changes[feature];
  if (!change || others.length > 0) {
    throw new GraphError({
      code: 100,
      message: `(#100) Exactly one of {${Object.keys(changes).join(', ')}} is required.`,
    });
  }
  const value = fromJson(call.parameters[feature]);
  if (!isRecord(value)) throw invalidParameter(`Param ${feature} must be an object.`);
  change(phoneNumber.features, value);
  if (feature === 'calling') void dispatcher.post({ part: callSettingsPart(phoneNumber, state) });
  return { body: { success: true } };
}

/** Meta's pages say `enable_identity_key_check`, its OpenAPI file `enabled`. */
function changeIdentityCheck(features: NumberFeatures, given: Parameters): void {
  const isChecked = flag(given, 'enable_identity_key_check') ?? flag(given, 'enabled');
  if (isChecked === undefined)
    throw invalidParameter('Param user_identity_change must have enable_identity_key_check.');
  features.isIdentityChecked = isChecked;
}

function changeEncryption(features: NumberFeatures, given: Parameters): void {
  const isEnabled = enumValue(required(given, 'status'), 'status', ['ENABLED', 'DISABLED']) === 'ENABLED';
  features.payloadKey = isEnabled ? required(given, 'client_encryption_key') : undefined;
}

/** Meta's pages say `status` and `data_localization_region`, its OpenAPI file `enabled` and `region`. */
function changeStorage(features: NumberFeatures, given: Parameters): void {
  const enabled = flag(given, 'enabled');
  const status = enabled === undefined ? required(given, 'status') : storageStatus(enabled);
  if (enumValue(status, 'status', [storageStatus(true), storageStatus(false)]) === storageStatus(false)) {
    features.storage = { status: 'DEFAULT' };
    return;
  }
  const region = optional(given, 'data_localization_region') ?? required(given, 'region');
  const minutes = optional(given, 'retention_minutes');
  features.storage = {
    status: 'IN_COUNTRY_STORAGE_ENABLED',
    data_localization_region: enumValue(region, 'data_localization_region', dataLocalizationRegions),
    ...(minutes !== undefined && { retention_minutes: Number(minutes) }),
  };
}

function storageStatus(isInCountry: boolean): string {
  return isInCountry ? 'IN_COUNTRY_STORAGE_ENABLED' : 'DEFAULT';
}

function callSettingsPart(
  phoneNumber: PhoneNumber,
  { settings }: EmulatorState,
): {
  wabaId: string;
  field: string;
  at: 'value';
  value: Parameters;
  time: number;
} {
  const { id, features } = phoneNumber;
  const timestamp = unixSeconds(settings.clock());
  return {
    ...webhookPlace(phoneNumber, 'account_settings_update'),
    at: 'value',
    time: Number(timestamp),
    value: {
      messaging_product: 'whatsapp',
      timestamp,
      type: 'phone_number_settings',
      phone_number_settings: { phone_number_id: id, calling: features.calling },
    },
  };
}
