/** The one-action send of the client, against a bare standalone activity that posts with got. */
import { randomUUID } from 'node:crypto';
import { countResult } from './compare.mjs';
import { compareRates } from './send-rate.mjs';
import { contents, graphBody, phoneNumberId, to } from './sends.mjs';
import { bareSendQueue, withTemporal } from './temporal-stack.mjs';

export async function measure({ rounds = 11, note }) {
  return withTemporal(note, async ({ client, whatsapp }) => {
    const floor = (message) =>
      client.activity.execute('postMessage', {
        id: randomUUID(),
        taskQueue: bareSendQueue,
        args: [graphBody(message)],
        startToCloseTimeout: '45 seconds',
      });
    const ours = async (message) => {
      const handle = await whatsapp.sendMessage({ phoneNumberId, to, message }, { via: 'activity' });
      const { kind } = await handle.result();
      if (handle.via !== 'activity' || kind !== 'accepted')
        throw new Error(`the send went by ${handle.via} and ended as ${kind}`);
      return handle;
    };
    const rates = await compareRates('standalone send', { rounds, floor, ours });
    const counts = [];
    for (const message of contents) counts.push(await countActions(client, await ours(message)));
    return [
      ...rates,
      countResult({ name: 'standalone send, Temporal actions of a send', unit: 'actions', counts, exactly: 1 }),
    ];
  });
}

/** One for the start and one for each retry; a workflow around it would be one more. */
async function countActions(client, { id }) {
  const { attempt } = await client.activity.getHandle(id).describe();
  return attempt;
}
