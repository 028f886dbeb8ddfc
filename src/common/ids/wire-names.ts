/**
 * The names that workflows, activities, signals, queries and updates have on the wire: a contract with callers in every
 * language. This file loads nothing, above all not `@temporalio/workflow`.
 */

const startedNames = {
  sendMessage: 'sendMessageWorkflow',
  uploadAndSend: 'uploadAndSendWorkflow',
  uploadAndSendAll: 'uploadAndSendAllWorkflow',
  registerPhoneNumber: 'registerPhoneNumberWorkflow',
  graphRequest: 'graphRequestWorkflow',
  conversation: 'conversationWorkflow',
  deadLetter: 'deadLetterWorkflow',
  askUser: 'askUserWorkflow',
  startDialogue: 'startDialogueWorkflow',
  uploadedMedia: 'uploadedMediaWorkflow',
  inboundMedia: 'inboundMediaWorkflow',
} as const;

/** The names under which workflows are started. */
export interface WorkflowNames extends StartedNames {}
type StartedNames = typeof startedNames;

/** The names under which workflows are started. */
export const workflowNames: WorkflowNames = startedNames;

/** The signals of the receiver. */
export const signalNames = { whatsAppEvents: 'whatsAppEvents', deadLetterPart: 'deadLetterPart' } as const;

/** The query and the updates of a dead letter. */
export const deadLetterCalls = {
  state: 'deadLetterState',
  claim: 'claimDeadLetter',
  reportRedrive: 'reportRedrive',
  discard: 'discardDeadLetter',
} as const;

/** The query, the update and the signal of an uploaded file. */
export const uploadedMediaCalls = {
  state: 'uploadedMediaState',
  claim: 'claimUpload',
  report: 'reportUpload',
} as const;
