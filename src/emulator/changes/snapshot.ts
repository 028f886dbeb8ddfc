/** Everything that the phone page shows, at one moment. */
import type { WebhookDelivery } from '../outbound-webhooks/delivery/webhook-delivery.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { EmulatedMessage } from '../state/messages/message-log.js';
import type { Users } from '../state/messages/users.js';
import {
  describeDelivery,
  describeFault,
  describeNumber,
  describeReceived,
  describeRecipient,
  describeSent,
  describeTemplate,
  describeUser,
} from './describe.js';
import type { FailedSendView, PhoneChange, TimeView, UserView } from '../phone-views.js';

/** How many of the latest messages, and of the latest webhooks, a page begins with. */
const shownMessages = 1_000;
const shownDeliveries = 200;

export function takeSnapshot(
  { state, deliveries }: { state: EmulatorState; deliveries: readonly WebhookDelivery[] },
  failedSends: readonly FailedSendView[],
): PhoneChange {
  const { users, messages } = state;
  const sent = messages.sent().slice(-shownMessages);
  return {
    type: 'snapshot',
    users: allUsers(users, sent),
    numbers: state.phoneNumbers.all().map(describeNumber),
    sent: sent.map((message) => describeSent(message, users)),
    received: messages
      .received()
      .slice(-shownMessages)
      .map((message) => describeReceived(message, users)),
    windows: state.windows.all(),
    deliveries: deliveries.slice(-shownDeliveries).map(describeDelivery),
    failedSends: [...failedSends],
    faults: state.faults.all().map(describeFault),
    templates: state.templates.all().map(describeTemplate),
    behavior: { ...state.behavior },
    time: describeTime(state),
    hasTemporalSide: state.temporalSide !== undefined,
  };
}

export function describeTime({ settings }: EmulatorState): TimeView {
  const { clock, passTime } = settings;
  const nowMs = clock();
  return passTime ? { nowMs } : { nowMs, whyReal };
}

export const whyReal =
  'This emulator runs in real time. Time can be skipped in a test, where createWhatsAppTest starts a server that skips time.';

function allUsers(users: Users, sent: readonly EmulatedMessage[]): UserView[] {
  const recipients = sent.map((message) => describeRecipient(message, users));
  const known = users.all().map(describeUser);
  return [...new Map([...recipients, ...known].map((user) => [user.userId, user])).values()];
}
