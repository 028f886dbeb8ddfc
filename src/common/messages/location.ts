/** Location messages. */
import { z } from 'zod';
import { defined } from '../schema/defined.js';
import { mustBe, numeric, object } from '../schema/fields.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';

/** A place. */
export interface LocationContent {
  /** Latitude in degrees, -90 to 90. */
  latitude: number | string;
  /** Longitude in degrees, -180 to 180. */
  longitude: number | string;
  /** Name of the place. */
  name?: string | null | undefined;
  /** Address of the place. WhatsApp shows it only together with `name`. */
  address?: string | null | undefined;
}

/**
 * A place on the map. {@link location} makes it.
 *
 * @see "Location messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/location-messages (read 2026-11)
 */
export interface LocationMessage {
  /** The kind of the message. */
  type: 'location';
  /** The content. */
  location: LocationContent;
}

/** The schema of {@link LocationContent}, which templates carry, too. */
export const locationSchema = schemaFor<LocationContent>()(
  lazy(() =>
    object({
      latitude: numeric('degrees from -90 to 90', { min: -90, max: 90 }),
      longitude: numeric('degrees from -180 to 180', { min: -180, max: 180 }),
      name: z.string(mustBe('a text')).nullish(),
      address: z.string(mustBe('a text')).nullish(),
    }),
  ),
);

/** The schema of a {@link LocationMessage}. */
export const locationMessageSchema = schemaFor<LocationMessage>()(
  lazy(() => object({ type: z.literal('location'), location: locationSchema })),
);

/** Options of {@link location}. */
export interface LocationOptions {
  /** Name of the place. @default none */
  name?: string | undefined;
  /** Address of the place. WhatsApp shows it only together with `name`. @default none */
  address?: string | undefined;
}

/**
 * Builds a location message.
 *
 * @param latitude Degrees, -90 to 90.
 * @param longitude Degrees, -180 to 180.
 * @example location(52.5219, 13.4132, { name: 'Our shop', address: 'Alexanderplatz 1, Berlin' })
 */
export function location(latitude: number, longitude: number, options: LocationOptions = {}): LocationMessage {
  const { name, address } = options;
  return { type: 'location', location: { latitude, longitude, ...defined({ name, address }) } };
}
