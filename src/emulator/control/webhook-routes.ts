/**
 * How webhooks reach their receivers, over HTTP. Batches, duplicates, reordering and the time scale are members of the behavior:
 * `PATCH /_emulator/behavior` with `{ "webhookBatch": { "maxItems": 50, "windowMs": 100 } }`, `{ "webhookDuplicates": 0.1 }`,
 * `{ "webhookDuplicates": { "copies": 1, "delayMs": 500, "seed": 7 } }`, `{ "webhookReorder": 200 }`, `{ "webhookRetryAllApps": true }`,
 * `{ "timeScale": 0.001 }`.
 *
 * - `POST /_emulator/webhook-batches` with `{ "items": [ … ] }` posts events as one batch; items as in `deliverBatch()`. Answers `{ ids, deliveries }`.
 * - `GET /_emulator/pending-webhooks` lists those that are neither accepted nor given up.
 * - `GET /_emulator/webhooks-settled` answers when nothing is being delivered or retried; after `?timeoutMs=`, at most 60000, in any case.
 * - `POST /_emulator/webhook-deliveries/{id}/redeliver` posts a webhook once more to every callback.
 * - `GET /_emulator/apps` lists the apps without secrets. `POST /_emulator/apps` adds one: `{ "webhookUrl"?, "appSecret"?, "verifyToken"?,
 *   "accessToken"?, "appId"?, "fields"?, "wabaIds"?, "verify"? }`; answers it with its credentials.
 */
import { z } from 'zod';
import { parseInput } from '../../common/schema/parse-input.js';
import type { DeliveredBatch } from '../emulator-webhooks.js';
import type { AddAppOptions, EmulatedApp } from '../state/accounts/apps.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { WebhookDelivery } from '../outbound-webhooks/delivery/webhook-delivery.js';
import type { WebhookItem } from '../outbound-webhooks/batches/webhook-items.js';
import { NotFoundError, queryText, type ControlRoute } from './control-router.js';

/** The emulator's own methods, as far as these routes need them. */
interface WebhookActions {
  readonly webhookDeliveries: WebhookDelivery[];
  deliverBatch(items: readonly WebhookItem[]): Promise<DeliveredBatch>;
  pendingWebhooks(): WebhookDelivery[];
  webhooksSettled(): Promise<void>;
  redeliverWebhook(deliveryId: number): Promise<WebhookDelivery[]>;
  addApp(options?: AddAppOptions): Promise<EmulatedApp>;
}

const longestWaitMs = 60_000;

const batchSchema = z.strictObject({ items: z.array(z.unknown()) });
const waitSchema = z.strictObject({ timeoutMs: z.coerce.number().min(0).max(longestWaitMs).default(longestWaitMs) });
export function webhookRoutes(state: EmulatorState, actions: WebhookActions): ControlRoute[] {
  return [...deliveryRoutes(actions), ...appRoutes(state, actions)];
}

function deliveryRoutes(actions: WebhookActions): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/webhook-batches',
      does: 'Posts events as one batch to every callback.',
      body: {
        items: [{ message: { from: '491701234567', text: 'Hi' } }, { raw: { at: 'item', value: 'no message' } }],
      },
      handle: ({ body }) => {
        const { items } = parseInput(batchSchema, body, 'POST /_emulator/webhook-batches');
        return actions.deliverBatch(items as WebhookItem[]);
      },
    },
    {
      method: 'GET',
      path: '/pending-webhooks',
      does: 'Lists the webhooks that are neither accepted nor given up.',
      handle: () => actions.pendingWebhooks(),
    },
    {
      method: 'GET',
      path: '/webhooks-settled',
      does: 'Answers when nothing is being delivered or retried any more, or after so many milliseconds.',
      query: ['timeoutMs'],
      handle: (request) => {
        const query = { timeoutMs: queryText(request, 'timeoutMs') };
        const { timeoutMs } = parseInput(waitSchema, query, 'GET /_emulator/webhooks-settled');
        return settledWithin(actions, timeoutMs);
      },
    },
    {
      method: 'POST',
      path: '/webhook-deliveries/:id/redeliver',
      does: 'Posts a webhook once more to every callback that it is for.',
      handle: ({ params }) => {
        const id = Number(params['id']);
        const isKept = actions.webhookDeliveries.some((delivery) => delivery.id === id);
        if (!isKept) throw new NotFoundError(`no webhook delivery with id ${String(params['id'])}`);
        return actions.redeliverWebhook(id);
      },
    },
  ];
}

function appRoutes({ apps }: EmulatorState, actions: WebhookActions): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/apps',
      does: 'Lists the apps, without their secrets.',
      handle: () =>
        apps.all().map(({ appId, webhookUrl, fields, wabaIds }) => ({ appId, webhookUrl, fields, wabaIds })),
    },
    {
      method: 'POST',
      path: '/apps',
      does: 'Adds an app with a secret and a webhook URL of its own; its receiver has to pass the challenge.',
      body: { webhookUrl: 'http://127.0.0.1:3001/webhook', appSecret: 'secret', verifyToken: 'token' },
      handle: ({ body }) => actions.addApp((body ?? {}) as AddAppOptions),
    },
  ];
}

async function settledWithin(
  actions: WebhookActions,
  timeoutMs: number,
): Promise<{ settled: boolean; pending: number }> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false);
  });
  const settled = await Promise.race([actions.webhooksSettled().then(() => true), timeout]);
  clearTimeout(timer);
  return { settled, pending: actions.pendingWebhooks().length };
}
