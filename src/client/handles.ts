/** What the client's methods take and give. */
import type { SearchAttributePair, TypedSearchAttributes } from '@temporalio/common';
import type { NewVerificationCodeOptions } from '../common/inputs/index.js';
import type { SendOutcome } from '../common/sending/send-outcome.js';
import type { RegistrationResult, RegistrationState, SendState, VerificationAttempt } from '../workflows/states.js';

/** How to start one workflow. */
export interface StartOptions {
  /**
   * The id of the workflow, and for a send of the standalone activity, too.
   *
   * @default derived from the send key or the phone number id, else a random one
   */
  workflowId?: string;
  /**
   * What Temporal UI shows beside the name, in one line of at most 200 bytes: it is cut there. Whoever sees the
   * namespace sees it.
   *
   * @default what is done, without recipient and content
   */
  summary?: string;
  /** What lists of workflows show, by name. It costs nothing. @default none */
  memo?: Record<string, unknown>;
  /**
   * Search attributes of yours, which the namespace has to have. They cost nothing at the start. Never encoded, so
   * nothing that is secret. @default none
   */
  searchAttributes?: SearchAttributePair[] | TypedSearchAttributes;
}

/** A started workflow: its result, and its state while it runs. */
export interface WhatsAppHandle<Result, State> {
  /** The workflow id. */
  id: string;
  /** Waits for the end. @throws WorkflowFailedError with our failure as its cause: see `whatsAppFailure()` */
  result(): Promise<Result>;
  /** Asks the workflow for its state, also after its end while the server retains it. */
  state(): Promise<State>;
}

/** A started send: which way the message went, and what became of it. */
export interface SendHandle {
  /** The key of this send: the caller's, or a random one. */
  sendKey: string;
  /** Whether the activity was started on its own, or a workflow around it. */
  via: 'activity' | 'workflow';
  /** The id of the workflow or of the standalone activity. */
  id: string;
  /**
   * Waits for the outcome. Refused and unknown are results.
   *
   * @throws WorkflowFailedError with our failure as its cause, where the input asked for a failure: see
   * `sendMessageWorkflow`
   */
  result(): Promise<SendOutcome>;
  /** Asks for the state of the send. */
  state(): Promise<SendState>;
}

/** How to send one message. */
export interface SendMessageOptions extends StartOptions {
  /** The way of the send. @default the activity when it does all that is asked for, which a memo is not */
  via?: 'activity' | 'workflow';
}

/** A registration that was started. */
export interface RegistrationHandle extends WhatsAppHandle<RegistrationResult, RegistrationState> {
  /**
   * Hands over the code that the number received; resolves when Meta has judged it.
   *
   * @throws InvalidInputError when it is not six digits; WorkflowUpdateFailedError when no code is waited for.
   */
  submitVerificationCode(code: string): Promise<VerificationAttempt>;
  /** Has Meta send another code, by another method if wanted. */
  requestNewVerificationCode(how?: NewVerificationCodeOptions): Promise<{ codesRequested: number }>;
}
