/**
 * Scripted faults over HTTP.
 *
 * - `POST /_emulator/faults` with a fault as JSON, for example `{ "match": { "path": "/messages", "to": "491701234567" }, "drop": "after" }`;
 *   members as in `Fault`, `pathPattern` for a regular expression, `"times": null` for every request. Answers `{ "id" }`.
 *   Without an answer: `"drop"`, `"reset"`, `"hang"`. Broken answers: `"cut"`, `"garbage"`, `"body"`. Errors: `"code"`, `"status"`.
 *   About statuses: `"failedStatus": { "code": 131026, "after": "delivered" }`, `"statusBeforeAnswer": true`,
 *   `"statusChaos": { "reorder": true, "duplicates": 1, "seed": 7 }`.
 * - `GET /_emulator/faults` lists the faults with their `hits`.
 * - `DELETE /_emulator/faults` removes all, `DELETE /_emulator/faults/{id}` one.
 */
import type { Fault } from '../state/requests/fault.js';
import type { ActiveFault } from '../state/requests/fault-list.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { NotFoundError, type ControlRoute } from './control-router.js';

export function faultRoutes({ faults }: EmulatorState): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/faults',
      does: 'Scripts a fault for the next requests that match; answers its id.',
      body: { match: { path: '/messages', to: '491701234567' }, times: 1, hang: 'after' },
      handle: ({ body }) => ({ id: faults.add(body as Fault).id }),
    },
    {
      method: 'GET',
      path: '/faults',
      does: 'Lists the faults with their hits.',
      handle: () => faults.all().map(shown),
    },
    {
      method: 'DELETE',
      path: '/faults',
      does: 'Removes all faults.',
      handle: () => {
        faults.clear();
        return { success: true };
      },
    },
    {
      method: 'DELETE',
      path: '/faults/:id',
      does: 'Removes a fault.',
      handle: ({ params }) => {
        if (!faults.remove(Number(params['id']))) throw new NotFoundError(`no fault with id ${String(params['id'])}`);
        return { success: true };
      },
    },
  ];
}

/** A regular expression has no JSON of its own. */
function shown({ id, hits, fault }: ActiveFault): object {
  const { match, ...rest } = fault;
  const { path, ...others } = match ?? {};
  const pathMember = path instanceof RegExp ? { pathPattern: path.source } : { path };
  return { id, hits, ...rest, ...(match && { match: { ...others, ...pathMember } }) };
}
