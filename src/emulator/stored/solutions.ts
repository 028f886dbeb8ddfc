/** Solutions of several partners, and the intents to move an account between them. */
import type { StoredObject } from '../state/stored-objects.js';
import { change, create, list, read, shown, type StoredTable } from './operation.js';

/**
 * @see "Multi-partner solutions"
 * https://developers.facebook.com/docs/whatsapp/solution-providers/multi-partner-solutions (read 2026-11)
 */
export const solutionTable: StoredTable = {
  'POST /{app-id}/whatsapp_business_solution': {
    required: ['owner_permissions', 'partner_app_id', 'partner_permissions', 'solution_name'],
    answer: create('solution', {
      members: ({ solution_name: name }, { app }) => ({
        name,
        status: 'INITIATED',
        status_for_pending_request: 'PENDING_ACTIVATION',
        owner_app: { id: app.appId, name: 'Emulated App' },
      }),
      answer: ({ id }) => ({ solution_id: id }),
    }),
  },
  'GET /{app-id}/whatsapp_business_solutions': { answer: list('solution') },
  'GET /{solution-id}': { answer: read() },
  'GET /{solution-id}/access_token': {
    required: ['business_id'],
    answer: (_call, { accessTokens, settings }) => ({
      access_token: accessTokens.main,
      expires_at: Math.floor(settings.clock() / 1000) + 3_600,
    }),
  },
  'POST /{solution-id}/accept': {
    required: ['partner_app_id'],
    answer: change({
      members: () => ({ status: 'ACTIVE', status_for_pending_request: 'NONE' }),
      answer: ({ id }) => ({ success: true, solution_id: id, partner_status: 'ACCEPTED' }),
    }),
  },
  'POST /{solution-id}/reject': {
    required: ['request_type'],
    allowed: { request_type: ['PARTNERSHIP_REQUEST', 'DEACTIVATION_REQUEST'] },
    answer: change({
      members: ({ request_type: type }) => ({
        ...(type === 'PARTNERSHIP_REQUEST' && { status: 'REJECTED' }),
        status_for_pending_request: 'NONE',
      }),
      answer: ({ id }, { request_type: type }) => ({ success: true, solution_id: id, rejected_request_type: type }),
    }),
  },
  'POST /{solution-id}/send_deactivation_request': {
    answer: change({
      members: () => ({ status_for_pending_request: 'PENDING_DEACTIVATION' }),
      answer: () => ({ success: true, message: 'The request was sent to the partner.' }),
    }),
  },
  'POST /{solution-id}/accept_deactivation_request': {
    answer: change({
      members: () => ({ status: 'DEACTIVATED', status_for_pending_request: 'NONE' }),
      answer: shown,
    }),
  },
  'POST /{solution-id}/reject_deactivation_request': {
    required: ['reject_deactivation_request'],
    answer: change({ members: () => ({ status_for_pending_request: 'NONE' }), answer: shown }),
  },
  'GET /{migration-intent-id}': { answer: read(({ id, members }) => ({ id, status: members['status'] })) },
  'GET /{obo-mobility-intent-id}': {
    answer: read(({ id, ownerId, members }, { stored }) => ({
      id,
      status: members['status'],
      waba: { id: ownerId, name: 'Emulated Business Account' },
      solution: describeSolution(String(members['solution_id'] ?? '0'), stored.find(String(members['solution_id']))),
    })),
  },
};

/** One that this emulator does not have is somebody else's. */
function describeSolution(id: string, solution: StoredObject | undefined): object {
  if (solution) return shown(solution);
  return { id, name: 'Emulated Solution', status: 'ACTIVE', status_for_pending_request: 'NONE' };
}
