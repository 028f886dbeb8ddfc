/**
 * Header, body and footer, which the kinds of interactive message share.
 *
 * @see "Interactive reply buttons messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../../schema/lazy.js';
import { limits } from '../../limits.js';
import { byType } from '../../schema/by-type.js';
import { filledUpTo, object, present, textUpTo } from '../../schema/fields.js';
import { documentSchema, imageSchema, videoSchema } from '../media.js';

const { interactive } = limits;

const textHeaderSchema = lazy(() =>
  object({
    type: z.literal('text', 'must be "text": this kind of message shows no other header'),
    /** At most 60 characters, without formatting. */
    text: filledUpTo(interactive.header),
    /** At most 60 characters. */
    sub_text: textUpTo(interactive.header).nullish(),
  }),
);

const headerSchema = lazy(() =>
  byType(
    {
      text: textHeaderSchema,
      image: object({ type: z.literal('image'), image: imageSchema }),
      video: object({ type: z.literal('video'), video: videoSchema }),
      document: object({ type: z.literal('document'), document: documentSchema }),
    },
    { what: 'a header' },
  ),
);

export const bodyUpTo = (limit: number): z.ZodObject<{ text: z.ZodString }, z.core.$loose> =>
  object({ text: filledUpTo(limit) });

const footer = lazy(() => object({ text: filledUpTo(interactive.footer) }).nullish());
const body = lazy(() => bodyUpTo(interactive.body));

/** Any header, a required body of up to 1024 characters, a footer of up to 60. */
export const partsWithBody = lazy(() => ({ header: headerSchema.nullish(), body, footer }));

/** The same where the body can be left out. */
export const partsWithoutBody = lazy(() => ({ ...partsWithBody, body: body.nullish() }));

/** A header of text only, and a footer. */
export const textParts = lazy(() => ({ header: textHeaderSchema.nullish(), footer }));

export const requiredTextHeader = textHeaderSchema;

/** A header of an interactive message, in Meta's wire shape. */
export type InteractiveHeader = z.output<typeof headerSchema>;

export interface FooterOptions {
  /** At most 60 characters. */
  footer?: string | undefined;
}

export interface TextHeaderOptions extends FooterOptions {
  /** At most 60 characters, without formatting. */
  header?: string | undefined;
}

export interface HeaderOptions extends FooterOptions {
  /** A text of up to 60 characters, or the wire shape of a file: `{ type: 'image', image: { id } }`. */
  header?: string | InteractiveHeader | undefined;
}

type TextHeader = z.output<typeof textHeaderSchema>;

export function textHeader(text: string): TextHeader {
  return { type: 'text', text };
}

/** The footer member that an option stands for, if it is set. */
export function footerOf({ footer: text }: FooterOptions): { footer?: { text: string } } {
  return present({ footer: text === undefined ? undefined : { text } });
}

/** The header and footer members that the options stand for. */
export function partsOf(options: HeaderOptions): { header?: InteractiveHeader; footer?: { text: string } } {
  const { header } = options;
  return {
    ...present({ header: typeof header === 'string' ? textHeader(header) : header }),
    ...footerOf(options),
  };
}

/** {@link partsOf} where the header can only be text. */
export function textPartsOf(options: TextHeaderOptions): { header?: TextHeader; footer?: { text: string } } {
  const { header } = options;
  return { ...present({ header: header === undefined ? undefined : textHeader(header) }), ...footerOf(options) };
}
