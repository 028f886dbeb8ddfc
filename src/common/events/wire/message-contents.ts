/** Contents of messages, which stand in a message under the name of its type. */
import type { NumberOrText, WireObject } from './values.js';

/**
 * Every documented type of message, and the type of its content.
 *
 * @see "messages webhook"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages (read 2026-11)
 */
export interface MessageContents {
  /** A text. */
  text: WireText;
  /** An image. */
  image: WireMedia;
  /** A video. */
  video: WireMedia;
  /** A sound file. */
  audio: WireMedia;
  /** A voice message. */
  voice: WireMedia;
  /** A document. */
  document: WireMedia;
  /** A sticker. */
  sticker: WireMedia;
  /** A place. */
  location: WireLocation;
  /** Contact cards. */
  contacts: WireSharedContact[];
  /** A reaction to a message. */
  reaction: WireReaction;
  /** A tap on a quick reply of a template. */
  button: WireButton;
  /** A tap on a part of an interactive message. */
  interactive: WireInteractive;
  /** An order from a catalog. */
  order: WireOrder;
  /** A change of the user's number, id or identity. */
  system: WireSystem;
  /** The change of an earlier message. */
  edit: WireEdit;
  /** The deletion of an earlier message. */
  revoke: WireRevoke;
  /** A message that the API does not pass on. */
  unsupported: WireUnsupported;
  /** The first opening of the chat. */
  request_welcome: WireObject;
}

/** A text. */
export interface WireText extends WireObject {
  /** The text. */
  body?: string;
}

/** A file. */
export interface WireMedia extends WireObject {
  /** Id of the media object at Meta. The file is fetched by this id. */
  id?: string;
  /** MIME type of the file. */
  mime_type?: string;
  /** SHA-256 of the file in Base64. */
  sha256?: string;
  /** Short-lived URL of the file, which needs the access token. */
  url?: string;
  /** Text below the file. */
  caption?: string;
  /** Name of the file. Documents have it. */
  filename?: string;
  /** Whether the sound was recorded in the chat. Audio has it. */
  voice?: boolean;
  /** Whether the sticker moves. Stickers have it. */
  animated?: boolean;
}

/** A place. */
export interface WireLocation extends WireObject {
  /** Latitude in degrees. */
  latitude?: NumberOrText;
  /** Longitude in degrees. */
  longitude?: NumberOrText;
  /** Name of the place. */
  name?: string;
  /** Address of the place. */
  address?: string;
  /** Website of the place. */
  url?: string;
}

/** A contact card. */
export interface WireSharedContact extends WireObject {
  /** The contact's name. */
  name?: WireSharedName;
  /** Phone numbers. */
  phones?: WireSharedPhone[];
  /** Email addresses. */
  emails?: WireSharedEmail[];
  /** Postal addresses. */
  addresses?: WireObject[];
  /** Websites. */
  urls?: WireSharedUrl[];
  /** The company that the contact works for. */
  org?: WireSharedOrganization;
  /** Birthday. */
  birthday?: string;
  /** The card as vCard. */
  vcard?: string;
  /** `contact_request` or `other` */
  origin?: string;
}

/** Name of a contact. */
export interface WireSharedName extends WireObject {
  /** The whole name. */
  formatted_name?: string;
  /** First name. */
  first_name?: string;
  /** Last name. */
  last_name?: string;
}

/** Phone number of a contact. */
export interface WireSharedPhone extends WireObject {
  /** The number, as the card has it. */
  phone?: string;
  /** WhatsApp id of the contact. */
  wa_id?: string;
  /** Business-scoped user id of the contact. */
  user_id?: string;
  /** What the number is for. */
  type?: string;
}

/** Email address of a contact. */
export interface WireSharedEmail extends WireObject {
  /** The email address. */
  email?: string;
  /** What the address is for. */
  type?: string;
}

/** Website of a contact. */
export interface WireSharedUrl extends WireObject {
  /** The website. */
  url?: string;
  /** What the website is for. */
  type?: string;
}

/** Company that a contact works for. */
export interface WireSharedOrganization extends WireObject {
  /** Name of the company. */
  company?: string;
  /** Name of the department. */
  department?: string;
  /** Job title. */
  title?: string;
}

