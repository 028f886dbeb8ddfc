/** Steady traffic. */
import type { TrafficOptions } from '../traffic/traffic-options.js';
import type { TrafficRuns } from '../traffic/traffic-runs.js';
import type { TrafficHandle } from '../traffic/traffic.js';
import { NotFoundError, queryText, type ControlRoute } from './control-router.js';

/** Most ids in one answer. */
const pageLength = 100_000;

export function trafficRoutes(runs: TrafficRuns): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/traffic',
      does: 'Makes events at a steady rate; answers its id.',
      body: { eventsPerSecond: 200, seed: 1, users: 100, mix: { message: 1, status: 3 } },
      handle: ({ body }) => summary(runs.start(body as TrafficOptions)),
    },
    { method: 'GET', path: '/traffic', does: 'Lists the traffic.', handle: () => runs.all().map(summary) },
    ...runRoutes(runs),
  ];
}

function runRoutes(runs: TrafficRuns): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/traffic/:id',
      does: `Answers traffic with the ids of its events: at most ${pageLength}, from the number "from" on.`,
      query: ['from'],
      handle: (request) => {
        const traffic = requiredRun(runs, request.params['id']);
        const from = Number(queryText(request, 'from') ?? 0);
        return { ...summary(traffic), sent: traffic.sent.slice(from, from + pageLength) };
      },
    },
    {
      method: 'POST',
      path: '/traffic/:id/stop',
      does: 'Ends traffic; what it has made is delivered.',
      handle: async ({ params }) => {
        const traffic = requiredRun(runs, params['id']);
        await traffic.stop();
        return summary(traffic);
      },
    },
  ];
}

function requiredRun(runs: TrafficRuns, id: unknown): TrafficHandle {
  const found = runs.find(Number(id));
  if (!found) throw new NotFoundError(`no traffic with id ${String(id)}`);
  return found;
}

function summary({ id, isRunning, counts, sent }: TrafficHandle): object {
  return { id, isRunning, counts, total: sent.length };
}
