/**
 * Messages that ask the user for something: a location, an address, a call, a phone number.
 *
 * @see "Location request messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/location-request-messages (read 2026-11)
 * @see "Address messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/address-messages/ (read 2026-11)
 * @see "WhatsApp call button messages and deep links" https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-button-messages-deep-links/ (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../../schema/lazy.js';
import { limits } from '../../limits.js';
import { absent, filled, filledUpTo, listOf, mustBe, object, textUpTo, wholeNumber } from '../../schema/fields.js';
import { partsWithBody, partsWithoutBody } from './parts.js';

const { voiceCall } = limits;
const named = <Name extends string>(name: Name): z.ZodLiteral<Name> => z.literal(name, `must be "${name}"`);
const freeObject = lazy(() => z.record(z.string(), z.unknown(), mustBe('an object')));

export const locationRequestInteractiveSchema = lazy(() =>
  object({
    type: z.literal('location_request_message'),
    ...partsWithBody,
    action: object({ name: named('send_location') }),
  }),
);

export const addressInteractiveSchema = lazy(() =>
  object({
    type: z.literal('address_message'),
    ...partsWithoutBody,
    action: object({
      name: named('address_message'),
      parameters: object({
        /** ISO code of the country whose form is shown. */
        country: filled('an ISO country code such as "IN"'),
        /** What the form is filled with, by field name. */
        values: freeObject.nullish(),
        saved_addresses: listOf(freeObject, 'addresses', { min: 0 }).nullish(),
        /** What is wrong with `values`, by field name; the form cannot be sent before it is corrected. */
        validation_errors: freeObject.nullish(),
      }),
    }),
  }),
);

export const callPermissionRequestInteractiveSchema = lazy(() =>
  object({
    type: z.literal('call_permission_request'),
    ...partsWithoutBody,
    header: absent('a call permission request shows no header'),
    footer: absent('a call permission request shows no footer'),
    action: object({ name: named('call_permission_request') }),
  }),
);

export const voiceCallInteractiveSchema = lazy(() =>
  object({
    type: z.literal('voice_call'),
    ...partsWithoutBody,
    action: object({
      name: named('voice_call'),
      parameters: object({
        /** The button's label, at most 20 characters. @default 'Call Now' */
        display_text: filledUpTo(voiceCall.displayText).nullish(),
        /** How long the button works, in minutes, at most 43200 (30 days). @default 10080 (7 days) */
        ttl_minutes: wholeNumber(voiceCall.ttlMinutes).nullish(),
        /** Comes back in the webhooks of the call. At most 512 characters. */
        payload: textUpTo(voiceCall.payload).nullish(),
      }).nullish(),
    }),
  }),
);

export const requestContactInfoInteractiveSchema = lazy(() =>
  object({
    type: z.literal('request_contact_info'),
    ...partsWithoutBody,
    action: object({ name: named('request_contact_info') }),
  }),
);

/** A button with which the user sends a location. */
export type LocationRequestInteractive = z.output<typeof locationRequestInteractiveSchema>;
/** A form for an address; for businesses and users in India. */
export type AddressInteractive = z.output<typeof addressInteractiveSchema>;
/** Asks whether the business may call the user. */
export type CallPermissionRequestInteractive = z.output<typeof callPermissionRequestInteractiveSchema>;
/** A button with which the user calls the business on WhatsApp. */
export type VoiceCallInteractive = z.output<typeof voiceCallInteractiveSchema>;
/** Asks a user without a visible phone number for it. */
export type RequestContactInfoInteractive = z.output<typeof requestContactInfoInteractiveSchema>;

/** A text of up to 1024 characters with a button that sends the user's location. The answer is a location message. */
export function locationRequest(body: string): { type: 'interactive'; interactive: LocationRequestInteractive } {
  return {
    type: 'interactive',
    interactive: { type: 'location_request_message', body: { text: body }, action: { name: 'send_location' } },
  };
}
