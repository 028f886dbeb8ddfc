/**
 * Traffic, over HTTP.
 *
 * - `POST /_emulator/traffic` starts some: `{ "eventsPerSecond": 200, "seed"?, "users"?, "mix"?: { "message": 1, "status": 3 }, "maxEvents"?,
 *   "phoneNumberIds"?, "callbackData"? }`. Answers it with its `id`.
 * - `GET /_emulator/traffic` lists it. `GET /_emulator/traffic/{id}` answers it with the ids of its events: at most 100000, from `?from=` on.
 * - `POST /_emulator/traffic/{id}/stop` ends it.
 */
import type { TrafficOptions } from '../traffic/traffic-options.js';
import type { TrafficRuns } from '../traffic/traffic-runs.js';
import type { TrafficHandle } from '../traffic/traffic.js';
import { NotFoundError, queryText, type ControlRoute } from './control-router.js';

/** Ids in one answer. */
const pageLength = 100_000;

export function trafficRoutes(
  actions: { startTraffic(options: TrafficOptions): TrafficHandle },
  runs: TrafficRuns,
): ControlRoute[] {
  const find = (id: unknown): TrafficHandle => {
    const found = runs.find(Number(id));
    if (!found) throw new NotFoundError(`no traffic with id ${String(id)}`);
    return found;
  };
  return [
    {
      method: 'POST',
      path: '/traffic',
      does: 'Makes events at a steady rate; answers its id.',
      body: { eventsPerSecond: 200, seed: 1, users: 100, mix: { message: 1, status: 3 } },
      handle: ({ body }) => shown(actions.startTraffic(body as TrafficOptions)),
    },
    { method: 'GET', path: '/traffic', does: 'Lists the traffic.', handle: () => runs.all().map(shown) },
    {
      method: 'GET',
      path: '/traffic/:id',
      does: 'Answers traffic with the ids of its events.',
      query: ['from'],
      handle: (request) => {
        const traffic = find(request.params['id']);
        const from = Number(queryText(request, 'from') ?? 0);
        return { ...shown(traffic), sent: traffic.sent.slice(from, from + pageLength) };
      },
    },
    {
      method: 'POST',
      path: '/traffic/:id/stop',
      does: 'Ends traffic; what it has made is delivered.',
      handle: async ({ params }) => {
        const traffic = find(params['id']);
        await traffic.stop();
        return shown(traffic);
      },
    },
  ];
}

function shown({ id, isRunning, counts, sent }: TrafficHandle): object {
  return { id, isRunning, counts, total: sent.length };
}
