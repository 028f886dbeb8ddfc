/** Messages as a user or the business' phone app sends them. */
import type { MessageContents } from './message-contents.js';
import type { NumberOrText, WireError, WireObject } from './values.js';

/**
 * What every type of message has. The content stands under the name of the type.
 *
 * @see "messages webhook"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages (read 2026-11)
 */
export interface WireMessage extends WireObject {
  /** Id of the message (the wamid). */
  id?: string;
  /** Phone number of the sender. Users with a user name have none. */
  from?: NumberOrText;
  /** Business-scoped user id of the sender. */
  from_user_id?: string;
  /** Parent business-scoped user id of the sender. */
  from_parent_user_id?: string;
  /** Id of the group. Messages in groups have it. */
  group_id?: string;
  /** Unix seconds. */
  timestamp?: NumberOrText;
  /** The type of the message. */
  type?: string;
  /** The message that this one answers, or how it came here. */
  context?: WireMessageContext;
  /** The advertisement from which the user came. */
  referral?: WireReferral;
  /** What Meta could not deliver, and why. */
  errors?: WireError[];
}

/** The message that another one answers, or how that one came here. */
export interface WireMessageContext extends WireObject {
  /** Id of the message that is answered. */
  id?: string;
  /** Phone number of the one who sent the message that is answered. */
  from?: NumberOrText;
  /** Whether the message was forwarded. */
  forwarded?: boolean;
  /** Whether the message was forwarded many times. */
  frequently_forwarded?: boolean;
  /** The product that the message asks about. */
  referred_product?: WireReferredProduct;
}

/** The product that a message asks about. */
export interface WireReferredProduct extends WireObject {
  /** Id of the catalog. */
  catalog_id?: string;
  /** The product's id in the catalog. */
  product_retailer_id?: string;
}

/** The advertisement from which the user came. */
export interface WireReferral extends WireObject {
  /** URL of the advertisement. */
  source_url?: string;
  /** Id of the advertisement. */
  source_id?: string;
  /** `ad` or `post` */
  source_type?: string;
  /** Headline of the advertisement. */
  headline?: string;
  /** Text of the advertisement. */
  body?: string;
  /** `image` or `video` */
  media_type?: string;
  /** URL of the image. */
  image_url?: string;
  /** URL of the video. */
  video_url?: string;
  /** URL of the video's preview. */
  thumbnail_url?: string;
  /** Meta's id of the click. */
  ctwa_clid?: string;
  /** The greeting that the user saw. */
  welcome_message?: WireWelcomeMessage;
}

/** The greeting that a user saw who came from an advertisement. */
export interface WireWelcomeMessage extends WireObject {
  /** The text. */
  text?: string;
}

/** A message from the phone app, or from Meta's agent: `from` is the business, `to` the user. */
export interface WireEcho extends WireMessage {
  /** Phone number of the user, or id of the group. */
  to?: NumberOrText;
  /** `group` when `to` is a group. */
  recipient_type?: string;
  /** Business-scoped user id of the user. */
  to_user_id?: string;
  /** Parent business-scoped user id of the user. */
  to_parent_user_id?: string;
  /** The message with its type and recipient, under `standby`: what Meta's own agent sent. */
  message?: WireObject;
}

/** A message of the time before the number was connected, in either direction. */
export interface WireHistoryMessage extends WireEcho {
  /** What became of the message, and who wrote it. */
  history_context?: WireHistoryContext;
}

/** What became of an old message, and who wrote it. */
export interface WireHistoryContext extends WireObject {
  /** The last status of the message. */
  status?: string;
  /** Whether the business wrote the message. */
  from_me?: boolean;
}

/** The place of a history chunk in the whole. */
export interface WireHistoryChunk extends WireObject {
  /** 0: the last day, 1: the last 90 days, 2: the last 180 days. */
  phase?: NumberOrText;
  /** The chunk's number in its phase. */
  chunk_order?: NumberOrText;
  /** How much of the history has come, in percent. */
  progress?: NumberOrText;
}

/** A message whose content has a type. */
export type WireMessageOf<Type extends keyof MessageContents> = { [Key in Type]?: MessageContents[Key] };
