/** Checks the credentials of a request. */
import type { Request } from 'express';
import { GraphError, unknownObject } from '../meta/graph-error.js';
import { appSecretProof, isSameSecret } from '../meta/secrets.js';
import type { KnownToken } from '../state/accounts/access-tokens.js';
import type { EmulatedApp } from '../state/accounts/apps.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { Parameters } from './graph-call.js';

const expiredSubcode = 463;

/** An app's own token does not expire, and is good for every number. */
const appToken: KnownToken = { scopes: [] };

/** Why the credentials are not good; undefined when they are. */
export function credentialRefusal(
  request: Request,
  parameters: Parameters,
  state: EmulatorState,
): GraphError | undefined {
  const token = accessToken(request, parameters);
  if (typeof token !== 'string' || token === '') return new GraphError({ code: 104, type: 'OAuthException' });
  const known = state.apps.findByAppToken(token) ? appToken : state.accessTokens.find(token);
  if (!known) return new GraphError({ code: 190, message: 'Invalid OAuth access token - Cannot parse access token' });
  if (known.expiredAtMs !== undefined) return expired(known.expiredAtMs, state.settings.clock());
  const owner = known.phoneNumberIds && owningNumber(request, parameters, state);
  if (owner !== undefined && known.phoneNumberIds?.includes(owner) === false) {
    return unknownObject(request.method, objectIdIn(request));
  }
  const proof = parameters['appsecret_proof'];
  if (proof === undefined) return undefined;
  const expected = appSecretProof(callingApp(request, parameters, state).appSecret, token);
  if (typeof proof === 'string' && isSameSecret(proof, expected)) return undefined;
  return new GraphError({
    code: 100,
    type: 'GraphMethodException',
    message: 'Invalid appsecret_proof provided in the API argument',
  });
}

/** The app in whose name a request comes: that of its access token, else the first one. */
export function callingApp(request: Request, parameters: Parameters, state: EmulatorState): EmulatedApp {
  const token = accessToken(request, parameters);
  if (typeof token !== 'string') return state.apps.main;
  const appId = state.accessTokens.find(token)?.appId;
  return state.apps.findByAppToken(token) ?? (appId === undefined ? state.apps.main : state.apps.get(appId));
}

/**
 * Whether the sender of a request knows a secret of the emulator. That is an access token, be it expired, or the secret
 * of an app.
 */
export function knowsSecret(request: Request, parameters: Parameters, { accessTokens, apps }: EmulatorState): boolean {
  const token = accessToken(request, parameters);
  if (typeof token === 'string' && (accessTokens.find(token) ?? apps.findByAppToken(token))) return true;
  const { client_id: id, client_secret: secret } = parameters;
  const app = typeof secret === 'string' ? apps.all().find(({ appId }) => appId === String(id)) : undefined;
  return app !== undefined && isSameSecret(String(secret), app.appSecret);
}

export function objectIdIn(request: Request): string {
  return request.path.split('/')[1] ?? '';
}

function expired(expiredAtMs: number, nowMs: number): GraphError {
  const [then, now] = [expiredAtMs, nowMs].map((atMs) => new Date(atMs).toUTCString());
  const message = `Error validating access token: Session has expired on ${then}. The current time is ${now}.`;
  return new GraphError({ code: 190, subcode: expiredSubcode, message });
}

/** The number that a request is about; undefined when it is about something of the whole account. */
function owningNumber(request: Request, parameters: Parameters, state: EmulatorState): string | undefined {
  const id = objectIdIn(request);
  if (state.phoneNumbers.find(id)) return id;
  return (state.media.find(id) ?? state.media.findByUrl(parameters))?.phoneNumberId;
}

/** The access token of a request: that of its header, else its parameter. */
export function accessToken(request: Request, parameters: Parameters): unknown {
  return bearerToken(request) ?? parameters['access_token'];
}

/** Meta also takes the scheme `OAuth`. */
function bearerToken(request: Request): string | undefined {
  return /^(?:bearer|oauth)\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}
