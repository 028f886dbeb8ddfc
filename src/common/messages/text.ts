/**
 * Text messages.
 *
 * @see "Text messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../schema/lazy.js';
import { limits } from '../limits.js';
import { filledUpTo, mustBe, object, present } from '../schema/fields.js';

export const textMessageSchema = lazy(() =>
  object({
    type: z.literal('text').default('text'),
    text: object({
      /** At most 4096 characters. `*bold*`, `_italic_`, `~strike~` and backquotes format it on the phone. */
      body: filledUpTo(limits.text.body),
      /** Shows a preview of the first URL in the body. @default false */
      preview_url: z.boolean(mustBe('true or false')).nullish(),
    }),
  }),
);

/** A text of up to 4096 characters. */
export type TextMessage = z.output<typeof textMessageSchema>;

export interface TextOptions {
  /** Shows a preview of the first URL in the text. @default false */
  previewUrl?: boolean | undefined;
}

/** A text message. Pure, and unchecked like every builder: the schema judges when the message is sent. */
export function text(body: string, options: TextOptions = {}): TextMessage {
  return { type: 'text', text: { body, ...present({ preview_url: options.previewUrl }) } };
}
