/** What the Graph API says of a business account: `GET /{waba-id}`, and the lists of accounts. */
import { selectFields, type FieldEdge } from '../../http/fields.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { accountType } from '../../meta/node-types.js';
import type { BusinessAccount } from '../../state/accounts/business-accounts.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { analyticsFields } from '../analytics/account-analytics.js';
import { listNumbers } from '../numbers/describe-number.js';
import { listTemplates } from '../templates/list-templates.js';
import { listApps } from './account.js';
import { listCatalogs } from './product-catalogs.js';

export function describeAccount(call: GraphCall, account: BusinessAccount, state: EmulatorState): Answer {
  return { body: selectFields(accountFields(call, account, state), call.parameters, accountType) };
}

/** Every field with a value; lists that belong to the account are made when they are asked for. */
export function accountFields(call: GraphCall, account: BusinessAccount, state: EmulatorState): Parameters {
  const { id, name, timezoneId, owner } = account;
  const edge =
    (list: (call: GraphCall, state: EmulatorState) => Answer, edgeName: string): FieldEdge =>
    (parameters) =>
      list({ ...call, objectId: id, path: `/${id}/${edgeName}`, parameters }, state).body;
  const { business } = state.accounts;
  return {
    id,
    name,
    currency: 'USD',
    timezone_id: timezoneId,
    country: 'US',
    message_template_namespace: `emulated_${id}`,
    account_review_status: 'APPROVED',
    business_verification_status: 'verified',
    ownership_type: owner === 'self' ? 'SELF' : 'CLIENT_OWNED',
    ...(owner === 'self' && { owner_business: business, owner_business_info: business }),
    status: 'ACTIVE',
    is_enabled_for_insights: true,
    health_status: { can_send_message: 'AVAILABLE', entities: [] },
    ...analyticsFields(id, state),
    phone_numbers: edge(listNumbers, 'phone_numbers'),
    message_templates: edge(listTemplates, 'message_templates'),
    subscribed_apps: edge(listApps, 'subscribed_apps'),
    product_catalogs: edge(listCatalogs, 'product_catalogs'),
  };
}
