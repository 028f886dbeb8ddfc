/** What a dialogue has of its conversation: the user's words, questions, messages, and a memory. */
import type { UserIdentity } from '../../common/events/types.js';
import type { DurationInput, SendHandling } from '../../common/inputs/index.js';
import type { OutboundMessage } from '../../common/messages/outbound-message.js';
import type { TemplateMessage } from '../../common/messages/template.js';
import type { TextMessage } from '../../common/messages/text.js';
import type { SentMessage } from '../send/sent-message.js';
import type { AnswerTo, NoAnswer } from '../questions/answer.js';
import type { MessageCategory } from '../../common/sending/message-category.js';
import type { ConversationLease, ConversationOwner } from '../states.js';
import type { Question } from '../questions/question.js';
import type { RequestedReminder } from '../questions/requests.js';
import type { ServiceWindow } from './memory/service-window.js';
import type { TranscriptEntry } from '../states.js';
import type { Turn } from '../questions/turn.js';

/** A template, or the name of one in `templates` of the conversation. */
export type TemplateReference = TemplateMessage | string;

/** How a dialogue sends. */
export interface ChatSendOptions extends Pick<
  SendHandling,
  'deadline' | 'priority' | 'settleUnknownFor' | 'onUnknown'
> {
  /** What is sent instead when the user has not written for 24 hours. @default `templates.ifWindowClosed` */
  ifWindowClosed?: TemplateReference | undefined;
  /**
   * What the message is for. It decides whether the message is held back from a user who opted out.
   *
   * @default 'utility' for templates, 'service' for all other messages
   */
  category?: MessageCategory | undefined;
  /** The id of the message that is quoted. @default no quote */
  replyTo?: string | undefined;
}

/** The check of a schema library: zod 4, valibot and arktype have it. It has to be synchronous. */
export interface TextSchema<Value> {
  /** The interface of Standard Schema, version 1. */
  readonly '~standard': {
    /** Checks a value. */
    readonly validate: (value: unknown) => TextSchemaResult<Value> | Promise<TextSchemaResult<Value>>;
  };
}

/** What a schema says of a value. */
export interface TextSchemaResult<Value> {
  /** The value, when it is right. */
  readonly value?: Value;
  /** What is wrong with it. */
  readonly issues?: readonly unknown[] | undefined;
}

/** What makes a value of a text: a schema, or a function that returns undefined for "no answer". */
export type Parse<Value> = TextSchema<Value> | ((text: string) => Value | undefined);

/** How a question waits for its answer. */
export interface AskOptions<Value = string> {
  /** How long the answer is waited for. More than a day needs `ifWindowClosed`. @default '1 day' */
  timeout?: DurationInput | undefined;
  /** Messages that are sent while the question waits. @default none */
  remind?: readonly RequestedReminder[] | undefined;
  /** What is said when the user writes what is no answer. @default the question again */
  otherwise?: OutboundMessage | undefined;
  /** How often the user may write what is no answer: 1 to 20 times. @default 3 */
  tries?: number | undefined;
  /** What a written answer has to be. @default any text that is not empty */
  parse?: Parse<Value> | undefined;
  /**
   * The template that goes out when the user has not written for 24 hours. The question follows when the user writes.
   *
   * @default `templates.ifWindowClosed`; without any, the answer is `{ kind: 'none', why: 'window' }`
   */
  ifWindowClosed?: TemplateReference | undefined;
  /**
   * Who may answer in a group: the participant whose message `chat.turn` is, or whoever writes first. What others write
   * waits for a later turn. Where nobody's message began the dialogue, anyone may answer.
   *
   * @default 'asked'
   */
  answeredBy?: 'asked' | 'anyone' | undefined;
  /** The category of the question: see {@link ChatSendOptions}. */
  category?: MessageCategory | undefined;
  /** The label of the button that opens the list, when buttons are too many: at most 20 characters. @default '☰' */
  listButton?: string | undefined;
  /** The title of the row that leads to the next page of a list: at most 24 characters. @default '…' */
  nextPage?: string | undefined;
}

/** How long a turn is waited for. */
export interface NextTurnOptions {
  /** How long to wait. @default '1 day' */
  timeout?: DurationInput | undefined;
}

