/** Turns what a user wrote into the message object of a webhook. */
import { mediaKinds } from '../../../common/limits.js';
import { defined } from '../../../common/schema/defined.js';
import {
  isWireForm,
  senderKeys,
  type ParsedInboundFile,
  type ParsedInboundMessage,
  type ParsedShortForm,
} from './inbound-content.js';

/** Keeps a user's file as media, and returns what the webhook says of it. */
export type StoreInboundFile = (file: ParsedInboundFile) => Promise<Record<string, unknown>>;

/** `type` and the member of that name. */
export async function wireContent(
  message: ParsedInboundMessage,
  store: StoreInboundFile,
): Promise<Record<string, unknown>> {
  if (isWireForm(message))
    return Object.fromEntries(Object.entries(message).filter(([key]) => !senderKeys.includes(key)));
  for (const kind of mediaKinds) {
    const file = message[kind];
    if (!file) continue;
    const { caption, filename, voice, animated } = file;
    return { type: kind, [kind]: { ...(await store(file)), ...defined({ caption, filename, voice, animated }) } };
  }
  return plainContent(message);
}

function plainContent(message: ParsedShortForm): Record<string, unknown> {
  const { text, reaction, location, contacts, order, templateButton: button } = message;
  if (text !== undefined) return { type: 'text', text: { body: text } };
  if (reaction) {
    return { type: 'reaction', reaction: defined({ message_id: reaction.messageId, emoji: reaction.emoji }) };
  }
  if (location) return { type: 'location', location: defined(location) };
  if (contacts) return { type: 'contacts', contacts };
  if (order) return { type: 'order', order };
  if (button) return { type: 'button', button: { payload: button.payload ?? button.text, text: button.text } };
  return { type: 'interactive', interactive: interactiveReply(message) };
}

function interactiveReply({ buttonReply, listReply, flowReply }: ParsedShortForm): Record<string, unknown> {
  if (buttonReply) return { type: 'button_reply', button_reply: buttonReply };
  if (listReply) return { type: 'list_reply', list_reply: defined(listReply) };
  const { response = {}, body = 'Sent' } = flowReply ?? {};
  return { type: 'nfm_reply', nfm_reply: { name: 'flow', body, response_json: JSON.stringify(response) } };
}
