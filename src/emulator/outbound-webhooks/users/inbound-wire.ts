/** Turns what a user wrote into the message object of a webhook. */
import { mediaKinds } from '../../../common/limits.js';
import {
  isWireForm,
  senderKeys,
  type InboundFile,
  type InboundShortForm,
  type ParsedInboundMessage,
} from './inbound-content.js';

/** Keeps a user's file as media, and returns what the webhook says of it. */
export type StoreInboundFile = (file: InboundFile) => Promise<Record<string, unknown>>;

/** `type` and the member of that name. */
export async function wireContentOf(
  message: ParsedInboundMessage,
  store: StoreInboundFile,
): Promise<Record<string, unknown>> {
  if (isWireForm(message))
    return Object.fromEntries(Object.entries(message).filter(([key]) => !senderKeys.includes(key)));
  for (const kind of mediaKinds) {
    const file = message[kind];
    if (file) return { type: kind, [kind]: { ...(await store(file)), ...captionsOf(file) } };
  }
  return plainContentOf(message);
}

function captionsOf({ caption, filename, voice, animated }: InboundFile): Record<string, unknown> {
  return withoutUndefined({ caption, filename, voice, animated });
}

function plainContentOf(message: InboundShortForm): Record<string, unknown> {
  const { text, reaction, location, contacts, order, templateButton } = message;
  if (text !== undefined) return { type: 'text', text: { body: text } };
  if (reaction) {
    return { type: 'reaction', reaction: withoutUndefined({ message_id: reaction.messageId, emoji: reaction.emoji }) };
  }
  if (location) return { type: 'location', location: withoutUndefined(location) };
  if (contacts) return { type: 'contacts', contacts };
  if (order) return { type: 'order', order };
  if (templateButton) {
    return {
      type: 'button',
      button: { payload: templateButton.payload ?? templateButton.text, text: templateButton.text },
    };
  }
  return { type: 'interactive', interactive: interactiveReplyOf(message) };
}

function interactiveReplyOf({ buttonReply, listReply, flowReply }: InboundShortForm): Record<string, unknown> {
  if (buttonReply) return { type: 'button_reply', button_reply: buttonReply };
  if (listReply) return { type: 'list_reply', list_reply: withoutUndefined(listReply) };
  const { response = {}, body = 'Sent' } = flowReply ?? {};
  return { type: 'nfm_reply', nfm_reply: { name: 'flow', body, response_json: JSON.stringify(response) } };
}

function withoutUndefined(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
