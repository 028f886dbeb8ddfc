/** What a user says, as a dialogue reads it: one message, or the messages of a turn together. */
import { asText, isRecord } from '../../common/events/json.js';
import { findMessageFile, type IncomingMedia } from '../../common/events/stored/message-file.js';
import type { KeptFile, StoredContent } from '../../common/events/stored-content.js';
import type {
  UserIdentity,
  WhatsAppMessageEvent,
  WireInteractive,
  WireOrder,
  WireReferral,
  WireSharedContact,
} from '../../common/events/types.js';
import { defined } from '../../common/schema/defined.js';

/** A tap on a button, or on a row of a list. */
export interface Tap {
  /** The id that came back: of a button, of a row, or the payload of a template's quick reply. */
  id: string;
  /** The label of what was tapped. */
  title: string;
}

/** A place that a user sent. */
export interface IncomingLocation {
  /** Latitude in degrees. */
  latitude: number;
  /** Longitude in degrees. */
  longitude: number;
  /** The name of the place. */
  name?: string;
  /** The address of the place. */
  address?: string;
}

/** A form that a user filled in: a flow, or an address. */
export interface IncomingForm {
  /** `flow` or `address_message`. */
  name?: string;
  /** What was filled in: the parsed JSON of the answer, or its text where it is no JSON. */
  data: unknown;
}

/** The answer to a request for the permission to call. */
export interface IncomingCallPermission {
  /** Whether the user allows calls. */
  granted: boolean;
  /** The end of the permission, in Unix milliseconds. A permanent one has none. */
  expiresAtMs?: number;
}

/** One message of a user. */
export interface IncomingMessage {
  /** The id of the message. */
  messageId?: string;
  /** Meta's type of the message: `text`, `image`, `interactive`, …, or one that this version does not know. */
  type: string;
  /** Who wrote it, in a group. A private chat has none: there it is the user. */
  participant?: UserIdentity;
  /** The text, the caption of a file, or the label of what was tapped. Empty when there is none. */
  text: string;
  /** The time of the message, in Unix milliseconds. */
  timestampMs: number;
  /** What was tapped. */
  tap?: Tap;
  /** The file. */
  media?: IncomingMedia;
  /** The place. */
  location?: IncomingLocation;
  /** The contact cards. */
  contacts?: WireSharedContact[];
  /** The form that was filled in. */
  form?: IncomingForm;
  /** The answer to a request for the permission to call. */
  callPermission?: IncomingCallPermission;
  /** The order from a catalog. */
  order?: WireOrder;
  /** The id of the message that the user quoted, or whose button was tapped. */
  replyTo?: string;
  /** The advertisement from which the user came. */
  referral?: WireReferral;
  /**
   * The place of the whole event, when that was too large to be carried and could not be read back. Members above 4 KB
   * are absent here, and a text is cut. The activity `loadWhatsAppContent` tries again.
   */
  stored?: StoredContent;
}

/** What a user has said in one go: the messages of a burst together. */
export interface Turn {
  /** The messages, in order of arrival. */
  messages: IncomingMessage[];
  /** Who wrote all of them, in a group. A private chat has none: there it is the user. */
  participant?: UserIdentity;
  /** The texts of all messages, one on each line. */
  text: string;
  /** The files of all messages. */
  media: IncomingMedia[];
  /** The last place in it. */
  location?: IncomingLocation;
  /** The tap that ended the turn. */
  choice?: Tap;
  /** The message that the last quoting message quotes. */
  replyTo?: string;
  /** The advertisement from which the user came. */
  referral?: WireReferral;
}

/** Puts the messages of a burst together. */
export function toTurn(messages: IncomingMessage[]): Turn {
  const last = <Name extends keyof IncomingMessage>(name: Name): IncomingMessage[Name] | undefined =>
    messages.findLast((message) => message[name] !== undefined)?.[name];
  return {
    messages,
    text: messages
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n'),
    media: messages.flatMap(({ media }) => media ?? []),
    ...defined({
      participant: last('participant'),
      location: last('location'),
      choice: last('tap'),
      replyTo: last('replyTo'),
      referral: last('referral'),
    }),
  };
}

/** Reads a message event. Nothing of `raw` was checked, so that each member is looked at before it is used. */
export function readMessage({ messageId, type = 'unknown', ...event }: WhatsAppMessageEvent): IncomingMessage {
  const content: Record<string, unknown> = isRecord(event.raw) ? event.raw : {};
  const media = readMedia(content, event.file);
  const tap = readTap(content);
  const text = readBody(content['text']) ?? media?.caption ?? tap?.title ?? '';
  const contacts = Array.isArray(content['contacts']) ? (content['contacts'] as WireSharedContact[]) : undefined;
  return {
    type,
    text,
    timestampMs: Number(event.timestamp) * 1000 || event.receivedAtMs,
    ...defined({
      messageId,
      participant: event.groupId === undefined ? undefined : event.user,
      tap,
      media,
      contacts,
      location: readLocation(content['location']),
      form: readForm(content['interactive']),
      callPermission: readCallPermission(content['interactive']),
      order: isRecord(content['order']) ? (content['order'] as WireOrder) : undefined,
      replyTo: isRecord(content['context']) ? asText(content['context']['id']) : undefined,
      referral: isRecord(content['referral']) ? content['referral'] : undefined,
      stored: event.stored,
    }),
  };
}

function readBody(text: unknown): string | undefined {
  return isRecord(text) ? asText(text['body']) : undefined;
}

function readMedia(content: Record<string, unknown>, file: KeptFile | undefined): IncomingMedia | undefined {
  const found = findMessageFile(content)?.file;
  // An edit may bring another file.
  const kept = found && file?.mediaId === found.id ? file : undefined;
  return found && { ...found, ...defined({ stored: kept?.stored, lost: kept?.lost }) };
}

/** A tap on a reply button, on a row, or on a quick reply of a template. */
function readTap({ button, interactive }: Record<string, unknown>): Tap | undefined {
  if (isRecord(button)) return toTap(button['payload'] ?? button['text'], button['text']);
  if (!isRecord(interactive)) return undefined;
  const { button_reply, list_reply } = interactive as WireInteractive;
  const reply: unknown = button_reply ?? list_reply;
  return isRecord(reply) ? toTap(reply['id'], reply['title']) : undefined;
}

function toTap(id: unknown, title: unknown): Tap | undefined {
  const tapped = asText(id);
  return tapped === undefined ? undefined : { id: tapped, title: asText(title) ?? '' };
}

function readLocation(value: unknown): IncomingLocation | undefined {
  if (!isRecord(value)) return undefined;
  const latitude = Number(value['latitude']);
  const longitude = Number(value['longitude']);
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return undefined;
  return { latitude, longitude, ...defined({ name: asText(value['name']), address: asText(value['address']) }) };
}

function readForm(interactive: unknown): IncomingForm | undefined {
  const reply = isRecord(interactive) ? interactive['nfm_reply'] : undefined;
  if (!isRecord(reply)) return undefined;
  return { data: parseJsonText(reply['response_json']), ...defined({ name: asText(reply['name']) }) };
}

function parseJsonText(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function readCallPermission(interactive: unknown): IncomingCallPermission | undefined {
  const reply = isRecord(interactive) ? interactive['call_permission_reply'] : undefined;
  if (!isRecord(reply)) return undefined;
  const seconds = Number(reply['expiration_timestamp']);
  const isPermanent = reply['is_permanent'] === true || !(seconds > 0);
  return {
    granted: reply['response'] === 'accept',
    ...defined({ expiresAtMs: isPermanent ? undefined : seconds * 1000 }),
  };
}
