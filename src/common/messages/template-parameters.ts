/** Values that fill a template's variables. */
import { z } from 'zod';
import { limits } from '../limits.js';
import { byType } from '../schema/by-type.js';
import { defined } from '../schema/defined.js';
import { filled, filledUpTo, mustBe, numeric, object } from '../schema/fields.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';
import { locationSchema, type LocationContent } from './location.js';
import {
  documentSchema,
  imageSchema,
  videoSchema,
  type DocumentContent,
  type DocumentOptions,
  type ImageContent,
  type MediaReference,
  type VideoContent,
} from './media.js';

/** A text. {@link textParameter} makes it. */
export interface TextParameter {
  /** The kind of the value. */
  type: 'text';
  /**
   * The text, without line breaks, tabs or more than four spaces in a row, which Meta refuses with 132018.
   * {@link singleLine} makes a text fit.
   */
  text: string;
  /** Name of the variable. Templates with named variables need it. */
  parameter_name?: string | null | undefined;
}

/** An amount of money. */
export interface CurrencyValue {
  /** What WhatsApp shows when the phone cannot format the amount. */
  fallback_value: string;
  /** ISO 4217 code of the currency, such as "USD". */
  code: string;
  /** The amount times 1000, a whole number. */
  amount_1000: number | string;
}

/** An amount of money, formatted on the phone. {@link currencyParameter} makes it. */
export interface CurrencyParameter {
  /** The kind of the value. */
  type: 'currency';
  /** The amount. */
  currency: CurrencyValue;
}

/** A date or time. */
export interface DateTimeValue {
  /** The date or time, written out: WhatsApp shows this text. */
  fallback_value: string;
}

/** A date or time. {@link dateTimeParameter} makes it. */
export interface DateTimeParameter {
  /** The kind of the value. */
  type: 'date_time';
  /** The date or time. */
  date_time: DateTimeValue;
}

/** An image, for a header. {@link imageParameter} makes it. */
export interface ImageParameter {
  /** The kind of the value. */
  type: 'image';
  /** The image. */
  image: ImageContent;
}

/** A video, for a header. {@link videoParameter} makes it. */
export interface VideoParameter {
  /** The kind of the value. */
  type: 'video';
  /** The video. */
  video: VideoContent;
}

/** A moving image, for a header. */
export interface GifParameter {
  /** The kind of the value. */
  type: 'gif';
  /** The moving image, a video file. */
  gif: VideoContent;
}

/** A document, for a header. {@link documentParameter} makes it. */
export interface DocumentParameter {
  /** The kind of the value. */
  type: 'document';
  /** The document. */
  document: DocumentContent;
}

/** A place, for a header. {@link locationParameter} makes it. */
export interface LocationParameter {
  /** The kind of the value. */
  type: 'location';
  /** The place. Meta needs name and address here. */
  location: LocationContent;
}

/** Which product a header shows. */
export interface ProductValue {
  /** The product's id in the catalog. */
  product_retailer_id: string;
  /** Id of the catalog. */
  catalog_id: string;
}

/** A product, for a header. */
export interface ProductParameter {
  /** The kind of the value. */
  type: 'product';
  /** The product. */
  product: ProductValue;
}

/** What a quick reply button sends back. {@link quickReplyComponent} makes its component. */
export interface PayloadParameter {
  /** The kind of the value. */
  type: 'payload';
  /** What comes back in the webhook when the button is tapped. */
  payload: string;
}

/** What a button copies. {@link copyCodeComponent} makes its component. */
export interface CouponCodeParameter {
  /** The kind of the value. */
  type: 'coupon_code';
  /** The code, of 1 to 20 characters. */
  coupon_code: string;
}

/** The end of a limited-time offer. */
export interface LimitedTimeOfferValue {
  /** The time at which the offer ends, in Unix milliseconds. */
  expiration_time_ms: number | string;
}

/** The end of a limited-time offer, for its component. */
export interface LimitedTimeOfferParameter {
  /** The kind of the value. */
  type: 'limited_time_offer';
  /** The end of the offer. */
  limited_time_offer: LimitedTimeOfferValue;
}

/** What a button opens. */
export interface ActionValue {
  /** The business's own string, which comes back with a flow's answers. */
  flow_token?: string | null | undefined;
  /** What a flow's first screen is filled with. */
  flow_action_data?: Record<string, unknown> | null | undefined;
  /** The product whose picture a catalog button shows. */
  thumbnail_product_retailer_id?: string | null | undefined;
}

/** What a flow or catalog button opens. {@link flowComponent} makes the component of a flow. */
export interface ActionParameter {
  /** The kind of the value. */
  type: 'action';
  /** What the button opens. */
  action: ActionValue;
}

/**
 * The value of one variable, or what a button carries. Narrow it by `type`. Meta adds kinds with new kinds of template;
 * one that is not listed passes at run time, written with `as`.
 *
 * @see "Template components"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components (read 2026-11)
 */
