/**
 * The content of a message: everything that does not depend on who gets it. A new kind has a file of its own, and a row
 * in the union and the table of this one.
 */
import type { z } from 'zod';
import { byType } from '../schema/by-type.js';
import { refine } from '../schema/json-schema.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';
import { contactsMessageSchema, type ContactsMessage } from './contacts.js';
import { interactiveMessageSchema, type InteractiveMessage } from './interactive/interactive-message.js';
import { locationMessageSchema, type LocationMessage } from './location.js';
import {
  audioMessageSchema,
  documentMessageSchema,
  imageMessageSchema,
  stickerMessageSchema,
  videoMessageSchema,
  type AudioMessage,
  type DocumentMessage,
  type ImageMessage,
  type StickerMessage,
  type VideoMessage,
} from './media.js';
import { pinMessageSchema, type PinMessage } from './pin.js';
import { refuseSeveralLines } from './single-line.js';
import { reactionMessageSchema, type ReactionMessage } from './reaction.js';
import { templateMessageSchema, type TemplateMessage } from './template.js';
import { textMessageSchema, type TextMessage } from './text.js';

/**
 * The content of a message in Meta's wire shape. Narrow it by `type`. A member that is null says the same as one that
 * is absent. For members that no interface lists, see {@link WithUnlistedMembers}.
 */
export type OutboundMessage =
  | TextMessage
  | ImageMessage
  | VideoMessage
  | AudioMessage
  | DocumentMessage
  | StickerMessage
  | LocationMessage
  | ContactsMessage
  | ReactionMessage
  | InteractiveMessage
  | TemplateMessage
  | PinMessage;

/**
 * A message that may have members which this version does not list, at any depth. They reach Meta as they are.
 *
 * @example
 * import type { ImageMessage, WithUnlistedMembers } from 'temporal-whatsapp/messages';
 *
 * const cat: WithUnlistedMembers<ImageMessage> = { type: 'image', image: { id: '1', alt_text: 'A cat' } };
 */
export type WithUnlistedMembers<Message> = Message extends readonly (infer Item)[]
  ? readonly WithUnlistedMembers<Item>[]
  : Message extends object
    ? { [Name in keyof Message]: WithUnlistedMembers<Message[Name]> } & { [member: string]: unknown }
    : Message;

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
export const messageTypes: readonly OutboundMessage['type'][] = Object.keys(kinds) as OutboundMessage['type'][];

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** Meta would take the member that `type` names and drop the others without a word. */
function refuseOtherKinds(message: OutboundMessage, context: z.core.$RefinementCtx): void {
  for (const other of messageTypes) {
    const content: unknown = Reflect.get(message, other);
    if (other === message.type || !isSet(content)) continue;
    const text = `must not be set in a message of type "${message.type}": a message has one kind of content`;
    context.addIssue({ code: 'custom', message: text, path: [other], input: content });
  }
}

/** The schema of the content, beside which other members may stand. */
export const contentSchema = schemaFor<OutboundMessage>()(
  lazy(() =>
    refine(
      byType(kinds, {
        what: 'a message',
        defaultType: (message) => (isSet(message['text']) ? 'text' : undefined),
      }),
      refuseOtherKinds,
    ),
  ),
);

/** The places where the members that say who gets a message belong instead, in our inputs. */
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
 * The schema of a message that may be in the history of a workflow. It takes a text of several lines in a template,
 * which the activity refuses.
 */
export const recordedMessageSchema = schemaFor<OutboundMessage>()(
  lazy(() =>
    refine(contentSchema, (message, context) => {
      for (const [member, advice] of Object.entries(envelopeMembers)) {
        const value: unknown = Reflect.get(message, member);
        if (!isSet(value)) continue;
        const text = `must not be part of the message: ${advice}`;
        context.addIssue({ code: 'custom', message: text, path: [member], input: value });
      }
    }),
  ),
);

/**
 * The schema of an {@link OutboundMessage}. Members that are not listed pass through unchanged; a type that is not
 * listed is a problem. A message without `type` that has `text` is a text.
 *
 * @example outboundMessageSchema.parse(JSON.parse('{ "type": "text", "text": { "body": "Hello" } }'))
 */
export const outboundMessageSchema = schemaFor<OutboundMessage>()(
  lazy(() => refine(recordedMessageSchema, refuseSeveralLines)),
);
