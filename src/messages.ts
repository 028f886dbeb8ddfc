/**
 * Builders of outbound messages, and the types of what they build. The entry runs on every side: in an application, in
 * a workflow and in an activity. Nothing here reaches the network.
 *
 * @example
 * import * as message from 'temporal-whatsapp/messages';
 *
 * const question = message.buttons('Which size?', { s: 'Small', l: 'Large' });
 * const receipt = message.document({ link: 'https://example.com/17.pdf' }, { filename: 'Receipt 17.pdf' });
 *
 * @module
 */
export {
  messageTypes,
  outboundMessageSchema,
  type OutboundMessage,
  type WithUnlistedMembers,
} from './common/messages/outbound-message.js';
export { singleLine } from './common/messages/single-line.js';
export type { SchemaFor } from './common/schema/schema-for.js';
export { text, type TextContent, type TextMessage, type TextOptions } from './common/messages/text.js';
export {
  audio,
  document,
  image,
  sticker,
  video,
  type AudioContent,
  type AudioMessage,
  type AudioOptions,
  type CaptionOptions,
  type DocumentContent,
  type DocumentMessage,
  type DocumentOptions,
  type ImageContent,
  type ImageMessage,
  type LinkedMedia,
  type MediaFile,
  type MediaReference,
  type StickerContent,
  type StickerMessage,
  type UploadedMedia,
  type VideoContent,
  type VideoMessage,
} from './common/messages/media.js';
export {
  location,
  type LocationContent,
  type LocationMessage,
  type LocationOptions,
} from './common/messages/location.js';
export {
  contacts,
  type Contact,
  type ContactAddress,
  type ContactEmail,
  type ContactName,
  type ContactOrganization,
  type ContactPhone,
  type ContactUrl,
  type ContactsMessage,
} from './common/messages/contacts.js';
export { reaction, type ReactionContent, type ReactionMessage } from './common/messages/reaction.js';
export type { PinContent, PinMessage } from './common/messages/pin.js';
export type { InteractiveContent, InteractiveMessage } from './common/messages/interactive/interactive-message.js';
export type {
  DocumentHeader,
  FooterOptions,
  HeaderOptions,
  ImageHeader,
  Interactive,
  InteractiveBody,
  InteractiveFooter,
  InteractiveHeader,
  InteractiveParts,
  OptionalParts,
  TextHeader,
  TextHeaderOptions,
  VideoHeader,
} from './common/messages/interactive/parts.js';
export {
  buttons,
  type ButtonAction,
  type ButtonInteractive,
  type Choice,
  type Choices,
  type KeyedChoices,
  type ReplyButton,
  type ReplyButtonContent,
} from './common/messages/interactive/button.js';
export type { Choosable } from './common/messages/interactive/choosable.js';
export {
  list,
  type KeyedListChoices,
  type ListAction,
  type ListChoices,
  type ListInteractive,
  type ListRow,
  type ListSection,
} from './common/messages/interactive/list.js';
export {
  ctaUrl,
  type CtaUrlAction,
  type CtaUrlInteractive,
  type CtaUrlParameters,
  type UrlButton,
} from './common/messages/interactive/cta-url.js';
export {
  flow,
  type FlowAction,
  type FlowActionPayload,
  type FlowById,
  type FlowByName,
  type FlowInteractive,
  type FlowParameters,
  type FlowReference,
  type FlowStart,
} from './common/messages/interactive/flow.js';
export {
  catalogMessage,
  product,
  productList,
  type CatalogMessageAction,
  type CatalogMessageInteractive,
  type CatalogMessageOptions,
  type CatalogMessageParameters,
  type ProductAction,
  type ProductInteractive,
  type ProductItem,
  type ProductListAction,
  type ProductListContent,
  type ProductListInteractive,
  type ProductListSection,
  type ProductOptions,
  type ProductReference,
  type ProductSection,
} from './common/messages/interactive/product.js';
export {
  locationRequest,
  type AddressAction,
  type AddressInteractive,
  type AddressParameters,
  type CallPermissionRequestAction,
  type CallPermissionRequestInteractive,
  type LocationRequestAction,
  type LocationRequestInteractive,
  type RequestContactInfoAction,
  type RequestContactInfoInteractive,
  type VoiceCallAction,
  type VoiceCallInteractive,
  type VoiceCallParameters,
} from './common/messages/interactive/requests.js';
export type {
  CarouselAction,
  CarouselCard,
  CarouselCardAction,
  CarouselInteractive,
  QuickReplyButton,
  QuickReplyContent,
} from './common/messages/interactive/carousel.js';
export type {
  OrderDetailsAction,
  OrderDetailsInteractive,
  OrderParameters,
  OrderStatusAction,
  OrderStatusInteractive,
} from './common/messages/interactive/order.js';
export {
  template,
  type TemplateContent,
  type TemplateLanguage,
  type TemplateMessage,
} from './common/messages/template.js';
export {
  authenticationComponents,
  bodyComponent,
  copyCodeComponent,
  flowComponent,
  headerComponent,
  quickReplyComponent,
  urlComponent,
  type FlowComponentOptions,
  type TemplateBody,
  type TemplateButton,
  type TemplateCard,
  type TemplateCardComponent,
  type TemplateCarousel,
  type TemplateComponent,
  type TemplateHeader,
  type TemplateLimitedTimeOffer,
} from './common/messages/template-components.js';
export {
  currencyParameter,
  dateTimeParameter,
  documentParameter,
  imageParameter,
  locationParameter,
  textParameter,
  videoParameter,
  type ActionParameter,
  type ActionValue,
  type CouponCodeParameter,
  type CurrencyParameter,
  type CurrencyValue,
  type DateTimeParameter,
  type DateTimeValue,
  type DocumentParameter,
  type GifParameter,
  type ImageParameter,
  type LimitedTimeOfferParameter,
  type LimitedTimeOfferValue,
  type LocationParameter,
  type PayloadParameter,
  type ProductParameter,
  type ProductValue,
  type TemplateLocation,
  type TemplateParameter,
  type TextParameter,
  type VideoParameter,
} from './common/messages/template-parameters.js';