export type TemplateParameter =
  | TextParameter
  | CurrencyParameter
  | DateTimeParameter
  | ImageParameter
  | VideoParameter
  | GifParameter
  | DocumentParameter
  | LocationParameter
  | ProductParameter
  | PayloadParameter
  | CouponCodeParameter
  | LimitedTimeOfferParameter
  | ActionParameter;

const whole = lazy(() =>
  numeric('a whole number', { min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, whole: true }),
);

const currencySchema = schemaFor<CurrencyValue>()(
  lazy(() => object({ fallback_value: filled(), code: filled('a currency code such as "USD"'), amount_1000: whole })),
);

const actionSchema = schemaFor<ActionValue>()(
  lazy(() =>
    object({
      flow_token: z.string(mustBe('a text')).nullish(),
      flow_action_data: z.record(z.string(), z.unknown(), mustBe('an object')).nullish(),
      thumbnail_product_retailer_id: z.string(mustBe('a text')).nullish(),
    }),
  ),
);

const kinds = lazy(() => ({
  text: object({
    type: z.literal('text'),
    text: filled(),
    parameter_name: filled('the name of a variable').nullish(),
  }),
  currency: object({ type: z.literal('currency'), currency: currencySchema }),
  date_time: object({ type: z.literal('date_time'), date_time: object({ fallback_value: filled() }) }),
  image: object({ type: z.literal('image'), image: imageSchema }),
  video: object({ type: z.literal('video'), video: videoSchema }),
  gif: object({ type: z.literal('gif'), gif: videoSchema }),
  document: object({ type: z.literal('document'), document: documentSchema }),
  location: object({ type: z.literal('location'), location: locationSchema }),
  product: object({
    type: z.literal('product'),
    product: object({ product_retailer_id: filled(), catalog_id: filled() }),
  }),
  payload: object({ type: z.literal('payload'), payload: z.string(mustBe('a text')) }),
  coupon_code: object({ type: z.literal('coupon_code'), coupon_code: filledUpTo(limits.template.couponCode) }),
  limited_time_offer: object({
    type: z.literal('limited_time_offer'),
    limited_time_offer: object({ expiration_time_ms: whole }),
  }),
  action: object({ type: z.literal('action'), action: actionSchema }),
}));

/** The schema of a {@link TemplateParameter}. Open: Meta adds kinds of parameter with every new kind of template. */
export const templateParameterSchema = schemaFor<TemplateParameter>()(
  lazy(() => byType(kinds, { what: 'a parameter', open: true })),
);

/**
 * Builds a text.
 *
 * @param name Name of the variable. Templates with named variables need it.
 * @example textParameter('Ada', 'first_name')
 */
export function textParameter(text: string, name?: string): TextParameter {
  return { type: 'text', ...defined({ parameter_name: name }), text };
}

/**
 * Builds an amount of money, which the phone formats.
 *
 * @param amount The amount in whole units: 12.5 is USD 12.50.
 * @param code ISO 4217 code of the currency.
 * @param fallback What WhatsApp shows when the phone cannot format the amount.
 * @example currencyParameter(12.5, 'USD', '$12.50')
 */
export function currencyParameter(amount: number, code: string, fallback: string): CurrencyParameter {
  return { type: 'currency', currency: { fallback_value: fallback, code, amount_1000: Math.round(amount * 1000) } };
}

/**
 * Builds a date or time, written out: WhatsApp shows this text.
 *
 * @example dateTimeParameter('Monday, 9 o’clock')
 */
export function dateTimeParameter(shown: string): DateTimeParameter {
  return { type: 'date_time', date_time: { fallback_value: shown } };
}

/**
 * Builds the image of a template's header.
 *
 * @example headerComponent(imageParameter({ link: 'https://example.com/shop.jpg' }))
 */
export function imageParameter(source: MediaReference): ImageParameter {
  return { type: 'image', image: { ...source } };
}

/**
 * Builds the video of a template's header.
 *
 * @example headerComponent(videoParameter({ id: '1013859600285441' }))
 */
export function videoParameter(source: MediaReference): VideoParameter {
  return { type: 'video', video: { ...source } };
}

/**
 * Builds the document of a template's header.
 *
 * @example headerComponent(documentParameter({ id: '1013859600285441' }, { filename: 'Invoice 17.pdf' }))
 */
export function documentParameter(
  source: MediaReference,
  options: Pick<DocumentOptions, 'filename'> = {},
): DocumentParameter {
  return { type: 'document', document: { ...source, ...defined({ filename: options.filename }) } };
}

/** The place of a template's header. */
export interface TemplateLocation {
  /** Latitude in degrees, -90 to 90. */
  latitude: number;
  /** Longitude in degrees, -180 to 180. */
  longitude: number;
  /** Name of the place, which templates need. */
  name: string;
  /** Address of the place, which templates need. */
  address: string;
}

/**
 * Builds the location of a template's header.
 *
 * @example
 * locationParameter({ latitude: 52.52, longitude: 13.41, name: 'Our shop', address: 'Alexanderplatz 1, Berlin' })
 */
export function locationParameter(place: TemplateLocation): LocationParameter {
  return { type: 'location', location: { ...place } };
}
