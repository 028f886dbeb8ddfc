/** Shapes of Meta's ids. */
import { z } from 'zod';
import { lazy } from '../schema/lazy.js';
import { phoneNumberIdPattern } from './workflow-ids.js';

/**
 * A phone number id: decimal digits, as Meta shows it beside the number (it is not the phone number).
 *
 * @see "Get phone number id"
 * https://developers.facebook.com/docs/whatsapp/business-management-api/manage-phone-numbers (read 2026-11)
 */
export const phoneNumberIdSchema = lazy(() =>
  z
    .string()
    .regex(
      new RegExp(phoneNumberIdPattern),
      'must be a phone number id: 5 to 20 digits, without "+" (the id from the app dashboard, not the phone number)',
    ),
);

/** An id of a message at Meta. It is opaque; every id seen so far starts with `wamid.`. */
export const messageIdSchema = lazy(() => z.string().min(1, 'must be a message id such as "wamid.…"').max(512));

/** An id of a media object. It has no slash, so that it cannot change the path of a request. */
export const mediaIdSchema = lazy(() =>
  z.string().regex(/^[\w.:-]{1,256}$/, 'must be a media id: letters, digits and "_", without "/"'),
);
