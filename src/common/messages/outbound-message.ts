/** The content of a message: everything that does not depend on who gets it. */
import type { z } from 'zod';
import { lazy } from '../schema/lazy.js';
import { byType } from '../schema/by-type.js';
import { contactsMessageSchema } from './contacts.js';
import { interactiveMessageSchema } from './interactive/index.js';
import { locationMessageSchema } from './location.js';
import {
  audioMessageSchema,
  documentMessageSchema,
  imageMessageSchema,
  stickerMessageSchema,
  videoMessageSchema,
} from './media.js';
import { pinMessageSchema, reactionMessageSchema } from './reaction.js';
import { templateMessageSchema } from './template.js';
import { textMessageSchema } from './text.js';

const kinds = {
  text: textMessageSchema,
  image: imageMessageSchema,
  video: videoMessageSchema,
  audio: audioMessageSchema,
  document: documentMessageSchema,
  sticker: stickerMessageSchema,
  location: locationMessageSchema,
  contacts: contactsMessageSchema,
  reaction: reactionMessageSchema,
  interactive: interactiveMessageSchema,
  template: templateMessageSchema,
  pin: pinMessageSchema,
};

/** The types of message that can be sent. */
export const messageTypes = Object.keys(kinds) as (keyof typeof kinds)[];

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** Meta would take the member that `type` names and drop the others without a word. */
function refuseOtherKinds(message: { type: string; [member: string]: unknown }, context: z.core.$RefinementCtx): void {
  for (const other of messageTypes) {
    if (other === message.type || !isSet(message[other])) continue;
    const text = `must not be set in a message of type "${message.type}": a message has one kind of content`;
    context.addIssue({ code: 'custom', message: text, path: [other], input: message[other] });
  }
}

/** Content, beside which other members may stand. */
export const contentSchema = lazy(() =>
  byType(kinds, {
    what: 'a message',
    defaultType: (message) => (isSet(message['text']) ? 'text' : undefined),
  }).superRefine(refuseOtherKinds),
);

/** Where the members that say who gets a message belong instead, in our inputs. */
const envelopeMembers = {
  messaging_product: 'it is added',
  to: 'it belongs beside the message',
  recipient: 'it belongs beside the message',
  recipient_type: 'set "recipientType" beside the message',
  context: 'it belongs beside the message',
  biz_opaque_callback_data: 'set "bizOpaqueCallbackData" beside the message',
  recipient_identity_key_hash: 'set "recipientIdentityKeyHash" beside the message',
};

/**
 * The content of a message in Meta's wire shape, without the recipient: `{ type: 'text', text: { body: 'hi' } }`. Members that
 * are not known pass through unchanged; a type that is not known is a problem. Without `type` a message with `text` is a text.
 */
export const outboundMessageSchema: z.ZodType<OutboundMessage, OutboundMessage> = lazy(() =>
  contentSchema.superRefine((message: Record<string, unknown>, context) => {
    for (const [member, advice] of Object.entries(envelopeMembers)) {
      if (!isSet(message[member])) continue;
      const text = `must not be part of the message: ${advice}`;
      context.addIssue({ code: 'custom', message: text, path: [member], input: message[member] });
    }
  }),
);

/** The content of a message in Meta's wire shape. Narrow it by `type`. */
export type OutboundMessage = z.input<typeof contentSchema>;