/** How a conversation is given away. */
export interface HandOverOptions {
  /** How long the other one has it. Afterwards the bot answers again. @default '1 day' */
  for?: DurationInput | undefined;
  /** A sentence for the one who takes over, of at most 1,000 characters. */
  note?: string | undefined;
}

/** Which part of the transcript is wanted. */
export interface TranscriptOptions {
  /** How many of the latest messages, at most. @default 100, which is all that are kept */
  last?: number | undefined;
}

/**
 * One user or one group at one number, as a dialogue sees them. A dialogue is plain code that awaits: everything in it
 * survives crashes and deploys.
 *
 * Once a dialogue has ended (by a command, by `end()`, or because somebody took the conversation over), each call
 * throws. Nothing that it still wants to send leaves.
 */
export interface Chat<State = unknown> {
  /** The business number. */
  readonly phoneNumberId: string;
  /** The id of the group, when the conversation is one of a group. Everything goes to the group then. */
  readonly groupId: string | undefined;
  /** What is known of the user. In a group that is the participant who wrote `turn`, or nobody. */
  readonly user: UserIdentity;
  /** What the user has said last: what began the dialogue, or answered its latest question. */
  readonly turn: Turn;
  /** What the conversation remembers: plain JSON of at most 256 KB. Change it, or set it anew. */
  state: State;
  /** The 24 hours in which anything may be sent. In a group they begin anew with a message of any participant. */
  readonly window: ServiceWindow;
  /** Who has the conversation, when it is not the bot. */
  readonly lease: ConversationLease | undefined;
  /** How many messages this conversation has sent. Meta charges for each. */
  readonly messageCount: number;
  /**
   * Whether the history of this run has become long: 2,000 signals, 4 MiB, or what the server suggests. A dialogue that
   * goes on should end soon. The server ends a workflow at 51,200 events or 50 MB, and what follows begins with an
   * almost empty history.
   *
   * @see "Events and Event History" https://docs.temporal.io/workflow-execution/event (read 2026-11)
   */
  readonly continueAsNewSuggested: boolean;

  /**
   * Asks the user, and waits. The question decides the type of the answer.
   *
   * A tap, a written label, key or number of an option is a choice, in whatever case and with or without accents.
   * Commands work meanwhile, in a group those of all participants.
   *
   * A group takes no interactive messages: ask it with a text or a template.
   *
   * @throws ApplicationFailure `WhatsApp.InvalidInput`; the refusal of the question, when Meta refuses it
   */
  ask<Asked extends Question, Value = string>(
    question: Asked,
    options?: AskOptions<Value>,
  ): Promise<AnswerTo<Asked, Value> | NoAnswer>;

  /**
   * Sends a message. Several texts become one message, as Meta charges for each.
   *
   * @returns the message with its outcome. A refusal is a result, also when the user opted out
   * (`WhatsApp.MarketingWithheld`) or the window is closed (`WhatsApp.ServiceWindowClosed`).
   */
  send(message: OutboundMessage | readonly TextMessage[], options?: ChatSendOptions): Promise<SentMessage>;

  /** Waits for what the user says next, in a group any participant. @returns undefined when nothing came in time */
  nextTurn(options?: NextTurnOptions): Promise<Turn | undefined>;

  /**
   * Shows "typing…" while `work` runs, and marks what the user wrote as read. An action each 20 seconds. In a group,
   * where Meta has neither, only `work` runs.
   */
  typing<Result>(work: () => Promise<Result>): Promise<Result>;

  /** Reacts to the user's latest message. An empty text takes the reaction back. */
  react(emoji: string): Promise<SentMessage>;

  /** Marks what the user wrote as read. @throws ApplicationFailure `WhatsApp.InvalidInput` in a group */
  markRead(): Promise<void>;

  /**
   * Gives the conversation to somebody else. The dialogue may say nothing more. Meta does not hear of it: to pass the
   * thread to Meta's own agent as well, call `controlThread()` before.
   */
  handOver(to: ConversationOwner, options?: HandOverOptions): void;

  /** What was said, oldest first, in the form that language models take. */
  transcript(options?: TranscriptOptions): TranscriptEntry[];

  /** Runs another dialogue of the conversation inside of this one. */
  run(dialogue: string, input?: unknown): Promise<unknown>;

  /** Ends the dialogue. */
  end(): never;

  /** Begins the dialogue anew, with what began it. */
  restart(): never;
}
