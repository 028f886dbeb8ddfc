/**
 * Values that fill a template's variables.
 *
 * @see "Template components" https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../schema/lazy.js';
import { limits } from '../limits.js';
import { byType } from '../schema/by-type.js';
import { filled, filledUpTo, mustBe, numeric, object, present } from '../schema/fields.js';
import { locationSchema } from './location.js';
import { documentSchema, imageSchema, videoSchema, type DocumentOptions, type MediaReference } from './media.js';

const whole = lazy(() =>
  numeric('a whole number', { min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, whole: true }),
);

/** Open: Meta adds kinds of parameter with every new kind of template. */
export const templateParameterSchema = lazy(() =>
  byType(
    {
      text: object({
        type: z.literal('text'),
        /** Without line breaks, tabs or more than four spaces in a row; otherwise Meta refuses with 132018. */
        text: filled(),
        /** The variable's name, in templates with named variables. */
        parameter_name: filled('the name of a variable').nullish(),
      }),
      currency: object({
        type: z.literal('currency'),
        currency: object({
          /** Shown when the phone cannot format the amount. */
          fallback_value: filled(),
          /** ISO 4217 code. */
          code: filled('a currency code such as "USD"'),
          /** The amount times 1000. */
          amount_1000: whole,
        }),
      }),
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
      payload: object({
        type: z.literal('payload'),
        /** Comes back in the webhook when the button is tapped. */
        payload: z.string(mustBe('a text')),
      }),
      coupon_code: object({
        type: z.literal('coupon_code'),
        /** At most 20 characters. */
        coupon_code: filledUpTo(limits.template.couponCode),
      }),
      limited_time_offer: object({
        type: z.literal('limited_time_offer'),
        /** Unix time in milliseconds. */
        limited_time_offer: object({ expiration_time_ms: whole }),
      }),
      action: object({
        type: z.literal('action'),
        action: object({
          flow_token: z.string(mustBe('a text')).nullish(),
          flow_action_data: z.record(z.string(), z.unknown(), mustBe('an object')).nullish(),
          thumbnail_product_retailer_id: z.string(mustBe('a text')).nullish(),
        }),
      }),
    },
    { what: 'a parameter', open: true },
  ),
);

/** The value of one variable, or what a button carries. */
export type TemplateParameter = z.output<typeof templateParameterSchema>;

/** A text; `name` is required in templates with named variables. */
export function textParameter(text: string, name?: string): TemplateParameter {
  return { type: 'text', ...present({ parameter_name: name }), text };
}

/** An amount of money, formatted on the phone. `amount` is in whole units: 12.5 is USD 12.50. */
export function currencyParameter(amount: number, code: string, fallback: string): TemplateParameter {
  return { type: 'currency', currency: { fallback_value: fallback, code, amount_1000: Math.round(amount * 1000) } };
}

/** A date or time, already written out: Meta shows this text. */
export function dateTimeParameter(shown: string): TemplateParameter {
  return { type: 'date_time', date_time: { fallback_value: shown } };
}

/** The image of a template's header. */
export function imageParameter(source: MediaReference): TemplateParameter {
  return { type: 'image', image: { ...source } };
}

/** The video of a template's header. */
export function videoParameter(source: MediaReference): TemplateParameter {
  return { type: 'video', video: { ...source } };
}

/** The document of a template's header. */
export function documentParameter(
  source: MediaReference,
  options: Pick<DocumentOptions, 'filename'> = {},
): TemplateParameter {
  return { type: 'document', document: { ...source, ...present({ filename: options.filename }) } };
}

/** The location of a template's header. Meta needs name and address here. */
export function locationParameter(place: {
  latitude: number;
  longitude: number;
  name: string;
  address: string;
}): TemplateParameter {
  return { type: 'location', location: { ...place } };
}
