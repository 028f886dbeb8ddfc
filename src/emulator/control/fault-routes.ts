/** Scripted faults. */
import type { EmulatorState } from '../state/emulator-state.js';
import { faultAsJson, type FaultList } from '../state/requests/fault-list.js';
import type { Fault } from '../state/requests/fault.js';
import { NotFoundError, success, type ControlRoute } from './control-router.js';

export function faultRoutes({ faults }: EmulatorState): ControlRoute[] {
  return [...scriptRoutes(faults), ...removalRoutes(faults)];
}

function scriptRoutes(faults: FaultList): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/faults',
      does:
        'Scripts a fault for the next requests that match; answers its id. "path" is the whole path or its end, ' +
        '"pathPattern" a regular expression as text; "times": null hits every request.',
      body: { match: { path: '/messages', to: '491701234567' }, times: 1, hang: 'after' },
      handle: ({ body }) => ({ id: faults.add(body as Fault).id }),
    },
    {
      method: 'GET',
      path: '/faults',
      does: 'Lists the faults with their hits.',
      handle: () => faults.all().map(faultAsJson),
    },
  ];
}

function removalRoutes(faults: FaultList): ControlRoute[] {
  return [
    {
      method: 'DELETE',
      path: '/faults',
      does: 'Removes all faults.',
      handle: () => {
        faults.clear();
        return success;
      },
    },
    {
      method: 'DELETE',
      path: '/faults/:id',
      does: 'Removes a fault.',
      handle: ({ params }) => {
        if (!faults.remove(Number(params['id']))) throw new NotFoundError(`no fault with id ${String(params['id'])}`);
        return success;
      },
    },
  ];
}
