/** What a number's state says about its registration, before anything is asked of Meta that counts or costs. */
import type { PhoneNumberState } from '../../common/activity-contract.js';
import { defaultPhoneNumberFields } from '../../common/inputs/index.js';

/** The fields that {@link nextStep} looks at, and those that a result shows. */
export const fieldsToLookAt = [...defaultPhoneNumberFields, 'is_on_biz_app'];

/** What comes next for a number: nothing, its registration, a code before it, or a human. */
export type NextStep = 'none' | 'register' | 'verify' | { refusal: string; advice: string };

/** A number with one of these can send, so it is registered. */
const registered = ['CONNECTED', 'FLAGGED', 'RESTRICTED', 'RATE_LIMITED'];

/** Statuses in which Meta registers no number, with what helps. */
const hopeless: Readonly<Record<string, string>> = {
  BANNED: 'Appeal against the ban in WhatsApp Manager',
  DELETED: 'Add the number to the account again, and use the id that it gets',
  MIGRATED: 'Use the id that the number has in the account that it was moved to',
};

/**
 * Decides from the state of a number what its registration needs.
 *
 * Meta does not say whether a number with an expired verification has to be verified again; numbers that send have one,
 * too. So it is registered without a code, and Meta's error 133006 tells whether it needs one. A number in use with
 * WhatsApp cannot be registered until its account there is deleted; Embedded Signup connects one of the Business app.
 *
 * @see "Business phone numbers" https://developers.facebook.com/docs/whatsapp/cloud-api/phone-numbers (read 2026-11)
 */
export function nextStep(number: PhoneNumberState): NextStep {
  const { status = '', platform_type: platform = 'CLOUD_API', code_verification_status: verification = '' } = number;
  if (registered.includes(status) && platform === 'CLOUD_API') return 'none';
  const advice = hopeless[status];
  if (advice !== undefined) return { refusal: `its status is ${status}`, advice };
  if (number['is_on_biz_app'] === true) return { refusal: 'it is in use in the WhatsApp Business app', advice: onApp };
  return ['VERIFIED', 'EXPIRED'].includes(verification) ? 'register' : 'verify';
}

const onApp =
  'Connect the number by Embedded Signup for app users, which registers it and keeps the app, or delete the account in the app first';
