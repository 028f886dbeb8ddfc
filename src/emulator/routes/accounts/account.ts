/**
 * `GET`, `POST` and `DELETE /{waba-id}/subscribed_apps`, for the app of the access token. `POST` without parameters
 * subscribes with the app's own webhook URL and removes an override. With `override_callback_uri` and `verify_token`,
 * the override has to pass the challenge.
 *
 * @see "Webhook overrides" https://developers.facebook.com/docs/whatsapp/embedded-signup/webhooks/override (read
 * 2026-11)
 */
import { defined } from '../../../common/schema/defined.js';
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { requireAccount } from '../../http/parameters.js';
import type { WebhookSender } from '../../outbound-webhooks/delivery/webhook-sender.js';
import type { EmulatedApp } from '../../state/accounts/apps.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { verifiedOverride } from '../callbacks/webhook-override.js';

export function accountRoutes(state: EmulatorState, sender: WebhookSender): GraphRoutes {
  return graphRouter(state, {
    'GET /:wabaId/subscribed_apps': (call) => listApps(call, state),
    'POST /:wabaId/subscribed_apps': (call) => subscribe(call, state, sender),
    'DELETE /:wabaId/subscribed_apps': (call) => unsubscribe(call, state),
  });
}

export function listApps(call: GraphCall, state: EmulatorState): Answer {
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
  const before = state.resets.now;
  const overrideUrl = await verifiedOverride(call.parameters, sender);
  state.resets.check(before);
  state.subscriptions.subscribe(call.objectId, call.app, overrideUrl);
  return { body: { success: true } };
}

function unsubscribe(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  state.subscriptions.unsubscribe(call.objectId, call.app);
  return { body: { success: true } };
}
