/**
 * Messages as a user or the business' phone app sends them.
 *
 * @see "messages webhook" https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages (read 2026-11)
 */
import type { MessageContents } from './message-contents.js';
import type { NumberOrText, WireError, WireObject } from './values.js';

/** What every type of message has; the content stands under the name of its type. */
export interface WireMessage extends WireObject {
  /** The wamid. */
  id?: string;
  /** Phone number; absent for users with a user name. */
  from?: NumberOrText;
  from_user_id?: string;
  from_parent_user_id?: string;
  group_id?: string;
  /** Unix seconds. */
  timestamp?: NumberOrText;
  type?: string;
  context?: WireMessageContext;
  referral?: WireReferral;
  errors?: WireError[];
}

/** The message that this one answers, or how it came here. */
export interface WireMessageContext extends WireObject {
  id?: string;
  from?: NumberOrText;
  forwarded?: boolean;
  frequently_forwarded?: boolean;
  referred_product?: WireReferredProduct;
}

export interface WireReferredProduct extends WireObject {
  catalog_id?: string;
  product_retailer_id?: string;
}

/** The advertisement from which the user came. */
export interface WireReferral extends WireObject {
  source_url?: string;
  source_id?: string;
  /** `ad` or `post` */
  source_type?: string;
  headline?: string;
  body?: string;
  media_type?: string;
  image_url?: string;
  video_url?: string;
  thumbnail_url?: string;
  ctwa_clid?: string;
  welcome_message?: WireWelcomeMessage;
}

export interface WireWelcomeMessage extends WireObject {
  text?: string;
}

/** A message from the phone app: `from` is the business, `to` the user. */
export interface WireEcho extends WireMessage {
  to?: NumberOrText;
  to_user_id?: string;
  to_parent_user_id?: string;
}

/** A message of the time before the number was connected, in either direction. */
export interface WireHistoryMessage extends WireEcho {
  history_context?: WireHistoryContext;
}

export interface WireHistoryContext extends WireObject {
  status?: string;
  from_me?: boolean;
}

/** Where a history chunk stands in the whole. */
export interface WireHistoryChunk extends WireObject {
  /** 0: the last day, 1: the last 90 days, 2: the last 180 days. */
  phase?: NumberOrText;
  chunk_order?: NumberOrText;
  /** Percent. */
  progress?: NumberOrText;
}

/** A message whose content has a type. */
export type WireMessageOf<Type extends keyof MessageContents> = { [Key in Type]?: MessageContents[Key] };
