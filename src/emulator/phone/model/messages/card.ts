/** A message as a card: header, text, footer, and what can be tapped. Interactive messages and templates are such. */
import { isMembers, member, members, present, text, type Members } from '../members.js';
import { isWebAddress, urlAction } from './web-address.js';

/** A file of a message: one that the emulator has, or one at a web address elsewhere, which the page does not load. */
export interface MediaFile {
  kind: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  mediaId?: string;
  link?: string;
  filename?: string;
  caption?: string;
  isVoice?: true;
}

export interface Place {
  latitude?: string;
  longitude?: string;
  name?: string;
  address?: string;
}

export type CardHeader =
  | { kind: 'text'; text: string }
  | { kind: 'media'; media: MediaFile }
  | { kind: 'location'; place: Place }
  | { kind: 'product'; productId: string; catalogId?: string };

export interface ListRow {
  id: string;
  title: string;
  description?: string;
}

export interface ListAction {
  kind: 'list';
  title: string;
  sections: { title?: string; rows: ListRow[] }[];
}

export interface FlowAction {
  kind: 'flow';
  title: string;
  /** Id or name of the flow. */
  flow: string;
  token?: string;
  /** What the first screen is filled with. */
  data: Members;
}

export interface OrderAction {
  kind: 'order';
  title: string;
  catalogId: string;
  sections: { title?: string; productIds: string[] }[];
}

/** Something to tap. */
export type CardAction =
  | { kind: 'button'; id: string; title: string }
  | { kind: 'quick-reply'; payload: string; title: string }
  | { kind: 'url'; title: string; url: string }
  | { kind: 'phone'; title: string; phone: string }
  | { kind: 'copy'; title: string; code: string }
  | { kind: 'ask-location' | 'ask-contact' | 'ask-call-permission' | 'ask-address'; title: string }
  | { kind: 'none'; title: string }
  | ListAction
  | FlowAction
  | OrderAction;

export interface Card {
  header?: CardHeader;
  body?: string;
  footer?: string;
  actions: CardAction[];
  /** The cards of a carousel. */
  cards?: Card[];
  /** A line above the card, such as the name of a template. */
  label?: string;
}

const mediaKinds = ['image', 'video', 'audio', 'document', 'sticker'] as const;

/** A file, from the member that is named as its kind. */
export function readMedia(kind: MediaFile['kind'], content: Members): MediaFile {
  const { voice } = content;
  const link = text(content, 'link');
  return {
    kind,
    ...present({
      mediaId: text(content, 'id'),
      link: link !== undefined && isWebAddress(link) ? link : undefined,
      filename: text(content, 'filename'),
      caption: text(content, 'caption'),
      isVoice: voice === true ? (true as const) : undefined,
    }),
  };
}

export function isMediaKind(type: string): type is MediaFile['kind'] {
  return mediaKinds.some((kind) => kind === type);
}

export function readPlace(content: Members): Place {
  return present({
    latitude: text(content, 'latitude'),
    longitude: text(content, 'longitude'),
    name: text(content, 'name'),
    address: text(content, 'address'),
  });
}

/** The header of an interactive message, or a parameter of a template's. */
export function readHeader(header: Members): CardHeader | undefined {
  const type = text(header, 'type')?.toLowerCase() ?? '';
  if (isMediaKind(type)) return { kind: 'media', media: readMedia(type, member(header, type)) };
  if (type === 'location') return { kind: 'location', place: readPlace(member(header, 'location')) };
  if (type === 'product') return readProduct(member(header, 'product'));
  const words = text(header, 'text');
  return words === undefined ? undefined : { kind: 'text', text: words };
}

/** An interactive message as a card. */
export function interactiveCard(interactive: Members): Card {
  const action = member(interactive, 'action');
  const type = text(interactive, 'type') ?? '';
  return {
    ...present({
      header: type === 'product' ? readProduct(action) : readHeader(member(interactive, 'header')),
      body: text(member(interactive, 'body'), 'text'),
      footer: text(member(interactive, 'footer'), 'text'),
      cards: type === 'carousel' ? members(action, 'cards').map(carouselCard) : undefined,
    }),
    actions: readActions(type, action),
  };
}

