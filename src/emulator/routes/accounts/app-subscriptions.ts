/**
 * `GET`, `POST` and `DELETE /{app-id}/subscriptions`: an app's own webhook URL and the fields that it gets. For a token
 * of this app, also its app access token `{app-id}|{app-secret}`.
 *
 * @see "Application subscriptions" https://developers.facebook.com/docs/graph-api/reference/application/subscriptions
 * (read 2026-11)
 */
import { defaultGraphVersion } from '../../../common/graph-version.js';
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { listParameter, required } from '../../http/parameters.js';
import { GraphError, unknownObject } from '../../meta/graph-error.js';
import type { WebhookSender } from '../../outbound-webhooks/delivery/webhook-sender.js';
import type { EmulatedApp } from '../../state/accounts/apps.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { verifiedCallback } from '../callbacks/webhook-override.js';

const objectName = 'whatsapp_business_account';

export function appSubscriptionRoutes(state: EmulatorState, sender: WebhookSender): GraphRoutes {
  return graphRouter(state, {
    'GET /:appId/subscriptions': (call) => ({ body: { data: describeSubscriptions(ownApp(call)) } }),
    'POST /:appId/subscriptions': (call) => subscribe(call, sender),
    'DELETE /:appId/subscriptions': unsubscribe,
  });
}

async function subscribe(call: GraphCall, sender: WebhookSender): Promise<Answer> {
  const { parameters } = call;
  const app = ownApp(call);
  if (required(parameters, 'object') !== objectName) {
    throw new GraphError({ code: 100, message: `(#100) Param object must be ${objectName}.` });
  }
  const verifyToken = required(parameters, 'verify_token');
  app.webhookUrl = await verifiedCallback(required(parameters, 'callback_url'), 'callback_url', verifyToken, sender);
  app.verifyToken = verifyToken;
  const fields = listParameter(parameters, 'fields');
  app.fields = fields.length > 0 ? fields : undefined;
  return { body: { success: true } };
}

function unsubscribe(call: GraphCall): Answer {
  ownApp(call).webhookUrl = undefined;
  return { body: { success: true } };
}

function ownApp({ app, method, objectId }: GraphCall): EmulatedApp {
  if (app.appId !== objectId) throw unknownObject(method, objectId);
  return app;
}

function describeSubscriptions({ webhookUrl, fields = [] }: EmulatedApp): object[] {
  if (webhookUrl === undefined) return [];
  const shown = fields.map((name) => ({ name, version: defaultGraphVersion }));
  return [{ object: objectName, callback_url: webhookUrl, active: true, fields: shown }];
}
