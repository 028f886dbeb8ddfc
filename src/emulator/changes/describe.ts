/** What the emulator remembers, as the phone page is told of it. */
import { isRecord } from '../../common/events/json.js';
import { defined } from '../../common/schema/defined.js';
import { decodeCallbackData } from '../../common/sending/callback-data.js';
import type { WebhookDelivery } from '../outbound-webhooks/delivery/webhook-delivery.js';
import type { Template } from '../state/accounts/templates.js';
import type { EmulatedMessage, InboundRecord } from '../state/messages/message-log.js';
import type { Users, WhatsAppUser } from '../state/messages/users.js';
import type { PhoneNumber } from '../state/numbers/phone-numbers.js';
import type { ActiveFault } from '../state/requests/fault-list.js';
import type { RecordedRequest } from '../state/requests/request-log.js';
import type {
  DeliveryView,
  FailedSendView,
  FaultView,
  NumberView,
  ReceivedView,
  SentView,
  TemplateView,
  UserView,
} from '../phone-views.js';

const shownBodyLength = 20_000;

export function describeUser({ userId, waId, name }: WhatsAppUser): UserView {
  return { userId, name, ...defined({ waId }) };
}

export function describeNumber({ id, displayPhoneNumber, verifiedName }: PhoneNumber): NumberView {
  return { phoneNumberId: id, displayPhoneNumber, name: verifiedName };
}

/** Whom a message is for, also when nobody knows the user yet. */
export function describeRecipient({ to, recipient, recipientType }: EmulatedMessage, users: Users): UserView {
  if (recipientType === 'group') return { userId: to ?? '', name: 'Group', isGroup: true };
  const id = recipient ?? to ?? '';
  const userId = users.userId(id);
  const [waId] = users.ids(id).filter((known) => known !== userId);
  const known = users.find(waId ?? userId);
  return { userId, name: known?.name ?? (waId === undefined ? userId : `+${waId}`), ...defined({ waId }) };
}

export function describeSent(message: EmulatedMessage, users: Users): SentView {
  const { id, phoneNumberId, type, body, sendKey, acceptedAtMs, isShown, statuses } = message;
  const { biz_opaque_callback_data: data, ...shown } = body;
  const workflowId = (typeof data === 'string' ? decodeCallbackData(data)?.workflowId : undefined) || undefined;
  const { userId } = describeRecipient(message, users);
  const ids = { id, phoneNumberId, userId, ...defined({ workflowId, sendKey }) };
  return { ...ids, type, body: shown, atMs: acceptedAtMs, isShown, statuses };
}

export function describeReceived(record: InboundRecord, users: Users): ReceivedView {
  const { id, phoneNumberId, from, message, receivedAtMs: atMs, readAtMs, typingAtMs } = record;
  return { id, phoneNumberId, userId: users.userId(from), message, atMs, ...defined({ readAtMs, typingAtMs }) };
}

export function describeDelivery(delivery: WebhookDelivery): DeliveryView {
  const { id, url, copyOf, state, rawBody, attempts, nextAttemptAtMs } = delivery;
  return { id, url, state, body: rawBody.slice(0, shownBodyLength), attempts, ...defined({ copyOf, nextAttemptAtMs }) };
}

/** A send that did not end well; undefined for every other request. */
export function describeFailedSend(id: number, request: RecordedRequest, users: Users): FailedSendView | undefined {
  const { method, path, body, answer, fault, receivedAtMs: atMs } = request;
  const [, phoneNumberId = '', action] = path.split('/');
  if (method !== 'POST' || action !== 'messages' || (answer !== undefined && answer.status < 400)) return undefined;
  const parameters = isRecord(body) ? body : {};
  const recipient = parameters['recipient'] ?? parameters['to'];
  const type = typeof parameters['type'] === 'string' ? parameters['type'] : 'text';
  const userId = recipient === undefined || recipient === null ? undefined : users.userId(String(recipient));
  const isFault = fault !== undefined;
  return { id, phoneNumberId, atMs, type, isFault, ...defined({ userId, ...answer }) };
}

/** A regular expression has no JSON of its own. */
export function describeFault({ id, hits, fault }: ActiveFault): FaultView {
  const { times = 1, match, ...rest } = fault;
  const shown = match?.path instanceof RegExp ? { ...match, path: match.path.source } : match;
  return { id, hits, times: times === Infinity ? null : times, fault: { ...rest, ...defined({ match: shown }) } };
}

export function describeTemplate({ name, language, components }: Template): TemplateView {
  return { name, language, components };
}
