/**
 * `GET`, `POST` and `DELETE /{waba-id}/subscribed_apps`, for the app of the access token. `POST` without parameters
 * subscribes with the app's own webhook URL and removes an override. With `override_callback_uri` and `verify_token`,
 * the override has to pass the challenge.
 *
 * @see "Webhook overrides" https://developers.facebook.com/docs/whatsapp/embedded-signup/webhooks/override (read
 * 2026-11)
 */
import { defined } from '../../../common/schema/defined.js';
import { selectFields, type FieldEdge } from '../../http/fields.js';
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { requireAccount } from '../../http/parameters.js';
import { accountType } from '../../meta/node-types.js';
import type { WebhookSender } from '../../outbound-webhooks/delivery/webhook-sender.js';
import type { EmulatedApp } from '../../state/accounts/apps.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { analyticsFields } from '../analytics/account-analytics.js';
import { listNumbers } from '../numbers/describe-number.js';
import { listTemplates } from './list-templates.js';
import { verifiedOverride } from '../callbacks/webhook-override.js';

export function accountRoutes(state: EmulatorState, sender: WebhookSender): GraphRoutes {
  return graphRouter(state, {
    'GET /:wabaId/subscribed_apps': (call) => listApps(call, state),
    'POST /:wabaId/subscribed_apps': (call) => subscribe(call, state, sender),
    'DELETE /:wabaId/subscribed_apps': (call) => unsubscribe(call, state),
  });
}

export function describeAccount(call: GraphCall, state: EmulatorState): Answer {
  const edge =
    (list: (call: GraphCall, state: EmulatorState) => Answer, name: string): FieldEdge =>
    (parameters) =>
      list({ ...call, path: `${call.path}/${name}`, parameters }, state).body;
  const account = {
    id: call.objectId,
    name: 'Emulated Business Account',
    currency: 'USD',
    timezone_id: '1',
    country: 'US',
    message_template_namespace: `emulated_${call.objectId}`,
    account_review_status: 'APPROVED',
    business_verification_status: 'verified',
    ownership_type: 'SELF',
    status: 'ACTIVE',
    is_enabled_for_insights: true,
    health_status: { can_send_message: 'AVAILABLE', entities: [] },
    ...analyticsFields(call.objectId, state),
    phone_numbers: edge(listNumbers, 'phone_numbers'),
    message_templates: edge(listTemplates, 'message_templates'),
    subscribed_apps: edge(listApps, 'subscribed_apps'),
  };
  return { body: selectFields(account, call.parameters, accountType) };
}

function listApps(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  const data = state.subscriptions.forAccount(call.objectId).map(({ app, overrideUrl }) => ({
    whatsapp_business_api_data: describeApp(app),
    ...defined({ override_callback_uri: overrideUrl }),
  }));
  return { body: { data } };
}

function describeApp({ appId }: EmulatedApp): object {
  return { id: appId, name: 'Emulated App', link: `https://www.facebook.com/games/?app_id=${appId}` };
}

async function subscribe(call: GraphCall, state: EmulatorState, sender: WebhookSender): Promise<Answer> {
  requireAccount(call, state);
  state.subscriptions.subscribe(call.objectId, call.app, await verifiedOverride(call.parameters, sender));
  return { body: { success: true } };
}

function unsubscribe(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  state.subscriptions.unsubscribe(call.objectId, call.app);
  return { body: { success: true } };
}
