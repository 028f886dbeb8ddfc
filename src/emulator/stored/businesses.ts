/** Operations of a business portfolio and of an app that are stored. */
import { create, list, type StoredTable } from './operation.js';

/**
 * @see "Business" https://developers.facebook.com/docs/marketing-api/reference/business (read 2026-11)
 */
export const businessTable: StoredTable = {
  'GET /{business-id}/extendedcredits': { answer: list('extended-credit') },
  'POST /{business-id}/onboard_partners_to_mm_lite': {
    answer: create('partner-onboarding', { answer: ({ id }) => ({ request_id: id }) }),
  },
  'GET /{app-id}/connected_client_businesses': { answer: list('client-business') },
};
