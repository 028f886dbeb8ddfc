/**
 * `POST /{phone-number-id}/calls`: the business calls, answers and ends calls. There is no sound; what is sent as SDP
 * is only looked at for being there.
 *
 * @see "Calling API" https://developers.facebook.com/docs/whatsapp/cloud-api/calling/reference (read 2026-11)
 */
import { isPhoneNumber } from '../../../common/ids/user-reference.js';
import { isRecord } from '../../../common/events/json.js';
import { defined } from '../../../common/schema/defined.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { calledPhoneNumber, fromJson, optional, required } from '../../http/parameters.js';
import { GraphError, invalidParameter, missingParameter } from '../../meta/graph-error.js';
import { phoneDigits } from '../../meta/identifiers.js';
import type { CallWebhooks } from '../../outbound-webhooks/calls/call-webhooks.js';
import { isRunning, type EmulatedCall } from '../../state/calls/calls.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { WhatsAppUser } from '../../state/messages/users.js';
import type { PhoneNumber } from '../../state/numbers/phone-numbers.js';
import { readPermission } from './call-permissions.js';

const longestCallbackData = 512;

interface Handling {
  call: GraphCall;
  state: EmulatorState;
  webhooks: CallWebhooks;
}

const actions: Readonly<Record<string, (handling: Handling) => Answer>> = {
  connect,
  pre_accept: (handling) => {
    checkSession(handling.call.parameters, 'answer');
    offeredCall(handling);
    return { body: success };
  },
  accept: (handling) => {
    checkSession(handling.call.parameters, 'answer');
    handling.state.calls.accept(offeredCall(handling));
    return { body: success };
  },
  reject: (handling) => end(handling, offeredCall(handling)),
  terminate: (handling) => end(handling, runningCall(handling)),
};

const success = { messaging_product: 'whatsapp', success: true };

export function callRoutes(state: EmulatorState, webhooks: CallWebhooks): GraphRoutes {
  return graphRouter(state, {
    'GET /:phoneNumberId/call_permissions': (call) => readPermission(call, state),
    'POST /:phoneNumberId/calls': (call) => {
      required(call.parameters, 'messaging_product');
      const action = required(call.parameters, 'action');
      const handle = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (!handle) throw invalidParameter(`Param action must be one of ${Object.keys(actions).join(', ')}.`);
      return handle({ call, state, webhooks });
    },
  });
}

function connect({ call, state, webhooks }: Handling): Answer {
  const phoneNumber = calledPhoneNumber(call, state);
  const user = callee(call.parameters, state);
  checkSession(call.parameters, 'offer');
  const callbackData = optional(call.parameters, 'biz_opaque_callback_data');
  if ((callbackData ?? '').length > longestCallbackData) {
    throw invalidParameter(`Param biz_opaque_callback_data must have at most ${longestCallbackData} characters.`);
  }
  checkCall(phoneNumber, user, state);
  const begun = state.calls.begin({
    phoneNumberId: phoneNumber.id,
    user,
    direction: 'BUSINESS_INITIATED',
    ...defined({ callbackData }),
  });
  void webhooks.status(begun, 'RINGING');
  return { body: { messaging_product: 'whatsapp', calls: [{ id: begun.id }] } };
}

type Callee = Pick<WhatsAppUser, 'userId' | 'waId'>;

function callee(parameters: Parameters, { users }: EmulatorState): Callee {
  const recipient = optional(parameters, 'recipient');
  if (recipient !== undefined) return { userId: recipient };
  const to = required(parameters, 'to');
  if (!isPhoneNumber(to)) throw invalidParameter('Param to must be a phone number.');
  const waId = phoneDigits(to);
  return { userId: users.userId(waId), waId };
}

/** @throws GraphError 133010, 138000, 138006, 138012 or 138003. */
function checkCall(phoneNumber: PhoneNumber, { userId, waId }: Callee, state: EmulatorState): void {
  const { id, registration } = phoneNumber;
  if (registration.status !== 'CONNECTED') {
    throw new GraphError({ code: 133010, details: 'Register the phone number before calling with it.' });
  }
  if (!phoneNumber.features.isCallingEnabled) {
    throw new GraphError({ code: 138000, details: 'Calling is not enabled in the settings of this number.' });
  }
  if (state.callPermissions.get(id, userId).status === 'no_permission') {
    throw new GraphError({ code: 138006, details: 'The user has not permitted calls from this number.' });
  }
  if (state.callPermissions.usage('call', id, userId).some(({ used, most }) => used >= most)) {
    throw new GraphError({
      code: 138012,
      details: 'The limit of connected calls with this user in 24 hours is reached.',
    });
  }
  if (state.calls.running(id, waId ?? userId)) {
    throw new GraphError({ code: 138003, details: 'A call with this user is going on.' });
  }
}

function checkSession(parameters: Parameters, type: 'offer' | 'answer'): void {
  const session = fromJson(parameters['session']);
  if (!isRecord(session)) throw missingParameter('session');
  const { sdp_type: sdpType, sdp } = session;
  if (sdpType !== type) throw invalidParameter(`Param session.sdp_type must be "${type}" for this action.`);
  if (typeof sdp !== 'string' || sdp === '') throw missingParameter('session.sdp');
}

/** A call of a user that nobody has answered. */
function offeredCall(handling: Handling): EmulatedCall {
  const call = runningCall(handling);
  if (call.direction !== 'USER_INITIATED') throw invalidParameter(`The call ${call.id} is one of the business.`);
  if (call.state !== 'ringing') throw invalidParameter(`The call ${call.id} was accepted already.`);
  return call;
}

function runningCall({ call, state }: Handling): EmulatedCall {
  const phoneNumber = calledPhoneNumber(call, state);
  const id = required(call.parameters, 'call_id');
  const found = state.calls.get(id);
  if (found?.phoneNumberId !== phoneNumber.id) throw invalidParameter(`There is no call ${id} of this number.`);
  if (!isRunning(found)) throw invalidParameter(`The call ${id} is over.`);
  return found;
}

function end({ state, webhooks }: Handling, call: EmulatedCall): Answer {
  state.calls.end(call);
  void webhooks.terminate(call);
  return { body: success };
}
