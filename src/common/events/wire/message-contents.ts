/** What stands in a message under the name of its type. */
import type { NumberOrText, WireObject } from './values.js';

/** Every documented type of message, and the type of its content. */
export interface MessageContents {
  text: WireText;
  image: WireMedia;
  video: WireMedia;
  audio: WireMedia;
  voice: WireMedia;
  document: WireMedia;
  sticker: WireMedia;
  location: WireLocation;
  contacts: WireSharedContact[];
  reaction: WireReaction;
  button: WireButton;
  interactive: WireInteractive;
  order: WireOrder;
  system: WireSystem;
  edit: WireEdit;
  revoke: WireRevoke;
  unsupported: WireUnsupported;
  request_welcome: WireObject;
}

export interface WireText extends WireObject {
  body?: string;
}

export interface WireMedia extends WireObject {
  /** Of the media object at Meta; fetch it by this id. */
  id?: string;
  mime_type?: string;
  /** Base64. */
  sha256?: string;
  /** Short-lived, needs the access token. */
  url?: string;
  caption?: string;
  /** Documents only. */
  filename?: string;
  /** Audio only: recorded in the chat. */
  voice?: boolean;
  /** Stickers only. */
  animated?: boolean;
}

export interface WireLocation extends WireObject {
  latitude?: NumberOrText;
  longitude?: NumberOrText;
  name?: string;
  address?: string;
  url?: string;
}

/** A contact card. */
export interface WireSharedContact extends WireObject {
  name?: WireObject & { formatted_name?: string; first_name?: string; last_name?: string };
  phones?: (WireObject & { phone?: string; wa_id?: string; user_id?: string; type?: string })[];
  emails?: (WireObject & { email?: string; type?: string })[];
  addresses?: WireObject[];
  urls?: (WireObject & { url?: string; type?: string })[];
  org?: WireObject & { company?: string; department?: string; title?: string };
  birthday?: string;
  vcard?: string;
  /** `contact_request` or `other` */
  origin?: string;
}

export interface WireReaction extends WireObject {
  message_id?: string;
  /** Absent or empty: the reaction was taken back. */
  emoji?: string;
}

/** A tap on a quick reply of a template. */
export interface WireButton extends WireObject {
  payload?: string;
  text?: string;
}

export interface WireInteractive extends WireObject {
  /** `button_reply`, `list_reply`, `nfm_reply` or `call_permission_reply` */
  type?: string;
  button_reply?: WireReply;
  list_reply?: WireReply;
  nfm_reply?: WireFormReply;
  call_permission_reply?: WireCallPermissionReply;
}

export interface WireReply extends WireObject {
  id?: string;
  title?: string;
  description?: string;
}

/** The answer of a flow or of an address message. */
export interface WireFormReply extends WireObject {
  name?: string;
  body?: string;
  /** JSON in a string, by the documents; lists, null and broken JSON have been seen. */
  response_json?: unknown;
}

export interface WireCallPermissionReply extends WireObject {
  /** `accept` or `reject` */
  response?: string;
  is_permanent?: boolean;
  /** Unix seconds. */
  expiration_timestamp?: NumberOrText;
  /** `user_action` or `automatic` */
  response_source?: string;
}

export interface WireOrder extends WireObject {
  catalog_id?: string;
  text?: string;
  product_items?: WireOrderItem[];
}

export interface WireOrderItem extends WireObject {
  product_retailer_id?: string;
  quantity?: NumberOrText;
  item_price?: NumberOrText;
  currency?: string;
}

/** A change of the user's number, id or identity. Comes without contacts. */
export interface WireSystem extends WireObject {
  /** `user_changed_number`, `user_changed_user_id` or `customer_identity_changed` */
  type?: string;
  body?: string;
  /** The new one. */
  wa_id?: string;
  /** The new one. */
  user_id?: string;
  parent_user_id?: string;
  previous_user_id?: string;
  previous_parent_user_id?: string;
  identity?: WireObject & { acknowledged?: boolean; created_timestamp?: NumberOrText; hash?: string };
}

/** At most 15 minutes after the message. */
export interface WireEdit extends WireObject {
  original_message_id?: string;
  /** The new message: its `type`, its content under that name, its `context`. */
  message?: WireObject & { type?: string };
}

/** At most 2 days after the message. */
export interface WireRevoke extends WireObject {
  original_message_id?: string;
}

/** What the user sent is nothing that the API passes on; the message's `errors` say why. */
export interface WireUnsupported extends WireObject {
  type?: string;
}
