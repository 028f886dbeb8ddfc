/** Our workflow ids, which nothing else builds. This file loads nothing, so that the receiver's import is quick. */

/**
 * A phone number id: 5 to 20 decimal digits. The receiver and the inputs of all workflows and activities check by it,
 * so that none of them lets through what another one refuses.
 *
 * Zod gets a copy of a pattern: it writes to a regular expression, and Temporal freezes those of preloaded modules.
 */
export const phoneNumberIdPattern = /^\d{5,20}$/;

/** Whether it is a phone number id: text of 5 to 20 decimal digits. */
export function isPhoneNumberId(id: unknown): id is string {
  return typeof id === 'string' && phoneNumberIdPattern.test(id);
}

/**
 * The characters of Meta's ids of users and groups, and of keys made of them. Others would make a workflow id that
 * Temporal refuses, at each redelivery again. The router and the input of a conversation check by it.
 */
export const usableIdPattern = /^[\x21-\x7e]{1,200}$/;

/**
 * Whether an id of a user or a group, or a key made of one, can be part of a workflow id. It says what the pattern
 * says: a test compares them. The loop takes half the pattern's time, for two ids of each message.
 */
export function isUsableId(id: unknown): id is string {
  if (typeof id !== 'string' || id.length < 1 || id.length > 200) return false;
  for (let at = 0; at < id.length; at += 1) {
    const code = id.charCodeAt(at);
    if (code < 0x21 || code > 0x7e) return false;
  }
  return true;
}

/**
 * The workflow id of the conversation between a business number and a user, or a group.
 *
 * @param userKey The user's id that the receiver prefers (business-scoped user id, wa_id, phone, parent's id), or its
 * HMAC where the receiver has an id key. In a group it is `group:` and the group's id, or the HMAC of that one.
 */
export function conversationWorkflowId(phoneNumberId: string, userKey: string): string {
  return `whatsapp-conversation:${phoneNumberId}:${userKey}`;
}

/** The workflow id of a dead letter. @param contentHash of the item, so that the same one is kept once */
export function deadLetterWorkflowId(contentHash: string): string {
  return `whatsapp-dead-letter:${contentHash}`;
}

/** The workflow id of a send with a caller's own key: the same key can start only one workflow. */
export function sendWorkflowId(phoneNumberId: string, sendKey: string): string {
  return `whatsapp-send:${phoneNumberId}:${sendKey}`;
}

/** The workflow id of files for many recipients, with a caller's own key: the same key can start only one workflow. */
export function sendAllWorkflowId(phoneNumberId: string, sendKey: string): string {
  return `whatsapp-send-all:${phoneNumberId}:${sendKey}`;
}

/** The workflow id of a raw request. @param name of the request; the client takes a random one */
export function graphRequestWorkflowId(name: string): string {
  return `whatsapp-graph:${name}`;
}

/** The workflow id of a number's registration: one at a time for a number. */
export function registrationWorkflowId(phoneNumberId: string): string {
  return `whatsapp-registration:${phoneNumberId}`;
}

/**
 * The workflow id of an uploaded file: one for the same bytes that Meta is told alike.
 *
 * @param sha256 of the bytes @param toldHash of the type and the name that Meta is told
 */
export function uploadedMediaWorkflowId(phoneNumberId: string, sha256: string, toldHash: string): string {
  return `whatsapp-media:${phoneNumberId}:${sha256}:${toldHash}`;
}

/**
 * The workflow id of a file that a user has sent: one for the same workflows that are told of it.
 *
 * @param toldHash of the message's id, the media id and the ids of the workflows
 */
export function inboundMediaWorkflowId(phoneNumberId: string, mediaId: string, toldHash: string): string {
  return `whatsapp-inbound-media:${phoneNumberId}:${isUsableId(mediaId) ? mediaId : 'unusual'}:${toldHash}`;
}
