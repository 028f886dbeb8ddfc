/** Every signal, query and update of the library's workflows, and the names they have on the wire. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { WhatsAppEvent } from '../common/events/types.js';
import type { NewVerificationCodeOptions } from '../common/inputs/index.js';
import type {
  ConversationState,
  GraphRequestState,
  RegistrationState,
  SendState,
  UploadAndSendState,
  VerificationAttempt,
} from './states.js';

/**
 * The one signal of the receiver: all events of one webhook POST for one workflow, in Meta's order. One signal with a union
 * keeps their order; two signal names would not.
 */
export const whatsAppEventsSignal = defineSignal<[WhatsAppEvent[]]>('whatsAppEvents');

export const sendStateQuery = defineQuery<SendState>('sendState');
export const uploadAndSendStateQuery = defineQuery<UploadAndSendState>('uploadAndSendState');
export const registrationStateQuery = defineQuery<RegistrationState>('registrationState');
export const graphRequestStateQuery = defineQuery<GraphRequestState>('graphRequestState');
export const conversationStateQuery = defineQuery<ConversationState>('conversationState');

/** Submits the code that the number received. Refused at once when it is not six digits or nothing waits for a code. */
export const submitVerificationCodeUpdate = defineUpdate<VerificationAttempt, [string]>('submitVerificationCode');

/** Has Meta send another code, by another method if wanted. */
export const requestNewVerificationCodeUpdate = defineUpdate<{ codesRequested: number }, [NewVerificationCodeOptions]>(
  'requestNewVerificationCode',
);

/** The names under which workflows are started: a contract with callers in every language. */
export const workflowNames = {
  sendMessage: 'sendMessageWorkflow',
  uploadAndSend: 'uploadAndSendWorkflow',
  registerPhoneNumber: 'registerPhoneNumberWorkflow',
  graphRequest: 'graphRequestWorkflow',
  conversation: 'conversationWorkflow',
} as const;
