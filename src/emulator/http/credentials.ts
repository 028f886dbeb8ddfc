/** Checks the credentials of a request, and takes them out of what is recorded. */
import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { EmulatorState } from '../state/emulator-state.js';
import { digestOfSecret, withoutSecret } from '../state/request-log.js';
import { GraphError } from './graph-error.js';
import type { Parameters } from './graph-call.js';

/** Why the credentials are not good; undefined when they are. */
export function refusalOf(request: Request, parameters: Parameters, state: EmulatorState): GraphError | undefined {
  const token = bearerToken(request) ?? parameters['access_token'];
  if (typeof token !== 'string' || token === '') return new GraphError({ code: 104, type: 'OAuthException' });
  if (!isSame(token, state.accessToken)) {
    return new GraphError({ code: 190, message: 'Invalid OAuth access token - Cannot parse access token' });
  }
  const proof = parameters['appsecret_proof'];
  if (proof === undefined || (typeof proof === 'string' && isSame(proof, state.appSecretProof()))) return undefined;
  return new GraphError({
    code: 100,
    type: 'GraphMethodException',
    message: 'Invalid appsecret_proof provided in the API argument',
  });
}

/** Query or body as it is recorded. */
export function withoutToken<Value>(parameters: Value): Value {
  if (typeof parameters !== 'object' || parameters === null || !('access_token' in parameters)) return parameters;
  return { ...parameters, access_token: digestOfSecret(String(parameters.access_token)) };
}

/** Headers as they are recorded. */
export function recordedHeaders(request: Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    headers[name] = name === 'authorization' ? withoutSecret(text) : text;
  }
  return headers;
}

/** Meta also takes the scheme `OAuth`. */
function bearerToken(request: Request): string | undefined {
  return /^(?:bearer|oauth)\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
