/**
 * The workflows themselves. A worker has one workflow bundle, so an application re-exports them beside its own:
 * `export * from 'temporal-whatsapp/workflows'`.
 *
 * @module
 */
export { conversationWorkflow, type ConversationWorkflowInput } from './conversation.js';
export { deadLetterWorkflow } from './dead-letter.js';
export { graphRequestWorkflow } from './graph-request.js';
export { registerPhoneNumberWorkflow } from './register-phone-number.js';
export { sendMessageWorkflow } from './send-message.js';
export { uploadAndSendWorkflow } from './upload-and-send.js';
