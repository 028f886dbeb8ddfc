/** Tells messages apart by type, and gives their content its type. */
import type {
  WhatsAppEchoEvent,
  WhatsAppHistoryEvent,
  MessageContents,
  WhatsAppMessageEvent,
  WhatsAppEvent,
  WireMessageOf,
} from './types.js';

/** Every documented type of message. */
export type MessageType = keyof MessageContents;

type OfType<
  Event extends WhatsAppMessageEvent | WhatsAppEchoEvent | WhatsAppHistoryEvent,
  Type extends MessageType,
> = Event & {
  type: Type;
  raw: WireMessageOf<Type>;
};

/** A message of a user whose content has a type: `event.raw.text?.body`. */
export type MessageOfType<Type extends MessageType> = OfType<WhatsAppMessageEvent, Type>;
export type EchoOfType<Type extends MessageType> = OfType<WhatsAppEchoEvent, Type>;
export type HistoryOfType<Type extends MessageType> = OfType<WhatsAppHistoryEvent, Type>;

/**
 * Whether an event is a message from a user of this type; not one that the business sent from its phone app, and none of the
 * history. Checks the type's name only: read the content with `?.`.
 */
export function isMessageOfType<Type extends MessageType>(
  event: WhatsAppEvent,
  type: Type,
): event is MessageOfType<Type> {
  return event.kind === 'message' && event.type === type;
}

/** The same for a message that the business sent from its phone app. */
export function isEchoOfType<Type extends MessageType>(event: WhatsAppEvent, type: Type): event is EchoOfType<Type> {
  return event.kind === 'echo' && event.type === type;
}

/** The same for a message of the time before the number was connected. */
export function isHistoryOfType<Type extends MessageType>(
  event: WhatsAppEvent,
  type: Type,
): event is HistoryOfType<Type> {
  return event.kind === 'history' && event.type === type;
}
