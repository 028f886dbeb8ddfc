/** State of the phone page in unit tests: what has come from an emulator, without one. */
import { reduce, type PhoneAction } from '../../src/emulator/phone/model/reduce.js';
import { initialState, type PhoneState } from '../../src/emulator/phone/model/state.js';
import type { PhoneChange, ReceivedView, SentView } from '../../src/emulator/phone-views.js';

export const ada = { userId: 'US.1', waId: '16505551234', name: 'Ada' };
export const shop = { phoneNumberId: '106540352242922', displayPhoneNumber: '+1 555 0100', name: 'Shop' };
const chat = { userId: ada.userId, phoneNumberId: shop.phoneNumberId };

const snapshot: Extract<PhoneChange, { type: 'snapshot' }> = {
  type: 'snapshot',
  users: [ada],
  numbers: [shop],
  sent: [],
  received: [],
  windows: [],
  deliveries: [],
  failedSends: [],
  faults: [],
  templates: [],
  behavior: {},
  time: { nowMs: 1_000_000 },
  hasTemporalSide: false,
};

/** What a page is told when it comes back, with these messages of the business. */
export function snapshotWith(...sent: PhoneChange[]): PhoneChange {
  const messages = sent.flatMap((change) => (change.type === 'sent' ? [change.message] : []));
  return { ...snapshot, sent: messages };
}

/** The state after everything has come once, and then these changes and actions. */
export function played(...steps: (PhoneChange | { act: PhoneAction })[]): PhoneState {
  const actions = [snapshot, ...steps].map((step): PhoneAction =>
    'act' in step ? step.act : { type: 'server', change: step, localMs: 1_000_000 },
  );
  return actions.reduce(reduce, initialState);
}

export function sentText(id: string, body: string, more: Partial<SentView> = {}): PhoneChange {
  return sentMessage(id, { type: 'text', body: { type: 'text', text: { body } }, ...more });
}

export function sentMessage(id: string, more: Partial<SentView>): PhoneChange {
  const atMs = Number(id.replace(/\D/g, ''));
  const message = { id, ...chat, type: 'text', body: {}, atMs, isShown: true, statuses: [], ...more };
  return { type: 'sent', message };
}

export function wrote(id: string, message: Record<string, unknown>, more: Partial<ReceivedView> = {}): PhoneChange {
  return { type: 'received', message: { id, ...chat, message, atMs: Number(id.replace(/\D/g, '')), ...more } };
}

export function wroteText(id: string, body: string, more: Partial<ReceivedView> = {}): PhoneChange {
  return wrote(id, { type: 'text', text: { body } }, more);
}
