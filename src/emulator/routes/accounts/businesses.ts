/**
 * `GET /{business-id}`, and the accounts of a business: its own by `/owned_whatsapp_business_accounts`, those that its
 * clients share with it by `/client_whatsapp_business_accounts`.
 *
 * @see "Business" https://developers.facebook.com/docs/marketing-api/reference/business (read 2026-11)
 */
import { selectFields } from '../../http/fields.js';
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { page } from '../../http/paging.js';
import { optional } from '../../http/parameters.js';
import { unknownObject } from '../../meta/graph-error.js';
import { accountType, type NodeType } from '../../meta/node-types.js';
import type { BusinessAccount } from '../../state/accounts/business-accounts.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { accountFields } from './describe-account.js';

const businessType: NodeType = {
  type: 'Business',
  defaults: ['id', 'name'],
  known: ['created_time', 'id', 'name', 'primary_page', 'timezone_id', 'verification_status', 'vertical'],
};

const clientAccountType: NodeType = { ...accountType, defaults: ['id', 'name', 'currency', 'timezone_id'] };

export function businessRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, {
    'GET /:businessId/owned_whatsapp_business_accounts': (call) => listAccounts(call, 'self', state),
    'GET /:businessId/client_whatsapp_business_accounts': (call) => listAccounts(call, 'client', state),
  });
}

export function describeBusiness(call: GraphCall, { accounts }: EmulatorState): Answer {
  const business = { ...accounts.business, timezone_id: 0, verification_status: 'verified' };
  return { body: selectFields(business, call.parameters, businessType) };
}

function listAccounts(call: GraphCall, owner: BusinessAccount['owner'], state: EmulatorState): Answer {
  const { parameters, objectId, method } = call;
  if (objectId !== state.accounts.business.id) throw unknownObject(method, objectId);
  const wanted = optional(parameters, 'find');
  const found = state.accounts
    .all()
    .filter((account) => account.owner === owner && (wanted === undefined || account.id === wanted));
  const type = owner === 'self' ? accountType : clientAccountType;
  const data = found.map((account) => selectFields(accountFields(call, account, state), parameters, type));
  return { body: page(data, call) };
}
