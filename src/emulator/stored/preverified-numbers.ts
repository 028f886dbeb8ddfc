/** Numbers that a partner verifies before a customer gets them. */
import type { Parameters } from '../http/graph-call.js';
import { GraphError, unknownObject } from '../meta/graph-error.js';
import { change, create, list, read, remove, type StoredTable } from './operation.js';

/**
 * @see "Pre-verified phone numbers"
 * https://developers.facebook.com/docs/whatsapp/embedded-signup/pre-verified-numbers (read 2026-11)
 */
export const preverifiedTable: StoredTable = {
  'GET /{business-id}/preverified_numbers': { answer: list('preverified-number') },
  'POST /{business-id}/add_phone_numbers': {
    required: ['phone_number'],
    answer: create('preverified-number', {
      members: ({ phone_number: number }) => ({
        display_phone_number: `+${String(number).replace(/\D/g, '')}`,
        verification_status: 'PENDING',
        availability_status: 'AVAILABLE',
      }),
    }),
  },
  'POST /{business-id}/share_preverified_numbers': {
    required: ['preverified_id', 'partner_business_id'],
    answer: (call, { stored }) => {
      const { preverified_id: id, partner_business_id: partner } = call.parameters;
      const number = stored.find(String(id));
      if (number?.kind !== 'preverified-number') throw unknownObject('POST', String(id));
      stored.add({ kind: 'partner', ownerId: number.id, members: { partner: String(partner) } });
      return { success: true };
    },
  },
  'GET /{preverified-number-id}': {
    answer: read(({ id, members }) => ({
      id,
      display_phone_number: members['display_phone_number'],
      is_input_id_valid: true,
    })),
  },
  'DELETE /{preverified-number-id}': { answer: remove() },
  'GET /{preverified-number-id}/partners': {
    answer: ({ objectId }, { stored }) => ({
      data: stored
        .all('partner', objectId)
        .map(({ members }) => ({ id: members['partner'], name: 'Emulated Partner' })),
    }),
  },
  'POST /{preverified-number-id}/request_code': {
    required: ['code_method', 'language'],
    allowed: { code_method: ['SMS', 'VOICE'] },
    answer: change({ members: ({ code_method: method }) => ({ code_method: method }) }),
  },
  'POST /{preverified-number-id}/verify_code': {
    required: ['code'],
    answer: change({ members: verified, answer: ({ id }) => ({ success: true, id }) }),
  },
};

/** Any six digits are right: no code is sent. */
function verified({ code }: Parameters): Parameters {
  if (/^\d{6}$/.test(String(code))) return { verification_status: 'VERIFIED' };
  throw new GraphError({ code: 136025, details: 'A verification code has six digits.' });
}
