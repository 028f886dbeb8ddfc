/** Shapes of Meta's ids and of our workflow ids. No template string builds a workflow id anywhere else. */
import { z } from 'zod';
import { lazy } from './lazy.js';

/**
 * A phone number id: decimal digits, as Meta shows it beside the number (it is not the phone number).
 *
 * @see "Get phone number id" https://developers.facebook.com/docs/whatsapp/business-management-api/manage-phone-numbers (read 2026-11)
 */
export const phoneNumberIdSchema = lazy(() =>
  z
    .string()
    .regex(
      /^\d{5,20}$/,
      'must be a phone number id: 5 to 20 digits, without "+" (the id from the app dashboard, not the phone number)',
    ),
);

/** An id of a message at Meta. Opaque; every one seen so far starts with `wamid.`. */
export const messageIdSchema = lazy(() => z.string().min(1, 'must be a message id such as "wamid.…"').max(512));

/** An id of a media object: what upload answers and webhooks carry. No slash, so that it cannot change the path of a request. */
export const mediaIdSchema = lazy(() =>
  z.string().regex(/^[\w.:-]{1,256}$/, 'must be a media id: letters, digits and "_", without "/"'),
);

/** What Meta's ids are made of. Anything else would make a workflow id that Temporal refuses, at each redelivery again. */
const usableId = /^[\x21-\x7e]{1,200}$/;

/** Whether an id of a number or a user, or a key made of one, can be part of a workflow id. */
export function isUsableId(id: unknown): id is string {
  return typeof id === 'string' && usableId.test(id);
}

/**
 * The workflow id of the conversation between a business number and a user.
 *
 * @param userKey The user's id that the receiver prefers (business-scoped user id, wa_id, phone, parent's id), or its HMAC where
 * the receiver has an id key.
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

/** The workflow id of a number's registration: one at a time for a number. */
export function registrationWorkflowId(phoneNumberId: string): string {
  return `whatsapp-registration:${phoneNumberId}`;
}
