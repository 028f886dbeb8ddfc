/** `POST /{phone-number-id}/messages`: sends a message, or marks one as read. */
import { Router } from 'express';
import { createMessageId, digitsOf, isOutgoingMessageId } from '../identifiers.js';
import type { Answer, GraphCall, Parameters } from '../http/graph-call.js';
import { GraphError, invalidParameter, missingParameter } from '../http/graph-error.js';
import { graphRoute } from '../http/graph-pipeline.js';
import { sendKeyOf } from '../send-key.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { EmulatedMessage } from '../state/message-log.js';
import { lockTimeUntilSettled } from '../time-skipping.js';
import { isShownOnPhone, statusPlan } from '../webhooks/status-plan.js';
import type { StatusPlayer } from '../webhooks/status-player.js';
import { checkedMessage } from './message-problems.js';
import { checkReferences } from './message-references.js';
import { tolerated } from './message-tolerance.js';
import { phoneNumberOf } from './objects.js';
import { checkSendRules } from './send-rules.js';

export function messageRoutes(state: EmulatorState, statuses: StatusPlayer): Router {
  const router = Router();
  router.post(
    '/:phoneNumberId/messages',
    graphRoute(state, (call) => {
      const message = tolerated(call.parameters);
      const isReceipt = message['status'] !== undefined && message['status'] !== null;
      return isReceipt ? markRead(call, message, state) : send(call, message, state, statuses);
    }),
  );
  return router;
}

async function send(
  call: GraphCall,
  parameters: Parameters,
  state: EmulatorState,
  statuses: StatusPlayer,
): Promise<Answer> {
  const phoneNumber = phoneNumberOf(call, state);
  const message = checkedMessage(parameters);
  if (phoneNumber.registration.status !== 'CONNECTED') {
    throw new GraphError({ code: 133010, details: 'Register the phone number before sending with it.' });
  }
  const sent = messageFrom(call, message, state);
  if (sent.to === phoneNumber.digits) {
    throw new GraphError({ code: 131021, details: 'The recipient is the business number itself.' });
  }
  checkReferences(message, phoneNumber.id, state);
  const failure = checkSendRules(sent, state);
  const plan = statusPlan(sent, state.behavior, { fault: call.fault?.fault, failure });
  sent.isShown = isShownOnPhone(plan);
  state.messages.addSent(sent);
  const played = statuses.play(sent, plan);
  await lockTimeUntilSettled(state.settings.timeSkipping, state.webhooks.sender.settlement);
  if (plan.isBeforeAnswer) await played;
  return { body: acceptance(sent, message, state) };
}

/** If both recipients are there, Meta takes `to`. */
function messageFrom(call: GraphCall, message: Parameters, state: EmulatorState): EmulatedMessage {
  const to = message['to'];
  const isGroup = message['recipient_type'] === 'group';
  const recipient = String(message['recipient']);
  const waId = isGroup ? String(to) : digitsOf(String(to));
  if (to !== undefined && waId.length === 0) {
    throw new GraphError({ code: 131009, details: `Parameter to: "${String(to)}" is not a phone number.` });
  }
  const sendKey = sendKeyOf(message);
  return {
    id: createMessageId('outgoing', to === undefined ? recipient : waId),
    phoneNumberId: call.objectId,
    ...(to === undefined ? { recipient } : { to: waId }),
    recipientType: isGroup ? 'group' : 'individual',
    type: String(message['type']),
    body: call.parameters,
    ...(sendKey !== undefined && { sendKey }),
    acceptedAtMs: state.settings.clock(),
    isShown: true,
    statuses: [],
    posts: [],
  };
}

function acceptance(sent: EmulatedMessage, message: Parameters, state: EmulatorState): Parameters {
  const { to, recipient, type, id } = sent;
  const userId = recipient ?? state.users.find(to ?? '')?.userId;
  const contact = {
    input: String(message[to === undefined ? 'recipient' : 'to']),
    ...(to !== undefined && { wa_id: to }),
    ...(userId !== undefined && { user_id: userId }),
  };
  return {
    messaging_product: 'whatsapp',
    contacts: [contact],
    messages: [{ id, ...(type === 'template' && { message_status: 'accepted' }) }],
  };
}

function markRead(call: GraphCall, message: Parameters, state: EmulatorState): Answer {
  const phoneNumber = phoneNumberOf(call, state);
  if (message['messaging_product'] === undefined) throw missingParameter('messaging_product');
  if (message['status'] !== 'read') throw invalidParameter('Param status must be "read".');
  if (message['message_id'] === undefined) throw missingParameter('message_id');
  const id = String(message['message_id']);
  const received = state.messages.findReceived(id);
  if (received?.phoneNumberId === phoneNumber.id) {
    received.readAtMs = state.settings.clock();
    if (message['typing_indicator'] !== undefined) received.typingAtMs = received.readAtMs;
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
