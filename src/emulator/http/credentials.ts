/** Checks the credentials of a request. */
import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { appSecretProof, type EmulatedApp } from '../state/accounts/apps.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { GraphError, unknownObject } from '../meta/graph-error.js';
import type { Parameters } from './graph-call.js';

const expiredSubcode = 463;

/** Why the credentials are not good; undefined when they are. */
export function refusalOf(request: Request, parameters: Parameters, state: EmulatorState): GraphError | undefined {
  const token = tokenOf(request, parameters);
  if (typeof token !== 'string' || token === '') return new GraphError({ code: 104, type: 'OAuthException' });
  const known = state.apps.ofAppToken(token) ? {} : state.accessTokens.find(token);
  if (!known) return new GraphError({ code: 190, message: 'Invalid OAuth access token - Cannot parse access token' });
  if (known.expiredAtMs !== undefined) return expired(known.expiredAtMs, state.settings.clock());
  const owner = known.phoneNumberIds && ownerOf(request, parameters, state);
  if (owner !== undefined && known.phoneNumberIds?.includes(owner) === false) {
    return unknownObject(request.method, objectIdOf(request));
  }
  const proof = parameters['appsecret_proof'];
  if (
    proof === undefined ||
    (typeof proof === 'string' && isSame(proof, appSecretProof(callerOf(request, parameters, state), token)))
  )
    return undefined;
  return new GraphError({
    code: 100,
    type: 'GraphMethodException',
    message: 'Invalid appsecret_proof provided in the API argument',
  });
}

/** The app in whose name a request comes: that of its access token, else the first one. */
export function callerOf(request: Request, parameters: Parameters, state: EmulatorState): EmulatedApp {
  const token = tokenOf(request, parameters);
  if (typeof token !== 'string') return state.apps.main;
  const appId = state.accessTokens.find(token)?.appId;
  return state.apps.ofAppToken(token) ?? (appId === undefined ? state.apps.main : state.apps.get(appId));
}

export function objectIdOf(request: Request): string {
  return request.path.split('/')[1] ?? '';
}

function expired(expiredAtMs: number, nowMs: number): GraphError {
  const [then, now] = [expiredAtMs, nowMs].map((atMs) => new Date(atMs).toUTCString());
  const message = `Error validating access token: Session has expired on ${then}. The current time is ${now}.`;
  return new GraphError({ code: 190, subcode: expiredSubcode, message });
}

/** The number that a request is about; undefined when it is about something of the whole account. */
function ownerOf(request: Request, parameters: Parameters, state: EmulatorState): string | undefined {
  const id = objectIdOf(request);
  if (state.phoneNumbers.find(id)) return id;
  return (state.media.find(id) ?? state.media.findByUrl(parameters))?.phoneNumberId;
}

function tokenOf(request: Request, parameters: Parameters): unknown {
  return bearerToken(request) ?? parameters['access_token'];
}

/** Meta also takes the scheme `OAuth`. */
function bearerToken(request: Request): string | undefined {
  return /^(?:bearer|oauth)\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
