/**
 * `GET`, `POST` and `DELETE /{app-id}/subscriptions`: an app's own webhook URL and the fields that it gets. For a token of this app, also its
 * app access token `{app-id}|{app-secret}`.
 *
 * @see "Application subscriptions" https://developers.facebook.com/docs/graph-api/reference/application/subscriptions (read 2026-11)
 */
import { Router } from 'express';
import { defaultGraphVersion } from '../../common/graph-version.js';
import type { Answer, GraphCall } from '../http/graph-call.js';
import { GraphError, unknownObject } from '../http/graph-error.js';
import { graphRoute } from '../http/graph-pipeline.js';
import type { EmulatedApp } from '../state/apps.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { optional, required } from './parameters.js';
import { verifiedCallback } from './webhook-override.js';

const objectName = 'whatsapp_business_account';

export function appSubscriptionRoutes(state: EmulatorState): Router {
  const router = Router();
  const path = '/:appId/subscriptions';
  router.get(
    path,
    graphRoute(state, (call) => ({ body: { data: subscriptionsOf(ownApp(call)) } })),
  );
  router.post(
    path,
    graphRoute(state, (call) => subscribe(call, state)),
  );
  router.delete(
    path,
    graphRoute(state, (call) => {
      ownApp(call).webhookUrl = undefined;
      return { body: { success: true } };
    }),
  );
  return router;
}

async function subscribe(call: GraphCall, state: EmulatorState): Promise<Answer> {
  const { parameters } = call;
  const app = ownApp(call);
  if (required(parameters, 'object') !== objectName) {
    throw new GraphError({ code: 100, message: `(#100) Param object must be ${objectName}.` });
  }
  const verifyToken = required(parameters, 'verify_token');
  app.webhookUrl = await verifiedCallback(required(parameters, 'callback_url'), 'callback_url', verifyToken, state);
  app.verifyToken = verifyToken;
  const fields = fieldsIn(call);
  app.fields = fields.length > 0 ? fields : undefined;
  return { body: { success: true } };
}

/** A list, or names with commas. */
function fieldsIn({ parameters }: GraphCall): string[] {
  const { fields } = parameters;
  const names = Array.isArray(fields) ? fields.map(String) : (optional(parameters, 'fields') ?? '').split(',');
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

function ownApp({ app, method, objectId }: GraphCall): EmulatedApp {
  if (app.appId !== objectId) throw unknownObject(method, objectId);
  return app;
}

function subscriptionsOf({ webhookUrl, fields = [] }: EmulatedApp): object[] {
  if (webhookUrl === undefined) return [];
  const shown = fields.map((name) => ({ name, version: defaultGraphVersion }));
  return [{ object: objectName, callback_url: webhookUrl, active: true, fields: shown }];
}
