/** `GET` and `POST /{phone-number-id}/whatsapp_business_profile`. */
import { z } from 'zod';
import { selectFields } from '../../http/fields.js';
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { calledPhoneNumber, fromJson, required } from '../../http/parameters.js';
import { GraphError } from '../../meta/graph-error.js';
import { profileType } from '../../meta/node-types.js';
import type { EmulatorState } from '../../state/emulator-state.js';
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
    'POST /:phoneNumberId/whatsapp_business_profile': (call) => update(call, state),
  });
}

export function readProfile(call: GraphCall, state: EmulatorState): Answer {
  const { profile } = calledPhoneNumber(call, state);
  const described = { vertical: 'UNDEFINED', ...profile, messaging_product: 'whatsapp' };
  const selected = selectFields(described, call.parameters, profileType);
  return { body: { data: [{ ...selected, messaging_product: 'whatsapp' }] } };
}

function update(call: GraphCall, state: EmulatorState): Answer {
  const { id, profile } = calledPhoneNumber(call, state);
  required(call.parameters, 'messaging_product');
  const parsed = profileSchema.safeParse(call.parameters);
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
