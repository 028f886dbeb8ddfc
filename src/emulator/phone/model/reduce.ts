/** How the state of the page changes: one function, by what comes from the emulator and by what the person does. */
import type { DeliveryView, PhoneChange, SnapshotView } from '../../phone-views.js';
import type { Dialog } from './dialog.js';
import { recordedSteps } from './recording/recording.js';
import {
  chatKey,
  initialState,
  type Notice,
  type Pane,
  type PhoneState,
  type TemporalAnswer,
  type Tool,
} from './state.js';

/** How many of each the page keeps; the oldest go first. */
const kept = { messages: 3_000, deliveries: 300, failedSends: 300, steps: 500 };

export type PhoneAction =
  /** @param localMs the time of this machine */
  | { type: 'server'; change: PhoneChange; localMs: number }
  | { type: 'connection'; connection: PhoneState['connection'] }
  | { type: 'user'; userId: string }
  | { type: 'chat'; phoneNumberId: string }
  | { type: 'pane'; pane: Pane }
  | { type: 'tool'; tool: Tool }
  | { type: 'dialog'; dialog?: Dialog }
  | { type: 'menu'; messageId?: string }
  | { type: 'reply'; messageId?: string }
  | { type: 'edit'; messageId?: string }
  | { type: 'seen'; key: string; atMs: number }
  | { type: 'temporal'; key: string; answer: TemporalAnswer }
  | { type: 'notice'; notice?: Notice }
  | { type: 'record'; isRecording: boolean };

export function reduce(state: PhoneState, action: PhoneAction): PhoneState {
  switch (action.type) {
    case 'server':
      return reduceChange(state, action.change, action.localMs);
    case 'connection':
      return { ...state, connection: action.connection };
    case 'user':
      return { ...withoutDraft(state), userId: action.userId, phoneNumberId: undefined, pane: 'chats' };
    case 'chat':
      return { ...withoutDraft(state), phoneNumberId: action.phoneNumberId, pane: 'chat' };
    case 'tool':
      return { ...state, tool: action.tool, pane: 'tools' };
    case 'pane':
      return { ...state, pane: action.pane };
    case 'seen':
      return { ...state, seenMs: { ...state.seenMs, [action.key]: action.atMs } };
    case 'temporal':
      return { ...state, temporal: { ...state.temporal, [action.key]: action.answer } };
    case 'record':
      return { ...state, isRecording: action.isRecording, steps: action.isRecording ? [] : state.steps };
    default:
      return reducePopup(state, action);
  }
}

type PopupAction = Extract<PhoneAction, { type: 'dialog' | 'menu' | 'reply' | 'edit' | 'notice' }>;

function reducePopup(state: PhoneState, action: PopupAction): PhoneState {
  switch (action.type) {
    case 'dialog':
      return { ...state, dialog: action.dialog, menuFor: undefined };
    case 'menu':
      return { ...state, menuFor: action.messageId };
    case 'reply':
      return { ...withoutDraft(state), replyTo: action.messageId };
    case 'edit':
      return { ...withoutDraft(state), editing: action.messageId };
    case 'notice':
      return { ...state, notice: action.notice };
  }
}

function withoutDraft(state: PhoneState): PhoneState {
  return { ...state, dialog: undefined, menuFor: undefined, replyTo: undefined, editing: undefined };
}

function reduceChange(state: PhoneState, change: PhoneChange, localMs: number): PhoneState {
  const changed = applyChange(state, change, localMs);
  if (!state.isRecording) return changed;
  return { ...changed, steps: [...state.steps, ...recordedSteps(state, change)].slice(-kept.steps) };
}

