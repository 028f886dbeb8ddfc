/**
 * What the phone page is told, as plain JSON. The page reads these types, too, so this file imports nothing: it is
 * compiled with the types of a browser and with those of Node.
 */

/** Somebody who has WhatsApp, or a group. */
export interface UserView {
  /** Business-scoped user id, or the id of a group. */
  userId: string;
  /** Absent for a group, and for a user who is known by business-scoped user id only. */
  waId?: string;
  name: string;
  isGroup?: true;
}

/** A business number. */
export interface NumberView {
  phoneNumberId: string;
  displayPhoneNumber: string;
  name: string;
}

interface StatusView {
  status: string;
  atMs: number;
  errors?: unknown[];
}

/** A message of a business. */
export interface SentView {
  id: string;
  phoneNumberId: string;
  userId: string;
  type: string;
  /** The parameters of the request, without what Meta hands back with statuses. */
  body: Record<string, unknown>;
  /** The workflow that wants its statuses; absent where nobody does. */
  workflowId?: string;
  sendKey?: string;
  atMs: number;
  isShown: boolean;
  statuses: StatusView[];
}

/** A message of a user. */
export interface ReceivedView {
  id: string;
  phoneNumberId: string;
  userId: string;
  /** The message object of the webhook. */
  message: Record<string, unknown>;
  atMs: number;
  readAtMs?: number;
  typingAtMs?: number;
}

/** The service window between a number and a user. */
interface WindowView {
  phoneNumberId: string;
  userId: string;
  /** Null for a window that is closed. */
  openUntilMs: number | null;
}

export interface AttemptView {
  atMs: number;
  durationMs: number;
  status?: number;
  answer?: string;
  error?: string;
}

/** A webhook and what became of it. */
export interface DeliveryView {
  id: number;
  url: string;
  copyOf?: number;
  state: 'delivering' | 'retrying' | 'accepted' | 'stopped';
  /** The posted JSON, up to 20,000 characters of it. */
  body: string;
  attempts: AttemptView[];
  nextAttemptAtMs?: number;
}

/** A send that was refused, or that got no answer. */
export interface FailedSendView {
  id: number;
  phoneNumberId: string;
  userId?: string;
  atMs: number;
  /** Kind of the message that was to be sent. */
  type: string;
  /** HTTP status of the answer; absent when there was none. */
  status?: number;
  /** Meta's error code. */
  code?: number;
  /** Whether a scripted fault did it. */
  isFault: boolean;
}

/** A scripted fault that waits for requests, or has hit some. */
export interface FaultView {
  id: number;
  hits: number;
  /** How many requests it hits; null: all. */
  times: number | null;
  fault: Record<string, unknown>;
}

/** A template's definition, as far as a phone shows it. */
export interface TemplateView {
  name: string;
  language: string;
  components: Record<string, unknown>[];
}

/** The emulator's clock. */
export interface TimeView {
  nowMs: number;
  /** Why time cannot be skipped; absent when it can. */
  whyReal?: string;
}

/** Everything at one moment. */
export interface SnapshotView {
  users: UserView[];
  numbers: NumberView[];
  sent: SentView[];
  received: ReceivedView[];
  windows: WindowView[];
  deliveries: DeliveryView[];
  failedSends: FailedSendView[];
  faults: FaultView[];
  templates: TemplateView[];
  behavior: Record<string, unknown>;
  time: TimeView;
  /** Whether somebody can be asked what Temporal does. */
  hasTemporalSide: boolean;
}

/** One change. Each carries the whole of what has changed, so that a repeated one does no harm. */
export type PhoneChange =
  | ({ type: 'snapshot' } & SnapshotView)
  | { type: 'user'; user: UserView }
  | { type: 'number'; number: NumberView }
  | { type: 'sent'; message: SentView }
  | { type: 'received'; message: ReceivedView }
  | { type: 'window'; window: WindowView }
  | { type: 'delivery'; delivery: DeliveryView }
  | { type: 'failed-send'; failedSend: FailedSendView }
  | { type: 'faults'; faults: FaultView[] }
  | { type: 'templates'; templates: TemplateView[] }
  | { type: 'behavior'; behavior: Record<string, unknown> }
  | { type: 'time'; time: TimeView; passedMs?: number };

/** What Temporal does for one conversation. */
export interface TemporalConversationView {
  /** Id of the conversation's workflow. */
  workflowId: string;
  /** Name of the workflow: that of the conversation. */
  workflowType: string;
  /** Address in Temporal UI; absent where there is none. */
  link?: string;
  /** `RUNNING`, `COMPLETED`, … */
  status: string;
  /** Who answers the user: `bot`, `human`, `meta-agent`, or a name of the application's own. */
  owner: string;
  /** The end of the owner's lease, in Unix milliseconds; absent for the bot. */
  ownerUntilMs?: number;
  /** What the one who handed over wrote. */
  ownerNote?: string;
  /** The dialogue that is under way. */
  dialogue?: string;
  /** The end of its wait for the user; absent while it works, and where it waits for a first message. */
  waitsUntilMs?: number;
  /** What it waits for: the answer to its question, or whatever the user says next. @default 'answer' */
  waitsFor?: 'answer' | 'next-turn';
  /** Activities that have been scheduled and have not ended. */
  activities: TemporalActivityView[];
  /** What else there is to say, each a whole sentence. */
  notes: string[];
  /** What the run has cost: one dialogue is one run. */
  cost: TemporalCostView;
  /** Why the conversation does not answer. */
  problem?: string;
}

/** An activity that has been scheduled and has not ended. */
export interface TemporalActivityView {
  /** Name of the activity. */
  name: string;
  /** Its summary in plain words; absent without one. */
  summary?: string;
  /** Number of the attempt, from 1 on. */
  attempt: number;
  /** Why the attempt before it failed. */
  lastFailure?: string;
  /** Time of the next attempt, in Unix milliseconds. */
  nextAttemptAtMs?: number;
}

/** What the dialogue that is under way has cost, or the latest one. */
export interface TemporalCostView {
  /** Actions that Temporal Cloud would bill, of this run. */
  actions: number;
  /** How many of each kind. */
  actionsByKind: Record<string, number>;
  /** Events in the history of the run. */
  historyEvents: number;
  /** Size of the history, in bytes. */
  historyBytes: number;
  /** Messages that the conversation has sent, over all dialogues and runs. */
  messagesSent?: number;
  /** Time at which the run began, in Unix milliseconds. */
  sinceMs?: number;
}
