/** What the client's methods take and give. */
import type { NewVerificationCodeOptions } from '../common/inputs/index.js';
import type { SendOutcome } from '../common/send-outcome.js';
import type { RegistrationResult, RegistrationState, SendState, VerificationAttempt } from '../workflows/states.js';

/** How to start one workflow. */
export interface StartOptions {
  /** Of the workflow; for a send, of the standalone activity, too. @default derived from the send key or the phone number id, else a random one */
  workflowId?: string;
}

/** A started workflow: its result, and its state while it runs. */
export interface WhatsAppHandle<Result, State> {
  id: string;
  /** @throws WorkflowFailedError, with our failure as its cause: see `whatsAppFailure()`. */
  result(): Promise<Result>;
  state(): Promise<State>;
}

/** Which way a message went, and what became of it. */
export interface SendHandle {
  sendKey: string;
  via: 'activity' | 'workflow';
  /** The id of the workflow or of the standalone activity. */
  id: string;
  /** @throws WorkflowFailedError, with our failure as its cause, where the input asked for a failure: see `sendMessageWorkflow`. */
  result(): Promise<SendOutcome>;
  state(): Promise<SendState>;
}

export interface SendMessageOptions extends StartOptions {
  /** @default the activity when it does all that the input asks for */
  via?: 'activity' | 'workflow';
}

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