function applyChange(state: PhoneState, change: PhoneChange, localMs: number): PhoneState {
  switch (change.type) {
    case 'snapshot':
      return withFirstUser(fromSnapshot(state, change, localMs));
    case 'user':
      return withFirstUser({ ...state, users: { ...state.users, [change.user.userId]: change.user } });
    case 'number':
      return { ...state, numbers: { ...state.numbers, [change.number.phoneNumberId]: change.number } };
    case 'sent':
      return { ...state, sent: withMessage(state.sent, change.message) };
    case 'received':
      return { ...state, received: withMessage(state.received, change.message) };
    case 'window':
      return { ...state, windows: { ...state.windows, ...windowEntry(change.window) } };
    case 'delivery':
      return { ...state, deliveries: withDelivery(state.deliveries, change.delivery) };
    case 'failed-send':
      return { ...state, failedSends: [...state.failedSends, change.failedSend].slice(-kept.failedSends) };
    case 'time':
      return { ...state, aheadMs: change.time.nowMs - localMs, whyReal: change.time.whyReal };
    case 'faults':
      return { ...state, faults: change.faults };
    case 'templates':
      return { ...state, templates: change.templates };
    case 'behavior':
      return { ...state, behavior: change.behavior };
  }
}

/** What the person has chosen stays, as far as it is still there. */
function fromSnapshot(state: PhoneState, snapshot: SnapshotView, localMs: number): PhoneState {
  const { time, deliveries, failedSends, faults, templates, behavior, hasTemporalSide } = snapshot;
  const { connection, pane, tool, seenMs, isRecording, steps, notice } = state;
  const users = Object.fromEntries(snapshot.users.map((user) => [user.userId, user]));
  const numbers = Object.fromEntries(snapshot.numbers.map((number) => [number.phoneNumberId, number]));
  const sent = Object.fromEntries(snapshot.sent.map((message) => [message.id, message]));
  const received = Object.fromEntries(snapshot.received.map((message) => [message.id, message]));
  return {
    ...initialState,
    ...openPopups(state, (messageId) => messageId in sent || messageId in received),
    connection,
    pane,
    tool,
    seenMs,
    isRecording,
    steps,
    notice,
    users,
    numbers,
    deliveries,
    failedSends,
    faults,
    templates,
    behavior,
    hasTemporalSide,
    isLoaded: true,
    sent,
    received,
    windows: Object.assign({}, ...snapshot.windows.map(windowEntry)) as PhoneState['windows'],
    aheadMs: time.nowMs - localMs,
    whyReal: time.whyReal,
    userId: state.userId !== undefined && state.userId in users ? state.userId : undefined,
    phoneNumberId:
      state.phoneNumberId !== undefined && state.phoneNumberId in numbers ? state.phoneNumberId : undefined,
  };
}

/** A form that is being filled in outlives a lost connection, unless the message that it answers is gone. */
function openPopups(state: PhoneState, isThere: (messageId: string) => boolean): Partial<PhoneState> {
  const { dialog, menuFor, replyTo, editing } = state;
  const ofDialog = dialog && 'messageId' in dialog ? dialog.messageId : undefined;
  const ifThere = (messageId: string | undefined): string | undefined =>
    messageId !== undefined && isThere(messageId) ? messageId : undefined;
  return {
    dialog: ofDialog === undefined || isThere(ofDialog) ? dialog : undefined,
    menuFor: ifThere(menuFor),
    replyTo: ifThere(replyTo),
    editing: ifThere(editing),
  };
}

/** Somebody's phone is shown as soon as there is one. */
function withFirstUser(state: PhoneState): PhoneState {
  if (state.userId !== undefined) return state;
  return { ...state, userId: Object.values(state.users).find(({ isGroup }) => !isGroup)?.userId };
}

function windowEntry({ userId, phoneNumberId, openUntilMs }: SnapshotView['windows'][number]): PhoneState['windows'] {
  return { [chatKey(userId, phoneNumberId)]: openUntilMs };
}

function withMessage<Message extends { id: string }>(
  messages: Readonly<Record<string, Message>>,
  message: Message,
): Readonly<Record<string, Message>> {
  const all = { ...messages, [message.id]: message };
  const ids = Object.keys(all);
  if (ids.length <= kept.messages) return all;
  return Object.fromEntries(Object.entries(all).slice(ids.length - kept.messages));
}

function withDelivery(deliveries: readonly DeliveryView[], delivery: DeliveryView): readonly DeliveryView[] {
  const at = deliveries.findLastIndex(({ id }) => id === delivery.id);
  if (at === -1) return [...deliveries, delivery].slice(-kept.deliveries);
  return deliveries.with(at, delivery);
}
