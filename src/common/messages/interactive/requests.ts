/** Messages that ask the user for something: a location, an address, a call, a phone number. */
import { z } from 'zod';
import { limits } from '../../limits.js';
import { absent, filled, filledUpTo, array, mustBe, object, textUpTo, wholeNumber } from '../../schema/fields.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import {
  partsWithBody,
  partsWithoutBody,
  type Interactive,
  type InteractiveBody,
  type InteractiveParts,
  type OptionalParts,
} from './parts.js';

const { voiceCall } = limits;

/** The button that sends a location. */
export interface LocationRequestAction {
  /** The kind of the action. */
  name: 'send_location';
}

/**
 * A button with which the user sends a location. {@link locationRequest} makes it.
 *
 * @see "Location request messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/location-request-messages
 * (read 2026-11)
 */
export interface LocationRequestInteractive extends InteractiveParts {
  /** The kind of interactive message. */
  type: 'location_request_message';
  /** What can be tapped. */
  action: LocationRequestAction;
}

/** Which form an address message shows, and what the form holds. */
export interface AddressParameters {
  /** ISO code of the country whose form is shown, such as "IN". */
  country: string;
  /** What the form is filled with, by field name. */
  values?: Record<string, unknown> | null | undefined;
  /** Addresses from which the user can choose. */
  saved_addresses?: readonly Record<string, unknown>[] | null | undefined;
  /** What is wrong with `values`, by field name. The user cannot send the form before it is corrected. */
  validation_errors?: Record<string, unknown> | null | undefined;
}

/** The button that opens the form of an address message. */
export interface AddressAction {
  /** The kind of the action. */
  name: 'address_message';
  /** The form. */
  parameters: AddressParameters;
}

/**
 * A form for an address. Businesses and users in India have it.
 *
 * @see "Address messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/address-messages/ (read 2026-11)
 */
export interface AddressInteractive extends OptionalParts {
  /** The kind of interactive message. */
  type: 'address_message';
  /** What can be tapped. */
  action: AddressAction;
}

/** The buttons that allow or refuse calls. */
export interface CallPermissionRequestAction {
  /** The kind of the action. */
  name: 'call_permission_request';
}

/**
 * A question whether the business may call the user.
 *
 * @see "WhatsApp call button messages and deep links"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-button-messages-deep-links/
 * (read 2026-11)
 */
export interface CallPermissionRequestInteractive {
  /** The kind of interactive message. */
  type: 'call_permission_request';
  /** Always absent: a call permission request shows no header. */
  header?: null | undefined;
  /** A text of at most 1024 characters. */
  body?: InteractiveBody | null | undefined;
  /** Always absent: a call permission request shows no footer. */
  footer?: null | undefined;
  /** What can be tapped. */
  action: CallPermissionRequestAction;
}

/** Label and lifetime of a call button. */
export interface VoiceCallParameters {
  /** The button's label, of 1 to 20 characters. @default 'Call Now' */
  display_text?: string | null | undefined;
  /** How long the button works, in minutes, 1 to 43200 (30 days). @default 10080 (7 days) */
  ttl_minutes?: number | null | undefined;
  /** The business's own string, of at most 512 characters, which comes back in the webhooks of the call. */
  payload?: string | null | undefined;
}

/** The call button of a message. */
export interface VoiceCallAction {
  /** The kind of the action. */
  name: 'voice_call';
  /** The button. */
  parameters?: VoiceCallParameters | null | undefined;
}

/**
 * A button with which the user calls the business on WhatsApp.
 *
 * @see "WhatsApp call button messages and deep links"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-button-messages-deep-links/
 * (read 2026-11)
 */
export interface VoiceCallInteractive extends OptionalParts {
  /** The kind of interactive message. */
  type: 'voice_call';
  /** What can be tapped. */
  action: VoiceCallAction;
}

/** The button that sends the user's phone number. */
export interface RequestContactInfoAction {
  /** The kind of the action. */
  name: 'request_contact_info';
}

/** A button with which a user without a visible phone number sends it. */
export interface RequestContactInfoInteractive extends OptionalParts {
  /** The kind of interactive message. */
  type: 'request_contact_info';
  /** What can be tapped. */
  action: RequestContactInfoAction;
}

const named = <Name extends string>(name: Name): z.ZodLiteral<Name> => z.literal(name, `must be "${name}"`);
const freeObject = lazy(() => z.record(z.string(), z.unknown(), mustBe('an object')));

/** The schema of {@link LocationRequestInteractive}. */
export const locationRequestInteractiveSchema = schemaFor<LocationRequestInteractive>()(
  lazy(() =>
    object({
      type: z.literal('location_request_message'),
      ...partsWithBody,
      action: object({ name: named('send_location') }),
    }),
  ),
);

/** The schema of {@link AddressInteractive}. */
export const addressInteractiveSchema = schemaFor<AddressInteractive>()(
  lazy(() =>
    object({
      type: z.literal('address_message'),
      ...partsWithoutBody,
      action: object({
        name: named('address_message'),
        parameters: object({
          country: filled('an ISO country code such as "IN"'),
          values: freeObject.nullish(),
          saved_addresses: array(freeObject, 'addresses', { min: 0 }).nullish(),
          validation_errors: freeObject.nullish(),
        }),
      }),
    }),
  ),
);

/** The schema of {@link CallPermissionRequestInteractive}. */
export const callPermissionRequestInteractiveSchema = schemaFor<CallPermissionRequestInteractive>()(
  lazy(() =>
    object({
      type: z.literal('call_permission_request'),
      ...partsWithoutBody,
      header: absent('a call permission request shows no header'),
      footer: absent('a call permission request shows no footer'),
      action: object({ name: named('call_permission_request') }),
    }),
  ),
);

/** The schema of {@link VoiceCallInteractive}. */
export const voiceCallInteractiveSchema = schemaFor<VoiceCallInteractive>()(
  lazy(() =>
    object({
      type: z.literal('voice_call'),
      ...partsWithoutBody,
      action: object({
        name: named('voice_call'),
        parameters: object({
          display_text: filledUpTo(voiceCall.displayText).nullish(),
          ttl_minutes: wholeNumber(voiceCall.ttlMinutes).nullish(),
          payload: textUpTo(voiceCall.payload).nullish(),
        }).nullish(),
      }),
    }),
  ),
);

/** The schema of {@link RequestContactInfoInteractive}. */
export const requestContactInfoInteractiveSchema = schemaFor<RequestContactInfoInteractive>()(
  lazy(() =>
    object({
      type: z.literal('request_contact_info'),
      ...partsWithoutBody,
      action: object({ name: named('request_contact_info') }),
    }),
  ),
);

/**
 * Builds a text with a button that sends the user's location. The answer is a location message.
 *
 * @param body The text, of 1 to 1024 characters.
 * @example locationRequest('Where shall we deliver?')
 */
export function locationRequest(body: string): Interactive<LocationRequestInteractive> {
  return {
    type: 'interactive',
    interactive: { type: 'location_request_message', body: { text: body }, action: { name: 'send_location' } },
  };
}
