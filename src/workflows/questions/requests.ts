/** What other workflows want of a conversation: to ask its user, or to start a dialogue. */
import type { DurationInput } from '../../common/inputs/index.js';
import type { OutboundMessage } from '../../common/messages/outbound-message.js';
import type { TemplateMessage } from '../../common/messages/template.js';
import type { WhatsAppFailureDetails } from '../../common/failures.js';
import type { Answer } from './answer.js';
import type { MessageCategory } from './message-category.js';
import type { Question } from './question.js';

/** How another workflow's question waits. It crosses from workflow to workflow, so that it is plain JSON. */
export interface RequestedAskOptions {
  timeout?: DurationInput | undefined;
  remind?: readonly { after: DurationInput; with: OutboundMessage }[] | undefined;
  otherwise?: OutboundMessage | undefined;
  tries?: number | undefined;
  ifWindowClosed?: TemplateMessage | string | undefined;
  category?: MessageCategory | undefined;
  listButton?: string | undefined;
  nextPage?: string | undefined;
}

/** An address of a user: a phone number, or a business-scoped user id. */
export interface Address {
  to?: string;
  recipient?: string;
}

/** The workflow that gets the answer. */
export interface ReplyAddress {
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
export interface RequestFailure {
  type: string;
  message: string;
  details?: WhatsAppFailureDetails;
}
