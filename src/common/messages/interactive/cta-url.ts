/**
 * One button that opens a URL.
 *
 * @see "Interactive call-to-action URL button messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-cta-url-messages (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../../schema/lazy.js';
import { limits } from '../../limits.js';
import { filledUpTo, httpUrl, object } from '../../schema/fields.js';
import { partsOf, partsWithBody, type HeaderOptions } from './parts.js';

export const ctaUrlInteractiveSchema = lazy(() =>
  object({
    type: z.literal('cta_url'),
    ...partsWithBody,
    action: object({
      name: z.literal('cta_url', 'must be "cta_url"'),
      parameters: object({
        /** The button's label, at most 20 characters. */
        display_text: filledUpTo(limits.ctaUrl.displayText),
        url: httpUrl(),
      }),
    }),
  }),
);

/** A text of up to 1024 characters with one button that opens a URL. */
export type CtaUrlInteractive = z.output<typeof ctaUrlInteractiveSchema>;

/** A text of up to 1024 characters with one button, labelled with at most 20 characters, that opens `url`. No webhook tells of a tap. */
export function ctaUrl(
  body: string,
  { displayText, url }: { displayText: string; url: string },
  options: HeaderOptions = {},
): { type: 'interactive'; interactive: CtaUrlInteractive } {
  const action = { name: 'cta_url' as const, parameters: { display_text: displayText, url } };
  return { type: 'interactive', interactive: { type: 'cta_url', ...partsOf(options), body: { text: body }, action } };
}
