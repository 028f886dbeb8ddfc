/**
 * `GET /debug_token?input_token=…`: what an access token is, and what it may do. An app asks about its own tokens, with
 * one of them or with its app access token.
 *
 * @see "debug_token" https://developers.facebook.com/docs/graph-api/reference/debug_token (read 2026-11)
 */
import { defined } from '../../../common/schema/defined.js';
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { required } from '../../http/parameters.js';
import { GraphError } from '../../meta/graph-error.js';
import type { KnownToken } from '../../state/accounts/access-tokens.js';
import type { EmulatedApp } from '../../state/accounts/apps.js';
import type { EmulatorState } from '../../state/emulator-state.js';

const expiredSubcode = 463;

export function debugTokenRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, { 'GET /debug_token': (call) => describeToken(call, state) });
}

function describeToken(call: GraphCall, state: EmulatorState): Answer {
  const token = required(call.parameters, 'input_token');
  if (state.apps.findByAppToken(token))
    return { body: { data: { ...describeApp(call.app), type: 'APP', scopes: [] } } };
  const known = state.accessTokens.find(token);
  if (!known) return { body: { data: invalid('Invalid OAuth access token - Cannot parse access token') } };
  const owner = known.appId === undefined ? state.apps.main : state.apps.get(known.appId);
  if (owner !== call.app) {
    const message = '(#100) The App_id in the input_token did not match the Viewing App';
    throw new GraphError({ code: 100, type: 'OAuthException', message });
  }
  return { body: { data: describeKnown(known, call.app, state) } };
}

function describeApp({ appId }: EmulatedApp): object {
  return { app_id: appId, application: 'Emulated App', is_valid: true };
}

function describeKnown(known: KnownToken, app: EmulatedApp, state: EmulatorState): object {
  const { expiredAtMs, expiresAtMs, scopes } = known;
  const whole = {
    ...describeApp(app),
    type: 'SYSTEM_USER',
    expires_at: expiresAtMs === undefined ? 0 : Math.floor(expiresAtMs / 1000),
    data_access_expires_at: 0,
    scopes: [...scopes],
    granular_scopes: scopes.map((scope) => ({ scope, target_ids: listAccounts(known, state) })),
    user_id: app.appId,
  };
  if (expiredAtMs === undefined) return whole;
  const message = `Error validating access token: Session has expired on ${new Date(expiredAtMs).toUTCString()}.`;
  return { ...whole, ...invalid(message, expiredSubcode) };
}

function invalid(message: string, subcode?: number): object {
  return { is_valid: false, error: { code: 190, message, ...defined({ subcode }) } };
}

/** The accounts of the numbers that a token is good for. */
function listAccounts({ phoneNumberIds }: KnownToken, state: EmulatorState): string[] {
  const numbers = state.phoneNumbers.all().filter(({ id }) => phoneNumberIds?.includes(id) ?? true);
  return [...new Set(numbers.map(({ wabaId }) => wabaId))];
}