function carouselCard(card: Members): Card {
  const action = member(card, 'action');
  const product = text(action, 'product_retailer_id') === undefined ? undefined : readProduct(action);
  const header = product ?? readHeader(member(card, 'header'));
  const url = text(member(action, 'parameters'), 'url');
  const type = product ? 'product' : url === undefined ? 'button' : 'cta_url';
  return {
    ...present({ header, body: text(member(card, 'body'), 'text') }),
    actions: readActions(type, action),
  };
}

function readProduct(content: Members): CardHeader {
  const catalogId = text(content, 'catalog_id');
  return { kind: 'product', productId: text(content, 'product_retailer_id') ?? '', ...present({ catalogId }) };
}

type ReadActions = (action: Members) => CardAction[];

const readers: Readonly<Record<string, ReadActions>> = {
  button: (action) => members(action, 'buttons').map(readButton),
  list: (action) => [readList(action)],
  cta_url: (action) => [readUrl(member(action, 'parameters'))],
  flow: (action) => [readFlow(member(action, 'parameters'))],
  product: (action) => [readOrder(action, 'View product')],
  product_list: (action) => [readOrder(action, 'View items')],
  catalog_message: (action) => [readOrder(action, 'View catalog')],
  location_request_message: () => [{ kind: 'ask-location', title: 'Send location' }],
  request_contact_info: () => [{ kind: 'ask-contact', title: 'Share contact info' }],
  call_permission_request: () => [{ kind: 'ask-call-permission', title: 'Choose' }],
  address_message: () => [{ kind: 'ask-address', title: 'Provide address' }],
  voice_call: (action) => [{ kind: 'none', title: text(member(action, 'parameters'), 'display_text') ?? 'Call now' }],
  order_details: () => [{ kind: 'none', title: 'Review and pay' }],
  order_status: () => [{ kind: 'none', title: 'View order' }],
};

function readActions(type: string, action: Members): CardAction[] {
  return (Object.hasOwn(readers, type) ? readers[type]?.(action) : undefined) ?? [];
}

function readButton(button: Members): CardAction {
  const reply = isMembers(button['reply']) ? button['reply'] : member(button, 'quick_reply');
  return { kind: 'button', id: text(reply, 'id') ?? '', title: text(reply, 'title') ?? '' };
}

function readList(action: Members): ListAction {
  const sections = members(action, 'sections').map((section) => ({
    ...present({ title: text(section, 'title') }),
    rows: members(section, 'rows').map((row) => ({
      id: text(row, 'id') ?? '',
      title: text(row, 'title') ?? '',
      ...present({ description: text(row, 'description') }),
    })),
  }));
  return { kind: 'list', title: text(action, 'button') ?? 'Choose', sections };
}

function readUrl(parameters: Members): CardAction {
  return urlAction(text(parameters, 'display_text') ?? 'Open', text(parameters, 'url') ?? '');
}

function readFlow(parameters: Members): FlowAction {
  return {
    kind: 'flow',
    title: text(parameters, 'flow_cta') ?? 'Open',
    flow: text(parameters, 'flow_name') ?? text(parameters, 'flow_id') ?? '',
    ...present({ token: text(parameters, 'flow_token') }),
    data: member(member(parameters, 'flow_action_payload'), 'data'),
  };
}

function readOrder(action: Members, title: string): OrderAction {
  const single =
    text(action, 'product_retailer_id') ?? text(member(action, 'parameters'), 'thumbnail_product_retailer_id');
  const sections = members(action, 'sections').map((section) => ({
    ...present({ title: text(section, 'title') }),
    productIds: members(section, 'product_items').map((item) => text(item, 'product_retailer_id') ?? ''),
  }));
  const shown = sections.length > 0 ? sections : [{ productIds: single === undefined ? [] : [single] }];
  return { kind: 'order', title, catalogId: text(action, 'catalog_id') ?? '', sections: shown };
}
