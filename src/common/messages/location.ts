/**
 * Location messages.
 *
 * @see "Location messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/location-messages (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../schema/lazy.js';
import { mustBe, numeric, object, present } from '../schema/fields.js';

export const locationSchema = lazy(() =>
  object({
    latitude: numeric('degrees from -90 to 90', { min: -90, max: 90 }),
    longitude: numeric('degrees from -180 to 180', { min: -180, max: 180 }),
    name: z.string(mustBe('a text')).nullish(),
    /** Shown only together with `name`. */
    address: z.string(mustBe('a text')).nullish(),
  }),
);

export const locationMessageSchema = lazy(() => object({ type: z.literal('location'), location: locationSchema }));

/** A pin on the map. */
export type LocationMessage = z.output<typeof locationMessageSchema>;

export interface LocationOptions {
  name?: string | undefined;
  /** Shown only together with `name`. */
  address?: string | undefined;
}

/** A location message. Latitude from -90 to 90 and longitude from -180 to 180, in degrees. */
export function location(latitude: number, longitude: number, options: LocationOptions = {}): LocationMessage {
  const { name, address } = options;
  return { type: 'location', location: { latitude, longitude, ...present({ name, address }) } };
}
