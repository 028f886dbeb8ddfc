/** Edges of businesses, of their accounts and of apps that are stored. */
import { change, create, list, read, type StoredTable } from './operation.js';

const intents = [
  'INITIATE_TRANSFER',
  'CONFIRM_TRANSFER',
  'CANCEL_TRANSFER',
  'REQUEST_HANDOVER',
  'APPROVE_HANDOVER',
  'REJECT_HANDOVER',
];

/**
 * @see "WhatsApp Business Account" https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account
 * (read 2026-11)
 */
export const accountTable: StoredTable = {
  'GET /{waba-id}/activities': { answer: list('activity') },
  'GET /{waba-id}/schedules': { answer: list('schedule') },
  'POST /{waba-id}/schedules': {
    required: ['name', 'schedule_type', 'start_time', 'end_time'],
    allowed: {
      schedule_type: ['BUSINESS_HOURS', 'AUTOMATED_RESPONSE', 'MESSAGE_CAMPAIGN', 'MAINTENANCE_WINDOW', 'CUSTOM'],
    },
    answer: create('schedule', {
      members: ({ is_active: isActive = true }) => ({ status: isActive === false ? 'INACTIVE' : 'ACTIVE' }),
    }),
  },
  'GET /{waba-id}/solutions': { answer: list('solution', { ofAll: true }) },
  'GET /{waba-id}/template_group_analytics': { answer: list('template-group-point') },
  'GET /{waba-id}/signups': { answer: list('signup') },
  'POST /{waba-id}/signups': {
    answer: create('signup', { members: (_sent, { objectId }) => ({ waba_id: objectId, status: 'ACTIVE' }) }),
  },
  'GET /signups/{signup-id}': { answer: read() },
  'POST /signups/{signup-id}': { answer: change() },
  'GET /{waba-id}/in_progress_onbehalf_request': { answer: list('onbehalf-request') },
  'POST /{waba-id}/obo_mobility_intent': {
    required: ['solution_id', 'intent_type'],
    allowed: { intent_type: intents },
    answer: create('obo-mobility-intent', {
      members: () => ({ status: 'PENDING' }),
      answer: ({ id }) => ({ success: true, mobility_intent_id: id, status: 'PENDING' }),
    }),
  },
  'POST /{waba-id}/set_obo_mobility_intent': {
    required: ['waba_id'],
    answer: create('obo-mobility-intent', {
      members: () => ({ status: 'PENDING' }),
      answer: ({ id }) => ({ success: true, intent_id: id }),
    }),
  },
  'POST /{waba-id}/set_solution_migration_intent': {
    required: ['solution_id', 'migration_intent'],
    allowed: {
      migration_intent: ['INITIATE_MIGRATION', 'CANCEL_MIGRATION', 'CONFIRM_MIGRATION', 'SCHEDULE_MIGRATION'],
    },
    answer: create('migration-intent', {
      members: () => ({ status: 'INITIATED' }),
      answer: ({ id }) => ({ success: true, migration_intent_id: id, status: 'PENDING' }),
    }),
  },
  'GET /me': { answer: ({ app }) => ({ id: app.appId, name: 'Emulated System User' }) },
  'GET /{business-id}/extendedcredits': { answer: list('extended-credit') },
  'POST /{business-id}/onboard_partners_to_mm_lite': {
    answer: create('partner-onboarding', { answer: ({ id }) => ({ request_id: id }) }),
  },
  'GET /{app-id}/connected_client_businesses': { answer: list('client-business') },
};
