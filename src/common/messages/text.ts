/** Text messages. */
import { z } from 'zod';
import { limits } from '../limits.js';
import { defined } from '../schema/defined.js';
import { filledUpTo, mustBe, object } from '../schema/fields.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';

/** What a text message says. */
export interface TextContent {
  /** The text, of 1 to 4096 characters. `*bold*`, `_italic_`, `~strike~` and backquotes format it on the phone. */
  body: string;
  /** Whether the message shows a preview of the first URL in the body. @default false */
  preview_url?: boolean | null | undefined;
}

/**
 * A text of up to 4096 characters. {@link text} makes it.
 *
 * @see "Text messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages (read 2026-11)
 */
export interface TextMessage {
  /** The kind of the message. */
  type: 'text';
  /** The content. */
  text: TextContent;
}

/** The schema of a {@link TextMessage}. */
export const textMessageSchema = schemaFor<TextMessage>()(
  lazy(() =>
    object({
      type: z.literal('text'),
      text: object({
        body: filledUpTo(limits.text.body),
        preview_url: z.boolean(mustBe('true or false')).nullish(),
      }),
    }),
  ),
);

/** Options of {@link text}. */
export interface TextOptions {
  /** Whether the message shows a preview of the first URL in the text. @default false */
  previewUrl?: boolean | undefined;
}

/**
 * Builds a text message. No builder checks what it builds: the schema does when the message is sent.
 *
 * @param body The text, of 1 to 4096 characters.
 * @example text('Your order has left: https://example.com/track/17', { previewUrl: true })
 */
export function text(body: string, options: TextOptions = {}): TextMessage {
  return { type: 'text', text: { body, ...defined({ preview_url: options.previewUrl }) } };
}
