/** Operations that the emulator only stores. */
import { none, sending, type Example } from './example.js';

const whatsapp = { messaging_product: 'whatsapp' };
const contact = { name: 'Ann', email: 'ann@example.com' };

const compliance = {
  ...whatsapp,
  entity_name: 'Shop',
  entity_type: 'PARTNERSHIP',
  grievance_officer_details: contact,
  customer_care_details: { email: 'care@example.com' },
};

const schedule = {
  name: 'Opening hours',
  schedule_type: 'BUSINESS_HOURS',
  start_time: '2026-12-01T08:00:00Z',
  end_time: '2026-12-01T17:00:00Z',
};

const numberExamples: Readonly<Record<string, Example>> = {
  'POST /{phone-number-id}/business_compliance_info': sending(compliance),
  'GET /{phone-number-id}/business_compliance_info': none,
  'GET /{phone-number-id}/official_business_account': none,
  'POST /{phone-number-id}/official_business_account': sending({ action: 'SUBMIT_APPLICATION' }),
  'POST /{phone-number-id}/messages_encrypted': sending({ ...whatsapp, encrypted_contents: 'AAAA' }),
  'GET /{account-number-id}': none,
  'GET /{bot-id}': none,
  'GET /{profile-id}': none,
  'POST /{profile-id}': sending({ ...whatsapp, about: 'Open' }),
};

const preverifiedExamples: Readonly<Record<string, Example>> = {
  'POST /{business-id}/add_phone_numbers': sending(
    { phone_number: '+491701234567' },
    { yields: ['preverified-number-id', ({ id }) => id] },
  ),
  'GET /{business-id}/preverified_numbers': none,
  'POST /{business-id}/share_preverified_numbers': {
    valid: (_emulator, ids) => ({
      json: { preverified_id: ids['preverified-number-id'], partner_business_id: '1001' },
    }),
    lacking: { json: { preverified_id: '4711', partner_business_id: '1001' } },
  },
  'GET /{preverified-number-id}': none,
  'GET /{preverified-number-id}/partners': none,
  'POST /{preverified-number-id}/request_code': sending({ code_method: 'SMS', language: 'en_US' }),
  'POST /{preverified-number-id}/verify_code': sending({ code: '123456' }, { lacking: { json: { code: 'abc' } } }),
  'DELETE /{preverified-number-id}': none,
};

const businessExamples: Readonly<Record<string, Example>> = {
  'GET /{business-id}/extendedcredits': none,
  'POST /{business-id}/onboard_partners_to_mm_lite': none,
  'GET /{app-id}/connected_client_businesses': none,
  'GET /{user-id}/assigned_whatsapp_business_accounts': none,
};

const solution = {
  owner_permissions: ['MESSAGING'],
  partner_app_id: '1002',
  partner_permissions: ['MESSAGING'],
  solution_name: 'Bookings',
};

const solutionExamples: Readonly<Record<string, Example>> = {
  'POST /{app-id}/whatsapp_business_solution': sending(solution, {
    yields: ['solution-id', (body) => (body as unknown as { solution_id: string }).solution_id],
  }),
  'GET /{app-id}/whatsapp_business_solutions': none,
  'GET /{waba-id}/solutions': none,
  'GET /{solution-id}': none,
  'GET /{solution-id}/access_token': { ...none, query: '?business_id=1001' },
  'POST /{solution-id}/accept': sending({ partner_app_id: '1002' }),
  'POST /{solution-id}/reject': sending({ request_type: 'PARTNERSHIP_REQUEST' }),
  'POST /{solution-id}/send_deactivation_request': sending({ reason: 'No longer needed' }),
  'POST /{solution-id}/reject_deactivation_request': sending({ reject_deactivation_request: true }),
  'POST /{solution-id}/accept_deactivation_request': none,
};

const accountExamples: Readonly<Record<string, Example>> = {
  'GET /{waba-id}/activities': none,
  'POST /{waba-id}/schedules': sending(schedule),
  'GET /{waba-id}/schedules': none,
  'GET /{waba-id}/in_progress_onbehalf_request': none,
  'POST /{waba-id}/obo_mobility_intent': sending({ solution_id: '1003', intent_type: 'INITIATE_TRANSFER' }),
  'POST /{waba-id}/set_obo_mobility_intent': sending(
    { waba_id: '1004' },
    { yields: ['obo-mobility-intent-id', (body) => (body as unknown as { intent_id: string }).intent_id] },
  ),
  'GET /{obo-mobility-intent-id}': none,
  'POST /{waba-id}/set_solution_migration_intent': sending(
    { solution_id: '1003', migration_intent: 'INITIATE_MIGRATION' },
    {
      yields: [
        'migration-intent-id',
        (body) => (body as unknown as { migration_intent_id: string }).migration_intent_id,
      ],
    },
  ),
  'GET /{migration-intent-id}': none,
};

/** In the order in which they are called. */
export const storedExamples: Readonly<Record<string, Example>> = {
  ...numberExamples,
  ...preverifiedExamples,
  ...businessExamples,
  ...solutionExamples,
  ...accountExamples,
};
