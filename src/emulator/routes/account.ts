/**
 * `GET`, `POST` and `DELETE /{waba-id}/subscribed_apps`. `POST` without parameters subscribes with the app's own webhook URL and
 * removes an override; with `override_callback_uri` and `verify_token` the override has to pass the challenge first.
 */
import { Router } from 'express';
import type { Answer, GraphCall } from '../http/graph-call.js';
import { GraphError } from '../http/graph-error.js';
import { graphRoute } from '../http/graph-pipeline.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { selectFields } from './fields.js';
import { requireAccount } from './objects.js';
import { optional, required } from './parameters.js';

const node = { type: 'WhatsAppBusinessAccount', defaults: ['id', 'name', 'timezone_id', 'message_template_namespace'] };

export function accountRoutes(state: EmulatorState): Router {
  const router = Router();
  const path = '/:wabaId/subscribed_apps';
  router.get(
    path,
    graphRoute(state, (call) => listApps(call, state)),
  );
  router.post(
    path,
    graphRoute(state, (call) => subscribe(call, state)),
  );
  router.delete(
    path,
    graphRoute(state, (call) => unsubscribe(call, state)),
  );
  return router;
}

export function describeAccount(call: GraphCall, state: EmulatorState): Answer {
  const account = {
    id: state.settings.wabaId,
    name: 'Emulated Business Account',
    currency: 'USD',
    timezone_id: '1',
    country: 'US',
    message_template_namespace: `emulated_${state.settings.wabaId}`,
    account_review_status: 'APPROVED',
    business_verification_status: 'verified',
    ownership_type: 'SELF',
    health_status: { can_send_message: 'AVAILABLE', entities: [] },
  };
  return { body: selectFields(account, call.parameters, node) };
}

function listApps(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  const { isActive, overrideUrl } = state.subscription;
  const { appId } = state.settings;
  const app = { id: appId, name: 'Emulated App', link: `https://www.facebook.com/games/?app_id=${appId}` };
  const data = {
    whatsapp_business_api_data: app,
    ...(overrideUrl !== undefined && { override_callback_uri: overrideUrl }),
  };
  return { body: { data: isActive ? [data] : [] } };
}

async function subscribe(call: GraphCall, state: EmulatorState): Promise<Answer> {
  requireAccount(call, state);
  const overrideUrl = optional(call.parameters, 'override_callback_uri');
  if (overrideUrl === undefined || overrideUrl === '') {
    state.subscription = { isActive: true };
  } else {
    await verify(overrideUrl, required(call.parameters, 'verify_token'), state);
    state.subscription = { isActive: true, overrideUrl };
  }
  return { body: { success: true } };
}

async function verify(url: string, verifyToken: string, state: EmulatorState): Promise<void> {
  if (!URL.canParse(url)) throw new GraphError({ code: 100, details: 'override_callback_uri must be a URL.' });
  try {
    await state.webhooks.verify(url, verifyToken);
  } catch (error) {
    throw new GraphError({ code: 2200, message: `(#2200) Callback verification failed: ${(error as Error).message}` });
  }
}

function unsubscribe(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  state.subscription = { isActive: false };
  return { body: { success: true } };
}
