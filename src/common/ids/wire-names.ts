/**
 * The names that workflows, activities, signals, queries and updates have on the wire: a contract with callers in every
 * language. This file loads nothing, above all not @temporalio/workflow.
 */

/** The names under which workflows are started. */
export const workflowNames = {
  sendMessage: 'sendMessageWorkflow',
  uploadAndSend: 'uploadAndSendWorkflow',
  registerPhoneNumber: 'registerPhoneNumberWorkflow',
  graphRequest: 'graphRequestWorkflow',
  conversation: 'conversationWorkflow',
  deadLetter: 'deadLetterWorkflow',
} as const;

/** The names of the activities. `callGraph` is what `graphRequest` was called in 0.1. */
export const activityNames = [
  'sendWhatsAppMessage',
  'markWhatsAppMessageRead',
  'uploadWhatsAppMedia',
  'getWhatsAppMedia',
  'downloadWhatsAppMedia',
  'deleteWhatsAppMedia',
  'requestWhatsAppVerificationCode',
  'verifyWhatsAppCode',
  'registerWhatsAppPhoneNumber',
  'deregisterWhatsAppPhoneNumber',
  'getWhatsAppPhoneNumber',
  'graphRequest',
  'callGraph',
] as const;

/** The name of an activity. */
export type ActivityName = (typeof activityNames)[number];

/** The signals of the receiver. */
export const signalNames = { whatsAppEvents: 'whatsAppEvents', deadLetterPart: 'deadLetterPart' } as const;

/** The query and the updates of a dead letter. */
export const deadLetterCalls = {
  state: 'deadLetterState',
  claim: 'claimDeadLetter',
  reportRedrive: 'reportRedrive',
  discard: 'discardDeadLetter',
} as const;
