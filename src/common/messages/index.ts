/** Outbound messages: schemas in Meta's wire shape, and builders that make it. */
export { graphMessageSchema, toGraphMessage } from './graph-message.js';
export type { GraphEnvelope, GraphMessage, GraphMessageInput, GraphReadReceipt } from './graph-message.js';
export { messageTypes, outboundMessageSchema } from './outbound-message.js';
export type { OutboundMessage } from './outbound-message.js';

export { text } from './text.js';
export type { TextMessage, TextOptions } from './text.js';
export { audio, document, image, sticker, video } from './media.js';
export type {
  AudioMessage,
  AudioOptions,
  CaptionOptions,
  DocumentMessage,
  DocumentOptions,
  ImageMessage,
  MediaReference,
  StickerMessage,
  VideoMessage,
} from './media.js';
export { location } from './location.js';
export type { LocationMessage, LocationOptions } from './location.js';
export { contacts } from './contacts.js';
export type { Contact, ContactsMessage } from './contacts.js';
export { reaction } from './reaction.js';
export type { PinMessage, ReactionMessage } from './reaction.js';

export type { InteractiveMessage } from './interactive/index.js';
export type { FooterOptions, HeaderOptions, InteractiveHeader, TextHeaderOptions } from './interactive/parts.js';
export { buttons } from './interactive/button.js';
export type { ButtonInteractive, Choices } from './interactive/button.js';
export { list } from './interactive/list.js';
export type { ListChoices, ListInteractive, ListRow, ListSection } from './interactive/list.js';
export { ctaUrl } from './interactive/cta-url.js';
export type { CtaUrlInteractive } from './interactive/cta-url.js';
export { flow } from './interactive/flow.js';
export type { FlowInteractive, FlowReference } from './interactive/flow.js';
export { catalogMessage, product, productList } from './interactive/product.js';
export type {
  CatalogMessageInteractive,
  CatalogMessageOptions,
  ProductInteractive,
  ProductListContent,
  ProductListInteractive,
} from './interactive/product.js';
export { locationRequest } from './interactive/requests.js';
export type {
  AddressInteractive,
  CallPermissionRequestInteractive,
  LocationRequestInteractive,
  RequestContactInfoInteractive,
  VoiceCallInteractive,
} from './interactive/requests.js';
export type { CarouselInteractive } from './interactive/carousel.js';
export type { OrderDetailsInteractive, OrderStatusInteractive } from './interactive/order.js';

export { template } from './template.js';
export type { TemplateMessage } from './template.js';
export {
  authenticationComponents,
  bodyComponent,
  copyCodeComponent,
  flowComponent,
  headerComponent,
  quickReplyComponent,
  urlComponent,
} from './template-components.js';
export type { TemplateComponent } from './template-components.js';
export {
  currencyParameter,
  dateTimeParameter,
  documentParameter,
  imageParameter,
  locationParameter,
  textParameter,
  videoParameter,
} from './template-parameters.js';
export type { TemplateParameter } from './template-parameters.js';
