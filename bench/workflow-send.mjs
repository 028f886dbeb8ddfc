/** `sendMessageWorkflow` that waits for no status, against a bare workflow with one activity that posts with got. */
import { randomUUID } from 'node:crypto';
import { countResult, ratioResult } from './compare.mjs';
import { countActions, fetchHistory } from './history.mjs';
import { compareRates } from './send-rate.mjs';
import { contents, graphBody, phoneNumberId, to } from './sends.mjs';
import { bareQueue, withTemporal } from './temporal-stack.mjs';

export async function measure({ rounds = 9, note }) {
  return withTemporal(note, async ({ client, whatsapp }) => {
    const floor = (message, workflowId = randomUUID()) =>
      client.workflow.execute('bareSendWorkflow', {
        workflowId,
        taskQueue: bareQueue,
        args: [graphBody(message)],
      });
    const ours = async (message, workflowId) => {
      const handle = await whatsapp.sendMessage(
        { phoneNumberId, to, message },
        { via: 'workflow', ...(workflowId && { workflowId }) },
      );
      const { kind } = await handle.result();
      if (kind !== 'accepted') throw new Error(`the send ended as ${kind}`);
    };
    const rates = await compareRates('sendMessageWorkflow', { rounds, floor, ours });
    return [...rates, ...(await compareHistories(client, floor, ours))];
  });
}

async function compareHistories(client, floor, ours) {
  const pairs = [];
  const counts = [];
  for (const message of contents) {
    const [bare, own] = [randomUUID(), randomUUID()];
    await floor(message, bare);
    await ours(message, own);
    const history = await fetchHistory(client, own);
    pairs.push({ floor: (await fetchHistory(client, bare)).bytes, ours: history.bytes });
    counts.push(countActions(history.events));
  }
  return [
    ratioResult({ name: 'sendMessageWorkflow, history', unit: 'bytes', pairs, atMost: 1.5 }),
    countResult({ name: 'sendMessageWorkflow, Temporal actions of a send', unit: 'actions', counts, exactly: 2 }),
  ];
}
