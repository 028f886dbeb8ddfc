/**
 * Verification and registration of a number: `POST /{phone-number-id}/request_code`, `/verify_code`, `/register`,
 * `/deregister`. `POST /{phone-number-id}` sets the two-step verification PIN. With `webhook_configuration` it sets
 * where the number's webhooks go for the app of the access token. `GET` and `POST /{waba-id}/phone_numbers` list and
 * add.
 */
import { isRecord } from '../../../common/events/json.js';
import { dataLocalizationRegions } from '../../../common/inputs/phone-number.js';
import { defined } from '../../../common/schema/defined.js';
import type { EmulatorParts } from '../../emulator-parts.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphHandler, type GraphRoutes } from '../../http/graph-pipeline.js';
import {
  calledPhoneNumber,
  fromJson,
  enumValue,
  optional,
  requireAccount,
  required,
  requiredPin,
} from '../../http/parameters.js';
import { GraphError, invalidParameter, missingParameter } from '../../meta/graph-error.js';
import type { WebhookSender } from '../../outbound-webhooks/delivery/webhook-sender.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { PhoneNumber } from '../../state/numbers/phone-numbers.js';
import { verifiedOverride } from '../callbacks/webhook-override.js';
import { takeUsername } from './business-username.js';
import { listNumbers } from './describe-number.js';

type NumberAction = (phoneNumber: PhoneNumber, parameters: Parameters, nowMs: number) => void;

export function phoneNumberRoutes(state: EmulatorState): GraphRoutes {
  const action = (change: NumberAction): GraphHandler => {
    return (call) => {
      change(calledPhoneNumber(call, state), call.parameters, state.settings.clock());
      return { body: { success: true } };
    };
  };
  return graphRouter(state, {
    'POST /:phoneNumberId/request_code': action(requestCode),
    'POST /:phoneNumberId/verify_code': action(verifyCode),
    'POST /:phoneNumberId/register': action(register),
    'POST /:phoneNumberId/deregister': action(deregister),
    'GET /:wabaId/phone_numbers': (call) => listNumbers(call, state),
    'POST /:wabaId/phone_numbers': (call) => addNumber(call, state),
  });
}

/**
 * `POST /{phone-number-id}`: the two-step verification PIN, where the number's webhooks go, its display name, its
 * visibility in searches, or its username.
 */
export function updatePhoneNumber(
  call: GraphCall,
  phoneNumber: PhoneNumber,
  { state, sender, dispatcher }: Pick<EmulatorParts, 'state' | 'sender' | 'dispatcher'>,
): Answer | Promise<Answer> {
  const { parameters } = call;
  if (parameters['webhook_configuration'] !== undefined) return configureWebhook(call, phoneNumber, state, sender);
  const username = optional(parameters, 'username');
  const hasSettings = changeSettings(phoneNumber, parameters);
  if (username !== undefined) takeUsername(phoneNumber, username, { state, dispatcher });
  else if (!hasSettings) phoneNumber.registration.setPin(requiredPin(parameters));
  return { body: { success: true } };
}

const searchVisibilities = ['VISIBLE', 'NON_VISIBLE'];

/** @returns whether the parameters name a setting. */
function changeSettings({ settings }: PhoneNumber, parameters: Parameters): boolean {
  const newDisplayName = optional(parameters, 'new_display_name');
  const searchVisibility = optional(parameters, 'search_visibility');
  if (newDisplayName === '') throw missingParameter('new_display_name');
  Object.assign(
    settings,
    defined({
      newDisplayName,
      searchVisibility:
        searchVisibility === undefined
          ? undefined
          : enumValue(searchVisibility, 'search_visibility', searchVisibilities),
    }),
  );
  return (newDisplayName ?? searchVisibility) !== undefined;
}

const requestCode: NumberAction = (phoneNumber, parameters, nowMs) => {
  enumValue(required(parameters, 'code_method'), 'code_method', ['SMS', 'VOICE']);
  const language = required(parameters, 'language');
  if (!/^[a-z]{2,3}([_-][A-Za-z]{2,4})?$/.test(language)) {
    throw invalidParameter(`Param language must be a language code such as en or en_US - got "${language}".`);
  }
  phoneNumber.requestCode(nowMs);
};

const verifyCode: NumberAction = (phoneNumber, parameters, nowMs) => {
  const code = required(parameters, 'code');
  if (!/^\d+$/.test(code)) throw new GraphError({ code: 100, message: '(#100) Param code must contain digits only.' });
  phoneNumber.verifyCode(code, nowMs);
};

const register: NumberAction = (phoneNumber, parameters, nowMs) => {
  if (required(parameters, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product');
  const pin = requiredPin(parameters);
  const region = optional(parameters, 'data_localization_region');
  if (region !== undefined) enumValue(region, 'data_localization_region', dataLocalizationRegions);
  phoneNumber.register(pin, nowMs);
};

const deregister: NumberAction = (phoneNumber, _parameters, nowMs) => phoneNumber.registration.deregister(nowMs);

/**
 * An empty URL removes the override.
 *
 * @see "Webhook overrides" https://developers.facebook.com/docs/whatsapp/embedded-signup/webhooks/override (read
 * 2026-11)
 */
async function configureWebhook(
  call: GraphCall,
  phoneNumber: PhoneNumber,
  state: EmulatorState,
  sender: WebhookSender,
): Promise<Answer> {
  const configuration = fromJson(call.parameters['webhook_configuration']);
  if (!isRecord(configuration)) throw invalidParameter('Param webhook_configuration must be an object.');
  if (configuration['override_callback_uri'] === undefined) throw missingParameter('override_callback_uri');
  const before = state.resets.now;
  const overrideUrl = await verifiedOverride(configuration, sender);
  state.resets.check(before);
  state.subscriptions.overrideNumber(phoneNumber.id, call.app, overrideUrl);
  return { body: { success: true } };
}

function addNumber(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  const { parameters } = call;
  const countryCode = optional(parameters, 'country_code') ?? required(parameters, 'cc');
  const displayPhoneNumber = `+${countryCode.replace(/\D/g, '')} ${required(parameters, 'phone_number')}`;
  const verifiedName = required(parameters, 'verified_name');
  const added = state.phoneNumbers.add({ wabaId: call.objectId, displayPhoneNumber, verifiedName });
  return { body: { id: added.id } };
}
