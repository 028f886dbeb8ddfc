/**
 * Scripted faults over HTTP.
 *
 * - `POST /_emulator/faults` with a fault as JSON, for example `{ "match": { "path": "/messages", "to": "491701234567" }, "drop": "after" }`;
 *   members as in `Fault`, `pathPattern` for a regular expression, `"times": null` for every request. Answers `{ "id" }`.
 * - `GET /_emulator/faults` lists the faults with their `hits`.
 * - `DELETE /_emulator/faults` removes all, `DELETE /_emulator/faults/{id}` one.
 */
import { Router } from 'express';
import type { Fault } from '../state/fault.js';
import type { ActiveFault } from '../state/fault-list.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { control, NotFoundError } from './http-control.js';

export function faultRoutes({ faults }: EmulatorState): Router {
  const router = Router();
  router.post(
    '/faults',
    control(({ body }) => ({ id: faults.add(body as Fault).id })),
  );
  router.get(
    '/faults',
    control(() => faults.all().map(shown)),
  );
  router.delete(
    '/faults',
    control(() => {
      faults.clear();
      return { success: true };
    }),
  );
  router.delete(
    '/faults/:id',
    control(({ params }) => {
      if (!faults.remove(Number(params['id']))) throw new NotFoundError(`no fault with id ${String(params['id'])}`);
      return { success: true };
    }),
  );
  return router;
}

/** A regular expression has no JSON of its own. */
function shown({ id, hits, fault }: ActiveFault): object {
  const { match, ...rest } = fault;
  const { path, ...others } = match ?? {};
  const pathMember = path instanceof RegExp ? { pathPattern: path.source } : { path };
  return { id, hits, ...rest, ...(match && { match: { ...others, ...pathMember } }) };
}
