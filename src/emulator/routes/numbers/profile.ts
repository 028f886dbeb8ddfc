/** `GET` and `POST /{phone-number-id}/whatsapp_business_profile`. */
import { z } from 'zod';
import { selectFields } from '../../http/fields.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { calledPhoneNumber, fromJson, listParameter, required } from '../../http/parameters.js';
import { GraphError } from '../../meta/graph-error.js';
import { profileType } from '../../meta/node-types.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { PhoneNumber } from '../../state/numbers/phone-numbers.js';
import { requireHandle } from '../uploads.js';

const verticals = [
  'ALCOHOL',
  'APPAREL',
  'AUTO',
  'BEAUTY',
  'EDU',
  'ENTERTAIN',
  'EVENT_PLAN',
  'FINANCE',
  'GOVT',
  'GROCERY',
  'HEALTH',
  'HOTEL',
  'NONPROFIT',
  'NOT_A_BIZ',
  'ONLINE_GAMBLING',
  'OTC_DRUGS',
  'OTHER',
  'PHYSICAL_GAMBLING',
  'PROF_SERVICES',
  'RESTAURANT',
  'RETAIL',
  'TRAVEL',
  'UNDEFINED',
] as const;

/**
 * @see "Business profiles" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/business-profiles (read
 * 2026-11)
 */
const profileSchema = z.object({
  about: z.string().min(1).max(139).optional(),
  address: z.string().max(256).optional(),
  description: z.string().max(512).optional(),
  email: z.string().max(128).optional(),
  profile_picture_handle: z.string().optional(),
  vertical: z.enum(verticals).optional(),
  /** A form holds the list as a JSON string, or one address as it is. */
  websites: z.preprocess(textList, z.array(z.string().max(256)).max(2)).optional(),
});

export function profileRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, {
    'GET /:phoneNumberId/whatsapp_business_profile': (call) => readProfile(call, state),
    'POST /:phoneNumberId/whatsapp_business_profile': (call) =>
      updateProfile(call, calledPhoneNumber(call, state), state),
  });
}

/** The profile in a list of one, with its id when that is asked for. */
export function readProfile(call: GraphCall, state: EmulatorState): Answer {
  const { id, ...described } = profileFields(calledPhoneNumber(call, state));
  const isIdAsked = listParameter(call.parameters, 'fields').includes('id');
  const selected = selectFields(isIdAsked ? { ...described, id } : described, call.parameters, profileType);
  return { body: { data: [{ ...selected, messaging_product: 'whatsapp' }] } };
}

/** `GET /{profile-id}` */
export function describeProfile({ parameters }: GraphCall, phoneNumber: PhoneNumber): Answer {
  return { body: selectFields(profileFields(phoneNumber), parameters, profileType) };
}

function profileFields({ profileId, profile }: PhoneNumber): Parameters {
  return { vertical: 'UNDEFINED', ...profile, messaging_product: 'whatsapp', id: profileId };
}

export function updateProfile({ parameters }: GraphCall, phoneNumber: PhoneNumber, state: EmulatorState): Answer {
  const { id, profile } = phoneNumber;
  required(parameters, 'messaging_product');
  const parsed = profileSchema.safeParse(parameters);
  const issue = parsed.error?.issues[0];
  if (issue) throw new GraphError({ code: 100, message: `(#100) Param ${issue.path.join('.')}: ${issue.message}.` });
  const { profile_picture_handle: handle, ...changes } = parsed.data ?? {};
  if (handle !== undefined) requireHandle(handle, ['image/jpeg', 'image/png'], state);
  Object.assign(profile, changes);
  if (handle !== undefined) profile['profile_picture_url'] = `https://pps.whatsapp.net/v/${id}.jpg`;
  return { body: { success: true } };
}

function textList(value: unknown): unknown {
  const list = fromJson(value);
  return typeof list === 'string' ? [list] : list;
}
