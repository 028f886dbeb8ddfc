/**
 * `GET`, `POST` and `DELETE /{phone-number-id}/username`, and `GET /{phone-number-id}/username_suggestions`. A change
 * is told by webhook.
 *
 * @see "Business usernames"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/business-usernames
 * (read 2026-11)
 */
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { calledPhoneNumber, enumValue, optional, required } from '../../http/parameters.js';
import { GraphError, invalidParameter } from '../../meta/graph-error.js';
import { webhookPlace } from '../../outbound-webhooks/bodies/payloads.js';
import type { WebhookDispatcher } from '../../outbound-webhooks/delivery/webhook-dispatcher.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { PhoneNumber } from '../../state/numbers/phone-numbers.js';

const pattern = /^(?=.*[a-z])(?!\.)(?!www)(?!.*\.\.)[a-z0-9._]{3,35}(?<!\.)$/;
const domainSuffix = /\.(com|org|net|int|edu|gov|mil|us|in|io|ai|html)$/;

export function businessUsernameRoutes(state: EmulatorState, dispatcher: WebhookDispatcher): GraphRoutes {
  return graphRouter(state, {
    'GET /:phoneNumberId/username': (call) => ({ body: calledPhoneNumber(call, state).features.username ?? {} }),
    'POST /:phoneNumberId/username': (call) => claim(call, state, dispatcher),
    'DELETE /:phoneNumberId/username': (call) => remove(call, state, dispatcher),
    'GET /:phoneNumberId/username_suggestions': (call) => suggest(call, state),
  });
}

function claim(call: GraphCall, state: EmulatorState, dispatcher: WebhookDispatcher): Answer {
  const phoneNumber = calledPhoneNumber(call, state);
  const username = required(call.parameters, 'username');
  const action = optional(call.parameters, 'transfer_action') ?? 'none';
  const isForced = enumValue(action, 'transfer_action', ['NONE', 'FORCE_TRANSFER']) === 'FORCE_TRANSFER';
  takeUsername(phoneNumber, username, { state, dispatcher, isForced });
  return { body: { success: true, status: phoneNumber.features.username?.status } };
}

interface UsernameChange {
  state: EmulatorState;
  dispatcher: WebhookDispatcher;
  /** Whether another number of the business loses the username. */
  isForced?: boolean;
}

/** Gives a number a username. Case does not count, and no two numbers have the same one. */
export function takeUsername(phoneNumber: PhoneNumber, given: string, change: UsernameChange): void {
  const username = given.toLowerCase();
  if (!pattern.test(username) || domainSuffix.test(username)) {
    throw invalidParameter(
      'Param username must have 3 to 35 letters, digits, periods and underscores, with a letter and no domain.',
    );
  }
  const { state, dispatcher, isForced = false } = change;
  const holder = state.phoneNumbers.all().find(({ features }) => features.username?.username === username);
  if (holder && holder !== phoneNumber) {
    if (!isForced || !isSameBusiness(holder, phoneNumber, state)) throw refusal(holder, phoneNumber, state);
    dropUsername(holder, state, dispatcher);
  }
  phoneNumber.features.username = { username, status: 'approved' };
  tell(phoneNumber, phoneNumber.features.username, state, dispatcher);
}

function remove(call: GraphCall, state: EmulatorState, dispatcher: WebhookDispatcher): Answer {
  dropUsername(calledPhoneNumber(call, state), state, dispatcher);
  return { body: { success: true } };
}

function dropUsername(phoneNumber: PhoneNumber, state: EmulatorState, dispatcher: WebhookDispatcher): void {
  const { features } = phoneNumber;
  if (features.username === undefined) return;
  const { username } = features.username;
  features.username = undefined;
  tell(phoneNumber, { username, status: 'deleted' }, state, dispatcher);
}

function isSameBusiness(left: PhoneNumber, right: PhoneNumber, { accounts }: EmulatorState): boolean {
  const owners = [left, right].map(({ wabaId }) => accounts.find(wabaId)?.owner);
  return left.wabaId === right.wabaId || owners.every((owner) => owner === 'self');
}

/** Only a number of the same business can hand its username over. */
function refusal(holder: PhoneNumber, phoneNumber: PhoneNumber, state: EmulatorState): GraphError {
  return isSameBusiness(holder, phoneNumber, state)
    ? new GraphError({ code: 147005, details: 'Take the username over with transfer_action force_transfer.' })
    : new GraphError({ code: 147001, details: 'The username is taken.' });
}

/** Made from the display name, without those that are taken. */
function suggest(call: GraphCall, state: EmulatorState): Answer {
  const { verifiedName } = calledPhoneNumber(call, state);
  const base = verifiedName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 28);
  const stem = pattern.test(base) ? base : 'business';
  const taken = state.phoneNumbers.all().map(({ features }) => features.username?.username);
  const suggestions = [stem, `${stem}_help`, `${stem}_team`].filter((username) => !taken.includes(username));
  return { body: { data: [{ username_suggestions: suggestions }] } };
}

function tell(
  phoneNumber: PhoneNumber,
  change: { username: string; status: string },
  { settings }: EmulatorState,
  dispatcher: WebhookDispatcher,
): void {
  const value = { display_phone_number: phoneNumber.digits, ...change };
  const time = Math.floor(settings.clock() / 1000);
  const place = webhookPlace(phoneNumber, 'business_username_update');
  void dispatcher.post({ part: { ...place, at: 'value', value, time } });
}
