/**
 * The workflows themselves. A worker has one workflow bundle, so an application re-exports them beside its own:
 * `export * from 'temporal-whatsapp/workflows'`.
 *
 * @module
 */
export { conversationWorkflow, type ConversationWorkflowInput } from './conversation/conversation-workflow.js';
export { askUserWorkflow, startDialogueWorkflow } from './dialogues/ask-user.js';
export { deadLetterWorkflow } from './dead-letter/dead-letter-workflow.js';
export { graphRequestWorkflow } from './graph-request/graph-request-workflow.js';
export { inboundMediaWorkflow } from './inbound-media/inbound-media-workflow.js';
export { registerPhoneNumberWorkflow } from './registration/register-phone-number-workflow.js';
export { sendMessageWorkflow } from './send/send-message-workflow.js';
export { uploadAndSendAllWorkflow } from './send/upload-and-send-all-workflow.js';
export { uploadAndSendWorkflow } from './send/upload-and-send-workflow.js';
export { uploadedMediaWorkflow } from './uploaded-media/uploaded-media-workflow.js';
