/** Everything that the page shows, as one value. */
import type {
  DeliveryView,
  FailedSendView,
  FaultView,
  NumberView,
  ReceivedView,
  SentView,
  TemplateView,
  TemporalConversationView,
  UserView,
} from '../../phone-views.js';
import type { Dialog } from './dialog.js';
import type { RecordedStep } from './recorded-step.js';

/** The panes of a narrow screen, which shows one at a time. */
export type Pane = 'chats' | 'chat' | 'tools';

export const tools = ['temporal', 'time', 'faults', 'webhooks', 'record'] as const;

/** What is shown beside the chat. */
export type Tool = (typeof tools)[number];

/** What is known of Temporal's side of a chat. */
export interface TemporalAnswer {
  /** Null when there is no conversation. */
  conversation?: TemporalConversationView | null;
  /** Why it could not be asked. */
  problem?: string;
}

export interface Notice {
  text: string;
  isProblem: boolean;
}

export interface PhoneState {
  connection: 'connecting' | 'live' | 'lost';
  /** Whether everything has come once. */
  isLoaded: boolean;
  users: Readonly<Record<string, UserView>>;
  numbers: Readonly<Record<string, NumberView>>;
  sent: Readonly<Record<string, SentView>>;
  received: Readonly<Record<string, ReceivedView>>;
  /** The end of each window that was opened, by chat; null for one that was closed. */
  windows: Readonly<Record<string, number | null>>;
  /** Newest last. */
  deliveries: readonly DeliveryView[];
  failedSends: readonly FailedSendView[];
  faults: readonly FaultView[];
  templates: readonly TemplateView[];
  behavior: Readonly<Record<string, unknown>>;
  /** How far the emulator's clock is ahead of the one of this machine, in milliseconds. */
  aheadMs: number;
  /** Why time cannot be skipped; absent when it can. */
  whyReal?: string | undefined;
  hasTemporalSide: boolean;
  /** What is known of Temporal, by chat. */
  temporal: Readonly<Record<string, TemporalAnswer>>;

  /** Whose phone is shown. */
  userId?: string | undefined;
  /** The number whose chat is open. */
  phoneNumberId?: string | undefined;
  pane: Pane;
  tool: Tool;
  dialog?: Dialog | undefined;
  /** The message whose menu is open. */
  menuFor?: string | undefined;
  /** The message that the next text quotes. */
  replyTo?: string | undefined;
  /** The message that the next text replaces. */
  editing?: string | undefined;
  /** The latest message that was seen in each chat, by its time. */
  seenMs: Readonly<Record<string, number>>;
  notice?: Notice | undefined;
  isRecording: boolean;
  steps: readonly RecordedStep[];
}

export const initialState: PhoneState = {
  connection: 'connecting',
  isLoaded: false,
  users: {},
  numbers: {},
  sent: {},
  received: {},
  windows: {},
  deliveries: [],
  failedSends: [],
  faults: [],
  templates: [],
  behavior: {},
  aheadMs: 0,
  hasTemporalSide: false,
  temporal: {},
  pane: 'chats',
  tool: 'temporal',
  seenMs: {},
  isRecording: false,
  steps: [],
};

/** The key of the chat between a user and a number. */
export function chatKey(userId: string, phoneNumberId: string): string {
  return `${phoneNumberId}/${userId}`;
}
