/**
 * The names that workflows, signals, queries and updates have on the wire, for those who call them: a contract with callers in
 * every language. Loads nothing, above all not @temporalio/workflow.
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

/** The signals of the receiver. */
export const signalNames = { whatsAppEvents: 'whatsAppEvents', deadLetterPart: 'deadLetterPart' } as const;

/** What is asked of a dead letter, and what it is told. */
export const deadLetterCalls = {
  state: 'deadLetterState',
  claim: 'claimDeadLetter',
  reportRedrive: 'reportRedrive',
  discard: 'discardDeadLetter',
} as const;
