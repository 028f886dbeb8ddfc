/** Header, body and footer, which the kinds of interactive message share. */
import { z } from 'zod';
import { limits } from '../../limits.js';
import { byType } from '../../schema/by-type.js';
import { defined } from '../../schema/defined.js';
import { filledUpTo, object, textUpTo } from '../../schema/fields.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import {
  documentSchema,
  imageSchema,
  videoSchema,
  type DocumentContent,
  type ImageContent,
  type VideoContent,
} from '../media.js';

const { interactive } = limits;

/** A text above the body. */
export interface TextHeader {
  /** The kind of the header. */
  type: 'text';
  /** The text, of 1 to 60 characters, without formatting. */
  text: string;
  /** A second line, of at most 60 characters. */
  sub_text?: string | null | undefined;
}

/** An image above the body. */
export interface ImageHeader {
  /** The kind of the header. */
  type: 'image';
  /** The image. */
  image: ImageContent;
}

/** A video above the body. */
export interface VideoHeader {
  /** The kind of the header. */
  type: 'video';
  /** The video. */
  video: VideoContent;
}

/** A document above the body. */
export interface DocumentHeader {
  /** The kind of the header. */
  type: 'document';
  /** The document. */
  document: DocumentContent;
}

/** What stands above the body of an interactive message. Narrow it by `type`. */
export type InteractiveHeader = TextHeader | ImageHeader | VideoHeader | DocumentHeader;

/** The main text of an interactive message. */
export interface InteractiveBody {
  /** The text, of 1 to 1024 characters unless the kind of message says otherwise. */
  text: string;
}

/** The small text below the body of an interactive message. */
export interface InteractiveFooter {
  /** The text, of 1 to 60 characters. */
  text: string;
}

/** The parts of a kind that may have any header and needs a body. */
export interface InteractiveParts {
  /** A text or a file above the body. */
  header?: InteractiveHeader | null | undefined;
  /** The main text, of at most 1024 characters. */
  body: InteractiveBody;
  /** A small text below the body. */
  footer?: InteractiveFooter | null | undefined;
}

/** The parts of a kind that may have any header, and may be without a body. */
export interface OptionalParts {
  /** A text or a file above the body. */
  header?: InteractiveHeader | null | undefined;
  /** The main text, of at most 1024 characters. */
  body?: InteractiveBody | null | undefined;
  /** A small text below the body. */
  footer?: InteractiveFooter | null | undefined;
}

/** A message with something to tap, of one kind. */
export interface Interactive<Content> {
  /** The kind of the message. */
  type: 'interactive';
  /** What can be tapped, and what stands around it. */
  interactive: Content;
}

const textHeaderSchema = schemaFor<TextHeader>()(
  lazy(() =>
    object({
      type: z.literal('text', 'must be "text": this kind of message shows no other header'),
      text: filledUpTo(interactive.header),
      sub_text: textUpTo(interactive.header).nullish(),
    }),
  ),
);

const headerSchema = schemaFor<InteractiveHeader>()(
  lazy(() =>
    byType(
      {
        text: textHeaderSchema,
        image: object({ type: z.literal('image'), image: imageSchema }),
        video: object({ type: z.literal('video'), video: videoSchema }),
        document: object({ type: z.literal('document'), document: documentSchema }),
      },
      { what: 'a header' },
    ),
  ),
);

/** A body of 1 to `limit` characters. */
export const bodyUpTo = (limit: number): z.ZodObject<{ text: z.ZodString }, z.core.$loose> =>
  object({ text: filledUpTo(limit) });

const footer = lazy(() => object({ text: filledUpTo(interactive.footer) }));
const body = lazy(() => bodyUpTo(interactive.body));

/** The members of {@link InteractiveParts}. */
export const partsWithBody = lazy(() => ({ header: headerSchema.nullish(), body, footer: footer.nullish() }));

/** The members of {@link OptionalParts}. */
export const partsWithoutBody = lazy(() => ({ ...partsWithBody, body: body.nullish() }));

/** A header of text only, and a footer. */
export const textParts = lazy(() => ({ header: textHeaderSchema.nullish(), footer: footer.nullish() }));

/** A header of text that has to be there. */
export const requiredTextHeader = textHeaderSchema;

/** Options of builders whose message may have a footer. */
export interface FooterOptions {
  /** A small text below the body, of at most 60 characters. @default none */
  footer?: string | undefined;
}

/** Options of builders whose message may have a footer, and a header of text. */
export interface TextHeaderOptions extends FooterOptions {
  /** A text above the body, of at most 60 characters, without formatting. @default none */
  header?: string | undefined;
}

/** Options of builders whose message may have a footer, and any header. */
export interface HeaderOptions extends FooterOptions {
  /**
   * A text of at most 60 characters above the body, or a file in Meta's wire shape: `{ type: 'image', image: { id } }`.
   *
   * @default none
   */
  header?: string | InteractiveHeader | undefined;
}

/** A header of text in Meta's wire shape. */
export function textHeader(text: string): TextHeader {
  return { type: 'text', text };
}

/** The footer that the options ask for, if any. */
export function wireFooter({ footer: text }: FooterOptions): { footer?: InteractiveFooter } {
  return defined({ footer: text === undefined ? undefined : { text } });
}

/** The header and footer that the options ask for. */
export function wireParts(options: HeaderOptions): { header?: InteractiveHeader; footer?: InteractiveFooter } {
  const { header } = options;
  return {
    ...defined({ header: typeof header === 'string' ? textHeader(header) : header }),
    ...wireFooter(options),
  };
}

/** The text header and footer that the options ask for. */
export function wireTextParts(options: TextHeaderOptions): { header?: TextHeader; footer?: InteractiveFooter } {
  const { header } = options;
  return { ...defined({ header: header === undefined ? undefined : textHeader(header) }), ...wireFooter(options) };
}
