/** One button that opens a URL. */
import { z } from 'zod';
import { limits } from '../../limits.js';
import { filledUpTo, httpUrl, object } from '../../schema/fields.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import { partsWithBody, wireParts, type HeaderOptions, type Interactive, type InteractiveParts } from './parts.js';

/** Label and target of a URL button. */
export interface CtaUrlParameters {
  /** The button's label, of 1 to 20 characters. */
  display_text: string;
  /** The http(s) URL that the button opens. */
  url: string;
}

/** The URL button of a message. */
export interface CtaUrlAction {
  /** The kind of the action. */
  name: 'cta_url';
  /** The button. */
  parameters: CtaUrlParameters;
}

/**
 * A text of up to 1024 characters with one button that opens a URL. {@link ctaUrl} makes it.
 *
 * @see "Interactive call-to-action URL button messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-cta-url-messages
 * (read 2026-11)
 */
export interface CtaUrlInteractive extends InteractiveParts {
  /** The kind of interactive message. */
  type: 'cta_url';
  /** What can be tapped. */
  action: CtaUrlAction;
}

/** The schema of {@link CtaUrlInteractive}. */
export const ctaUrlInteractiveSchema = schemaFor<CtaUrlInteractive>()(
  lazy(() =>
    object({
      type: z.literal('cta_url'),
      ...partsWithBody,
      action: object({
        name: z.literal('cta_url', 'must be "cta_url"'),
        parameters: object({ display_text: filledUpTo(limits.ctaUrl.displayText), url: httpUrl() }),
      }),
    }),
  ),
);

/** The button of {@link ctaUrl}. */
export interface UrlButton {
  /** The button's label, of 1 to 20 characters. */
  displayText: string;
  /** The http(s) URL that the button opens. */
  url: string;
}

/**
 * Builds a text with one button that opens a URL. No webhook tells of a tap.
 *
 * @param body The text, of 1 to 1024 characters.
 * @example ctaUrl('Your parcel is on its way.', { displayText: 'Track it', url: 'https://example.com/track/17' })
 */
export function ctaUrl(
  body: string,
  { displayText, url }: UrlButton,
  options: HeaderOptions = {},
): Interactive<CtaUrlInteractive> {
  const action: CtaUrlAction = { name: 'cta_url', parameters: { display_text: displayText, url } };
  return { type: 'interactive', interactive: { type: 'cta_url', ...wireParts(options), body: { text: body }, action } };
}
