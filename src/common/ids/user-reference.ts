/** Whom somebody means who names a user by hand: by a phone number, or by a business-scoped user id. */
import { z } from 'zod';
import { businessScopedId } from '../events/identity.js';
import { lazy } from '../schema/lazy.js';

/** What people write beside the digits of a phone number. No business-scoped user id and no group id looks like it. */
const phonePattern = /^\s*\+?[\d\s().\/-]*\d[\d\s().\/-]*$/;

/** Fewest digits of a phone number with its country code. */
const fewestDigits = 5;

/** Whether a text is a phone number in any notation: digits, and what people write between them. */
export function isPhoneNumber(text: string): boolean {
  return phonePattern.test(text);
}

/** Whether a text has the form of a business-scoped user id: `DE.13491208655302741918`. */
export function isUserId(text: string): boolean {
  return businessScopedId.test(text);
}

function isWholeNumber(text: string): boolean {
  return isPhoneNumber(text) && text.replace(/\D/g, '').length >= fewestDigits;
}

/** A phone number with country code, in any notation. */
export const phoneNumberSchema = lazy(() =>
  z.string().refine(isWholeNumber, 'must be a phone number with country code, such as +49 170 1234567'),
);

/** A business-scoped user id. */
export const userIdSchema = lazy(() =>
  z.string().refine(isUserId, 'must be a business-scoped user id, such as DE.13491208655302741918'),
);

/** A user by one of both. */
export const userSchema = lazy(() =>
  z.string().refine((text) => isWholeNumber(text) || isUserId(text), {
    error: 'must be a phone number with country code, or a business-scoped user id such as DE.13491208655302741918',
  }),
);
