/** `POST /{phone-number-id}/messages`: sends a message, or marks one as read. */
import { isPhoneNumber, isUserId } from '../../../common/ids/user-reference.js';
import { defined } from '../../../common/schema/defined.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { calledPhoneNumber, sendKeyIn } from '../../http/parameters.js';
import { GraphError, invalidParameter, missingParameter } from '../../meta/graph-error.js';
import { isOutgoingMessageId, phoneDigits } from '../../meta/identifiers.js';
import type { TimeLock } from '../../outbound-webhooks/delivery/time-lock.js';
import { isShownOnPhone, statusPlan } from '../../outbound-webhooks/statuses/status-plan.js';
import type { StatusPlayer } from '../../outbound-webhooks/statuses/status-player.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { EmulatedMessage } from '../../state/messages/message-log.js';
import { countPermissionRequest } from '../calls/call-permissions.js';
import { misfitFailure } from './media-fit.js';
import { checkedMessage } from './message-problems.js';
import { checkReferences } from './message-references.js';
import { tolerated } from './message-tolerance.js';
import { checkSendRules } from './send-rules.js';

/** What a send sets going: its statuses, and the lock of skipped time until their webhooks have been delivered. */
export interface SendConsequences {
  statuses: StatusPlayer;
  timeLock: TimeLock;
}

/** How a message comes: by `/messages` unless `via` names another edge. */
type Sending = SendConsequences & Pick<EmulatedMessage, 'via'>;

export function messageRoutes(state: EmulatorState, consequences: SendConsequences): GraphRoutes {
  return graphRouter(state, {
    'POST /:phoneNumberId/messages': (call) => {
      const message = tolerated(call.parameters);
      const isReceipt = message['status'] !== undefined && message['status'] !== null;
      return isReceipt ? markRead(call, message, state) : sendMessage(call, message, state, consequences);
    },
  });
}

export async function sendMessage(
  call: GraphCall,
  parameters: Parameters,
  state: EmulatorState,
  { statuses, timeLock, via }: Sending,
): Promise<Answer> {
  const phoneNumber = calledPhoneNumber(call, state);
  const message = checkedMessage(parameters);
  if (phoneNumber.registration.status !== 'CONNECTED') {
    throw new GraphError({ code: 133010, details: 'Register the phone number before sending with it.' });
  }
  const sent = { ...messageFrom(call, message, state), ...defined({ via }) };
  if (sent.to === phoneNumber.digits) {
    throw new GraphError({ code: 131021, details: 'The recipient is the business number itself.' });
  }
  checkReferences(message, phoneNumber, state);
  const failure = checkSendRules(sent, state) ?? misfitFailure(message, state);
  countPermissionRequest(message, sent, state);
  const plan = statusPlan(sent, state.behavior, { fault: call.fault?.fault, failure });
  sent.isShown = isShownOnPhone(plan);
  state.messages.addSent(sent);
  const played = statuses.play(sent, plan);
  await timeLock.untilSettled();
  if (plan.isBeforeAnswer) await played;
  return { body: acceptance(sent, message) };
}

/** The message as it is remembered. Meta takes `to` when both recipients are there. */
function messageFrom(call: GraphCall, message: Parameters, state: EmulatorState): EmulatedMessage {
  const to = message['to'];
  const isGroup = message['recipient_type'] === 'group';
  const recipient = String(message['recipient']);
  if (to !== undefined && !isGroup) checkPhoneNumber(String(to), state);
  const waId = isGroup ? String(to) : phoneDigits(String(to));
  const sendKey = sendKeyIn(message);
  return {
    id: state.settings.ids.messageId('outgoing', to === undefined ? recipient : waId),
    phoneNumberId: call.objectId,
    ...(to === undefined ? { recipient } : { to: waId }),
    recipientType: isGroup ? 'group' : 'individual',
    type: String(message['type']),
    body: call.parameters,
    ...defined({ sendKey }),
    acceptedAtMs: state.settings.clock(),
    isShown: true,
    statuses: [],
    posts: [],
  };
}

/** @throws GraphError 131009 that says what an id of another kind needs. */
function checkPhoneNumber(to: string, { groups }: EmulatorState): void {
  if (isPhoneNumber(to)) return;
  const what = groups.get(to)
    ? 'is the id of a group, and needs recipient_type "group"'
    : isUserId(to)
      ? 'is a business-scoped user id, which goes into recipient'
      : 'is not a phone number';
  throw new GraphError({ code: 131009, details: `Parameter to: "${to}" ${what}.` });
}

/**
 * The answer to a send to a phone number has no business-scoped user id. Its statuses have, and what the user writes.
 *
 * @see "Business-scoped user ids"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids (read 2026-11)
 */
function acceptance(sent: EmulatedMessage, message: Parameters): Parameters {
  const { to, recipient, recipientType, type, id } = sent;
  const contact = {
    input: String(message[to === undefined ? 'recipient' : 'to']),
    ...defined({ wa_id: to, user_id: recipient }),
  };
  return {
    messaging_product: 'whatsapp',
    contacts: [contact],
    messages: [
      defined({
        id,
        group_id: recipientType === 'group' ? to : undefined,
        message_status: type === 'template' ? 'accepted' : undefined,
      }),
    ],
  };
}

function markRead(call: GraphCall, message: Parameters, state: EmulatorState): Answer {
  const phoneNumber = calledPhoneNumber(call, state);
  if (message['messaging_product'] === undefined) throw missingParameter('messaging_product');
  if (message['status'] !== 'read') throw invalidParameter('Param status must be "read".');
  if (message['message_id'] === undefined) throw missingParameter('message_id');
  const id = String(message['message_id']);
  const received = state.messages.findReceived(id);
  if (received?.phoneNumberId === phoneNumber.id) {
    state.messages.changeReceived(received, (record) => {
      record.readAtMs = state.settings.clock();
      if (message['typing_indicator'] !== undefined) record.typingAtMs = record.readAtMs;
    });
    return { body: { success: true } };
  }
  if (state.messages.findSent(id) || isOutgoingMessageId(id)) {
    throw invalidParameter(
      `Message supplied to mark message as read API with message ID: ${id} is outgoing. Please use an incoming message ID.`,
    );
  }
  if (!state.settings.anyId) throw invalidParameter('Please check the message ID you have provided.');
  return { body: { success: true } };
}
