/** Messages of both directions, as the bubbles of a chat. */
import type { ReceivedView, SentView, TemplateView } from '../../../phone-views.js';
import { interactiveCard, isMediaKind, readMedia, readPlace, type Card, type MediaFile, type Place } from './card.js';
import { member, members, present, text, type Members } from '../members.js';
import { templateCard } from './template-card.js';

export interface Contact {
  name: string;
  phones: string[];
}

export type BubbleContent =
  | { kind: 'text'; text: string }
  | { kind: 'media'; media: MediaFile }
  | { kind: 'location'; place: Place }
  | { kind: 'contacts'; contacts: Contact[] }
  | { kind: 'card'; card: Card }
  | { kind: 'choice'; title: string; description?: string }
  | { kind: 'answers'; title: string; answers: [name: string, value: string][] }
  | { kind: 'order'; items: { productId: string; quantity: string; price?: string }[]; text?: string }
  | { kind: 'other'; type: string; json: string };

/** How far a message has come. Of the user's own: whether the receiver took it, and the business has read it. */
export type Ticks = 'waiting' | 'sent' | 'delivered' | 'read' | 'failed';

export interface Bubble {
  id: string;
  side: 'user' | 'business';
  atMs: number;
  content: BubbleContent;
  ticks: Ticks;
  /** Why it failed, in Meta's words. */
  failure?: string;
  /** The message that it quotes; without a text when that is gone. */
  quote?: { id: string; text?: string; side?: 'user' | 'business' };
  reactions: string[];
  isEdited?: true;
  isRevoked?: true;
  workflowId?: string;
  raw: unknown;
}

const tickOrder: readonly Ticks[] = ['waiting', 'sent', 'delivered', 'read'];

/** The bubble of a message of the business; reactions and quotes are added by the chat. */
export function sentBubble(message: SentView, templates: readonly TemplateView[]): Bubble {
  const { id, atMs, type, body, workflowId, statuses } = message;
  const failed = statuses.find(({ status }) => status === 'failed');
  const furthest = Math.max(0, ...statuses.map(({ status }) => tickOrder.indexOf(toTicks(status))));
  return {
    id,
    side: 'business',
    atMs,
    content: readContent(type, body, templates),
    ticks: failed ? 'failed' : (tickOrder[furthest] ?? 'waiting'),
    reactions: [],
    raw: body,
    ...present({ failure: failed && failureText(failed.errors), quote: readQuote(body, 'message_id'), workflowId }),
  };
}

/** The bubble of a message of the user. */
export function receivedBubble(message: ReceivedView, isTaken: boolean): Bubble {
  const { id, atMs, readAtMs, message: wire } = message;
  const content = readContent(text(wire, 'type') ?? '', wire, []);
  const ticks = readAtMs === undefined ? (isTaken ? 'delivered' : 'sent') : 'read';
  return {
    id,
    side: 'user',
    atMs,
    content,
    ticks,
    reactions: [],
    raw: wire,
    ...present({ quote: readQuote(wire, 'id') }),
  };
}

function toTicks(status: string): Ticks {
  if (status === 'played') return 'read';
  return tickOrder.find((ticks) => ticks === status) ?? 'waiting';
}

function failureText(errors: unknown): string {
  const [error] = members({ errors }, 'errors');
  const details = text(member(error, 'error_data'), 'details') ?? text(error, 'title') ?? 'no reason given';
  const code = text(error, 'code');
  return code === undefined ? details : `${code}: ${details}`;
}

function readQuote(message: Members, idMember: string): { id: string } | undefined {
  const id = text(member(message, 'context'), idMember);
  return id === undefined ? undefined : { id };
}

function readContent(type: string, message: Members, templates: readonly TemplateView[]): BubbleContent {
  const content = member(message, type);
  if (isMediaKind(type)) return { kind: 'media', media: readMedia(type, content) };
  switch (type) {
    case 'text':
      return { kind: 'text', text: text(content, 'body') ?? '' };
    case 'location':
      return { kind: 'location', place: readPlace(content) };
    case 'contacts':
      return { kind: 'contacts', contacts: members(message, 'contacts').map(readContact) };
    case 'template':
      return { kind: 'card', card: templateCard(content, templates) };
    case 'interactive':
      return readInteractive(content);
    case 'button':
      return { kind: 'choice', title: text(content, 'text') ?? '' };
    case 'order':
      return readOrder(content);
    default:
      return { kind: 'other', type, json: JSON.stringify(message[type] ?? message, undefined, 2) };
  }
}

function readContact(contact: Members): Contact {
  return {
    name: text(member(contact, 'name'), 'formatted_name') ?? 'Contact',
    phones: members(contact, 'phones').flatMap((phone) => text(phone, 'phone') ?? text(phone, 'wa_id') ?? []),
  };
}

/** An interactive message of the business, or the answer of the user to one. */
function readInteractive(interactive: Members): BubbleContent {
  const reply = member(interactive, text(interactive, 'type') ?? '');
  switch (text(interactive, 'type')) {
    case 'button_reply':
    case 'list_reply':
      return {
        kind: 'choice',
        title: text(reply, 'title') ?? '',
        ...present({ description: text(reply, 'description') }),
      };
    case 'nfm_reply':
      return {
        kind: 'answers',
        title: text(reply, 'body') ?? 'Sent',
        answers: readAnswers(text(reply, 'response_json')),
      };
    case 'call_permission_reply':
      return { kind: 'choice', title: text(reply, 'response') === 'accept' ? 'Calls allowed' : 'Calls not allowed' };
    default:
      return { kind: 'card', card: interactiveCard(interactive) };
  }
}

/** The token is the business's own; the user has not written it. */
function readAnswers(json = '{}'): [string, string][] {
  try {
    return Object.entries(JSON.parse(json) as Members).flatMap(([name, value]) =>
      name === 'flow_token' ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
    );
  } catch {
    return [['response', json]];
  }
}

function readOrder(order: Members): BubbleContent {
  const items = members(order, 'product_items').map((item) => ({
    productId: text(item, 'product_retailer_id') ?? '',
    quantity: text(item, 'quantity') ?? '1',
    ...present({ price: priceText(item) }),
  }));
  return { kind: 'order', items, ...present({ text: text(order, 'text') }) };
}

function priceText(item: Members): string | undefined {
  const price = text(item, 'item_price');
  return price === undefined ? undefined : `${price} ${text(item, 'currency') ?? ''}`.trim();
}

/** What a message says in one line, for the chat list, quotes and screen readers. */
export function contentText(content: BubbleContent): string {
  switch (content.kind) {
    case 'text':
      return content.text;
    case 'media':
      return content.media.caption ?? content.media.filename ?? mediaName(content.media);
    case 'location':
      return content.place.name ?? 'Location';
    case 'contacts':
      return content.contacts.map(({ name }) => name).join(', ');
    case 'card':
      return cardText(content.card);
    case 'choice':
      return content.title;
    case 'answers':
      return content.answers.map(([name, value]) => `${name}: ${value}`).join(', ') || content.title;
    case 'order':
      return `Order: ${content.items.length} ${content.items.length === 1 ? 'item' : 'items'}`;
    case 'other':
      return `[${content.type}]`;
  }
}

function mediaName({ kind, isVoice }: MediaFile): string {
  if (isVoice) return 'Voice message';
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

function cardText({ body, header, label, cards }: Card): string {
  if (body !== undefined) return body;
  if (header?.kind === 'text') return header.text;
  if (header?.kind === 'product') return `Product ${header.productId}`;
  return label ?? (cards ? `${cards.length} cards` : 'Message');
}
