/** What other workflows want of a conversation: to ask its user, or to start a dialogue. */
import type { DurationInput } from '../../common/inputs/index.js';
import type { OutboundMessage } from '../../common/messages/outbound-message.js';
import type { TemplateMessage } from '../../common/messages/template.js';
import type { WhatsAppFailureDetails } from '../../common/failures.js';
import type { Answer } from './answer.js';
import type { MessageCategory } from '../../common/sending/message-category.js';
import type { Question } from './question.js';

/** A message that is sent while a question waits. */
export interface RequestedReminder {
  /** How long after the question. */
  after: DurationInput;
  /** The message. Where the window is closed then, `ifWindowClosed` of the question goes out instead. */
  with: OutboundMessage;
}

/** How another workflow's question waits. It crosses from workflow to workflow, so that it is plain JSON. */
export interface RequestedAskOptions {
  /** How long the answer is waited for. More than a day needs `ifWindowClosed`. @default '1 day' */
  timeout?: DurationInput | undefined;
  /** Messages that are sent while the question waits. @default none */
  remind?: readonly RequestedReminder[] | undefined;
  /** What is said when the user writes what is no answer. @default the question again */
  otherwise?: OutboundMessage | undefined;
  /** How often the user may write what is no answer: 1 to 20 times. @default 3 */
  tries?: number | undefined;
  /**
   * The template that goes out when the user has not written for 24 hours, or its name in the conversation. The
   * question follows when the user writes.
   *
   * @default `templates.ifWindowClosed` of the conversation
   */
  ifWindowClosed?: TemplateMessage | string | undefined;
  /** What the question is for: it decides whether it is held back from a user who opted out. @default by its type */
  category?: MessageCategory | undefined;
  /** The label of the button that opens the list, when buttons are too many: at most 20 characters. @default '☰' */
  listButton?: string | undefined;
  /** The title of the row that leads to the next page of a list: at most 24 characters. @default '…' */
  nextPage?: string | undefined;
}

/** An address of a user (a phone number, or a business-scoped user id) or of a group. */
export interface Address {
  to?: string;
  recipient?: string;
  /** What `to` names. @default 'individual' */
  recipientType?: 'group';
}

/** The id of the group that an address names. @returns undefined for the address of a user */
export function addressedGroup(address: Address | undefined): string | undefined {
  return address?.recipientType === 'group' ? address.to : undefined;
}

/** The workflow that gets the answer. */
interface ReplyAddress {
  workflowId: string;
}

interface RequestBase {
  /** The id of the request: one that was taken before changes nothing. */
  id: string;
  /** Who gets the reply. @default nobody */
  replyTo?: ReplyAddress;
  /** How the user can be reached. */
  address?: Address;
}

/** Asks the user. */
export interface AskRequest extends RequestBase {
  kind: 'ask';
  question: Question;
  options?: RequestedAskOptions;
}

/** Starts a dialogue by its name. */
export interface StartRequest extends RequestBase {
  kind: 'start';
  dialogue: string;
  input?: unknown;
}

/** Takes a request back. */
export interface CancelRequest {
  kind: 'cancel';
  id: string;
}

export type ConversationRequest = AskRequest | StartRequest;

/** What became of a request. */
export interface ConversationReply {
  /** The id of the request. */
  id: string;
  /** The answer to a question. */
  answer?: Answer;
  /** What a dialogue returned. */
  result?: unknown;
  /** What went wrong. */
  failure?: RequestFailure;
}

/** A failure as plain JSON. */
interface RequestFailure {
  type: string;
  message: string;
  details?: WhatsAppFailureDetails;
}
