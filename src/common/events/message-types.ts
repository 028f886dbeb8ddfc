/** Tells messages apart by type, and gives their content its type. */
import type {
  MessageContents,
  WhatsAppEchoEvent,
  WhatsAppEvent,
  WhatsAppHistoryEvent,
  WhatsAppMessageEvent,
  WireMessageOf,
} from './types.js';

/** Every documented type of message. */
export type MessageType = keyof MessageContents;

/** A type, and the content under its name. */
interface Typed<Type extends MessageType> {
  /** The type of the message. */
  type: Type;
  /** Meta's object. */
  raw: WireMessageOf<Type>;
}

/** A message from a user whose content has a type: `event.raw.text?.body`. */
export type MessageOfType<Type extends MessageType> = WhatsAppMessageEvent & Typed<Type>;
/** A message that the business sent from its phone app, whose content has a type. */
export type EchoOfType<Type extends MessageType> = WhatsAppEchoEvent & Typed<Type>;
/** A message of the time before the number was connected, whose content has a type. */
export type HistoryOfType<Type extends MessageType> = WhatsAppHistoryEvent & Typed<Type>;

/**
 * Whether an event is a message from a user of this type. Messages that the business sent from its phone app and
 * messages of the history are none. Only the type's name is checked, so read the content with `?.`.
 *
 * @example if (isMessageOfType(event, 'text')) return event.raw.text?.body;
 */
export function isMessageOfType<Type extends MessageType>(
  event: WhatsAppEvent,
  type: Type,
): event is MessageOfType<Type> {
  return event.kind === 'message' && event.type === type;
}

/**
 * Whether an event is a message of this type that the business sent from its phone app. See {@link isMessageOfType}.
 */
export function isEchoOfType<Type extends MessageType>(event: WhatsAppEvent, type: Type): event is EchoOfType<Type> {
  return event.kind === 'echo' && event.type === type;
}

/** Whether an event is a message of this type from before the number was connected. See {@link isMessageOfType}. */
export function isHistoryOfType<Type extends MessageType>(
  event: WhatsAppEvent,
  type: Type,
): event is HistoryOfType<Type> {
  return event.kind === 'history' && event.type === type;
}