/** A reaction to a message. */
export interface WireReaction extends WireObject {
  /** Id of the message reacted to. */
  message_id?: string;
  /** The emoji. An absent or empty one takes the reaction back. */
  emoji?: string;
}

/** A tap on a quick reply of a template. */
export interface WireButton extends WireObject {
  /** The button's payload. */
  payload?: string;
  /** The button's label. */
  text?: string;
}

/** A tap on a part of an interactive message. */
export interface WireInteractive extends WireObject {
  /** `button_reply`, `list_reply`, `nfm_reply` or `call_permission_reply` */
  type?: string;
  /** The reply button that was tapped. */
  button_reply?: WireReply;
  /** The row that was chosen. */
  list_reply?: WireReply;
  /** The answer of a flow or of an address message. */
  nfm_reply?: WireFormReply;
  /** The answer of a call permission request. */
  call_permission_reply?: WireCallPermissionReply;
}

/** A button or a row that was chosen. */
export interface WireReply extends WireObject {
  /** The id that the message gave it. */
  id?: string;
  /** The title. */
  title?: string;
  /** The text below the title of a row. */
  description?: string;
}

/** The answer of a flow or of an address message. */
export interface WireFormReply extends WireObject {
  /** The kind of form: `flow` or `address_message`. */
  name?: string;
  /** The answer in words. */
  body?: string;
  /** JSON in a string, says the documentation. Lists, null and broken JSON have been seen. */
  response_json?: unknown;
}

/** The answer of a call permission request. */
export interface WireCallPermissionReply extends WireObject {
  /** `accept` or `reject` */
  response?: string;
  /** Whether the permission has no end. */
  is_permanent?: boolean;
  /** End of the permission, in Unix seconds. */
  expiration_timestamp?: NumberOrText;
  /** `user_action` or `automatic` */
  response_source?: string;
}

/** An order from a catalog. */
export interface WireOrder extends WireObject {
  /** Id of the catalog. */
  catalog_id?: string;
  /** The user's text beside the order. */
  text?: string;
  /** What was ordered. */
  product_items?: WireOrderItem[];
}

/** One product of an order. */
export interface WireOrderItem extends WireObject {
  /** The product's id in the catalog. */
  product_retailer_id?: string;
  /** How many of it. */
  quantity?: NumberOrText;
  /** Price of one. */
  item_price?: NumberOrText;
  /** ISO 4217 code of the currency. */
  currency?: string;
}

/** A change of the user's number, id or identity. It comes without contacts. */
export interface WireSystem extends WireObject {
  /** `user_changed_number`, `user_changed_user_id` or `customer_identity_changed` */
  type?: string;
  /** The change in words. */
  body?: string;
  /** The new WhatsApp id. */
  wa_id?: string;
  /** The new business-scoped user id. */
  user_id?: string;
  /** The new parent business-scoped user id. */
  parent_user_id?: string;
  /** The business-scoped user id before. */
  previous_user_id?: string;
  /** The parent business-scoped user id before. */
  previous_parent_user_id?: string;
  /** The new identity. */
  identity?: WireSystemIdentity;
}

/** The identity of a user after a change. */
export interface WireSystemIdentity extends WireObject {
  /** Whether the business has acknowledged the change. */
  acknowledged?: boolean;
  /** Time of the change. */
  created_timestamp?: NumberOrText;
  /** Hash of the identity. */
  hash?: string;
}

/** The change of an earlier message, at most 15 minutes after it. */
export interface WireEdit extends WireObject {
  /** Id of the message that was changed. */
  original_message_id?: string;
  /** The message from now on. */
  message?: WireEditedMessage;
}

/** A message after a change: its `type`, its content under that name, its `context`. */
export interface WireEditedMessage extends WireObject {
  /** The type of the message. */
  type?: string;
}

/** The deletion of an earlier message, at most 2 days after it. */
export interface WireRevoke extends WireObject {
  /** Id of the message that was deleted. */
  original_message_id?: string;
}

/** A message that the API does not pass on. The `errors` of the message say why. */
export interface WireUnsupported extends WireObject {
  /** The type of what the user sent. */
  type?: string;
}
