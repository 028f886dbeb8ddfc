import { SimplePlugin } from '@temporalio/plugin';
import { createWhatsAppActivities, type WhatsAppActivityDependencies } from './activities/index.js';
import { GraphClient } from './graph/client.js';

/** Options of `WhatsAppPlugin`: what the activities need, no workflow. */
export type WhatsAppPluginOptions = WhatsAppActivityDependencies;

/**
 * Registers the activities with a worker: `Worker.create({ plugins: [new WhatsAppPlugin({ … })], … })`.
 *
 * Workflows cannot come from a plugin; re-export them: `export * from 'temporal-whatsapp/workflows'`. The HTTP connections are
 * closed when the worker stops.
 *
 * @throws Error from `Worker.create` when the worker already has an activity of one of our names: the plugin convention would
 * replace it silently.
 * @experimental Temporal's plugin interface may change.
 */
export class WhatsAppPlugin extends SimplePlugin {
  constructor({ graph, ...dependencies }: WhatsAppPluginOptions) {
    const client = graph instanceof GraphClient ? graph : new GraphClient(graph);
    const activities = createWhatsAppActivities({ ...dependencies, graph: client });
    super({
      name: 'temporal-whatsapp.WhatsAppPlugin',
      activities: (existing) => addActivities(existing, activities),
      runContext: async (next) => {
        try {
          await next();
        } finally {
          client.close();
        }
      },
    });
  }
}

/** The same function twice is one plugin that was given to the connection and to the worker. */
function addActivities(existing: object = {}, ours: object): object {
  const theirs = new Map<string, unknown>(Object.entries(existing));
  const taken = Object.entries(ours).filter(([name, activity]) => theirs.has(name) && theirs.get(name) !== activity);
  if (taken.length === 0) return { ...existing, ...ours };
  throw new Error(
    `WhatsAppPlugin: the worker already has an activity named ${taken.map(([name]) => name).join(', ')}; rename yours, or leave the plugin out and ` +
      'pass createWhatsAppActivities() to `activities` yourself',
  );
}
