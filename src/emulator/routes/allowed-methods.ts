/** `OPTIONS` on a path of the Graph API: which methods it takes. It needs no access token. */
import type { RequestHandler } from 'express';
import { openRoute } from '../http/graph-pipeline.js';
import { PathTable } from '../http/path-table.js';
import type { EmulatorState } from '../state/emulator-state.js';

const methods = ['GET', 'POST', 'DELETE'] as const;

/** @param operations method and path of all that is answered, such as `GET /{waba-id}/phone_numbers` */
export function allowedMethods(state: EmulatorState, operations: readonly string[]): RequestHandler {
  const table = new PathTable<true>();
  for (const name of operations) table.add(name, true);
  return (request, response, next) => {
    if (request.method !== 'OPTIONS') return next();
    const taken = methods.filter((method) => table.find(method, request.path) === true);
    if (taken.length === 0) return next();
    const allow = taken.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : method)).join(', ');
    return openRoute(state, () => ({ body: allow, headers: { allow } }))(request, response, next);
  };
}
