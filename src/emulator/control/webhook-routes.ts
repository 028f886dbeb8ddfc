/**
 * How webhooks reach their receivers. Batches, duplicates, reordering and the time scale are members of the behavior.
 */
import { z } from 'zod';
import type { EmulatorParts } from '../emulator-parts.js';
import { deliverBatch } from '../outbound-webhooks/batches/deliver-batch.js';
import type { WebhookItem } from '../outbound-webhooks/batches/webhook-items.js';
import type { WebhookSender } from '../outbound-webhooks/delivery/webhook-sender.js';
import type { AddAppOptions } from '../state/accounts/apps.js';
import { checked, NotFoundError, queryText, withBody, type ControlRoute } from './control-router.js';

const longestWaitMs = 60_000;

const batchSchema = z.strictObject({ items: z.array(z.unknown()) });
const waitSchema = z.strictObject({ timeoutMs: z.coerce.number().min(0).max(longestWaitMs).default(longestWaitMs) });

export function webhookRoutes(parts: EmulatorParts): ControlRoute[] {
  return [batchRoute(parts), ...pendingRoutes(parts), redeliverRoute(parts), ...appRoutes(parts)];
}

function batchRoute(parts: EmulatorParts): ControlRoute {
  return {
    method: 'POST',
    path: '/webhook-batches',
    does: 'Posts events as one batch to every callback.',
    body: { items: [{ message: { from: '491701234567', text: 'Hi' } }, { raw: { at: 'item', value: 'no message' } }] },
    handle: withBody(batchSchema, ({ items }) => deliverBatch(items as WebhookItem[], parts)),
  };
}

function pendingRoutes({ sender }: EmulatorParts): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/pending-webhooks',
      does: 'Lists the webhooks that are neither accepted nor given up.',
      handle: () => sender.pending(),
    },
    {
      method: 'GET',
      path: '/webhooks-settled',
      does: `Answers when nothing is being delivered or retried any more, or after so many milliseconds, at most ${longestWaitMs}.`,
      query: ['timeoutMs'],
      handle: (request) => {
        const { timeoutMs } = checked(request, waitSchema, { timeoutMs: queryText(request, 'timeoutMs') });
        return settledWithin(sender, timeoutMs);
      },
    },
  ];
}

function redeliverRoute({ sender, dispatcher }: EmulatorParts): ControlRoute {
  return {
    method: 'POST',
    path: '/webhook-deliveries/:id/redeliver',
    does: 'Posts a webhook once more to every callback that it is for.',
    handle: ({ params }) => {
      const delivery = sender.find(Number(params['id']));
      if (!delivery) throw new NotFoundError(`no webhook delivery with id ${String(params['id'])}`);
      return dispatcher.postAgain(delivery);
    },
  };
}

function appRoutes({ state, receivers }: EmulatorParts): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/apps',
      does: 'Lists the apps, without their secrets.',
      handle: () =>
        state.apps.all().map(({ appId, webhookUrl, fields, wabaIds }) => ({ appId, webhookUrl, fields, wabaIds })),
    },
    {
      method: 'POST',
      path: '/apps',
      does:
        'Adds an app with a secret and a webhook URL of its own; its receiver has to pass the challenge. Answers the app ' +
        'with its credentials.',
      body: { webhookUrl: 'http://127.0.0.1:3001/webhook', appSecret: 'secret', verifyToken: 'token' },
      handle: ({ body }) => receivers.addApp((body ?? {}) as AddAppOptions),
    },
  ];
}

async function settledWithin(sender: WebhookSender, timeoutMs: number): Promise<{ settled: boolean; pending: number }> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false);
  });
  const settled = await Promise.race([sender.settlement.settled().then(() => true), timeout]);
  clearTimeout(timer);
  return { settled, pending: sender.pending().length };
}
