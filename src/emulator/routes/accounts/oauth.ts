/**
 * `GET` and `POST /oauth/access_token`, which need no access token.
 *
 * @see "Access tokens" https://developers.facebook.com/docs/facebook-login/guides/access-tokens (read 2026-11)
 */
import { defined } from '../../../common/schema/defined.js';
import type { Answer, Parameters } from '../../http/graph-call.js';
import { openRoute, type GraphRoutes } from '../../http/graph-pipeline.js';
import { optional } from '../../http/parameters.js';
import { GraphError } from '../../meta/graph-error.js';
import { isSameSecret } from '../../meta/secrets.js';
import type { EmulatedApp } from '../../state/accounts/apps.js';
import type { EmulatorState } from '../../state/emulator-state.js';

/** Life of an exchanged token in seconds, 60 days. */
const longLifeS = 60 * 86_400;

export function oauthRoutes(state: EmulatorState): GraphRoutes {
  const exchange = openRoute(state, (call) => giveToken(call.parameters, state));
  const routes = { 'GET /oauth/access_token': exchange, 'POST /oauth/access_token': exchange };
  return { routes, operations: Object.keys(routes) };
}

function giveToken(parameters: Parameters, state: EmulatorState): Answer {
  const app = checkedApp(parameters, state);
  const grantType = optional(parameters, 'grant_type') ?? 'authorization_code';
  if (grantType === 'client_credentials') {
    return { body: { access_token: `${app.appId}|${app.appSecret}`, token_type: 'bearer' } };
  }
  if (grantType === 'fb_exchange_token') return exchangeToken(parameters, app, state);
  if (grantType !== 'authorization_code') throw oauthError(100, `Unknown grant type: ${grantType}`);
  const code = oauthParameter(parameters, 'code', 'Missing authorization code', 1);
  if (!state.codes.use(code)) throw oauthError(100, 'This authorization code has been used.', 36_009);
  return newToken(app, state);
}

function exchangeToken(parameters: Parameters, app: EmulatedApp, state: EmulatorState): Answer {
  const given = oauthParameter(parameters, 'fb_exchange_token', 'Missing fb_exchange_token parameter', 100);
  const known = state.accessTokens.find(given);
  if (!known || known.expiredAtMs !== undefined) {
    throw oauthError(190, known ? 'Error validating access token: Session has expired' : 'Malformed access token');
  }
  return newToken(app, state, known.phoneNumberIds);
}

function newToken(app: EmulatedApp, state: EmulatorState, phoneNumberIds?: readonly string[]): Answer {
  const accessToken = state.settings.ids.accessToken('access token');
  const ttlMs = longLifeS * 1000;
  state.accessTokens.issue(accessToken, { appId: app.appId, ttlMs, ...defined({ phoneNumberIds }) });
  return { body: { access_token: accessToken, token_type: 'bearer', expires_in: longLifeS } };
}

function checkedApp(parameters: Parameters, { apps }: EmulatorState): EmulatedApp {
  const clientId = oauthParameter(parameters, 'client_id', 'Missing client_id parameter.', 101);
  const secret = oauthParameter(parameters, 'client_secret', 'Missing client_secret parameter.', 1);
  const app = apps.all().find(({ appId }) => appId === clientId);
  if (!app) throw oauthError(101, 'Error validating application. Cannot get application info due to a system error.');
  if (!isSameSecret(secret, app.appSecret)) throw oauthError(1, 'Error validating client secret.');
  return app;
}

function oauthParameter(parameters: Parameters, name: string, missing: string, code: number): string {
  const value = optional(parameters, name) ?? '';
  if (value === '') throw oauthError(code, missing);
  return value;
}

function oauthError(code: number, message: string, subcode?: number): GraphError {
  return new GraphError({ status: 400, code, message, ...defined({ subcode }) });
}
