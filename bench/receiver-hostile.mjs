/**
 * The time to the answer of Meta's POSTs at a fixed rate, with and without strangers. Each of ten connections posts two
 * bodies a second of 3 MiB, wrongly signed, of bytes that are no UTF-8.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ratioResult, takeTurns } from './compare.mjs';
import { Posts, rawRequest } from './posts.mjs';
import { startReceiver } from './receiver-process.mjs';
import { startStrangers } from './strangers-process.mjs';
import { signed, textMessage } from './webhooks.mjs';

const rate = 50;
const posts = 100;

export async function measure({ rounds = 7 }) {
  const receiver = await startReceiver();
  const meta = new Posts(receiver.url);
  try {
    const pairs = await takeTurns({
      rounds,
      floor: () => medianTime(receiver.url, meta),
      ours: () => amongStrangers(receiver.url, () => medianTime(receiver.url, meta)),
    });
    const name = 'median time to the answer among ten connections that post 3 MiB of invalid UTF-8, wrongly signed';
    return [ratioResult({ name, unit: 'ms', pairs, atMost: 2 })];
  } finally {
    meta.close();
    receiver.stop();
  }
}

let serial = 0;

/** The median of the milliseconds from a POST to its answer. Each is sent on time, whatever became of the others. */
async function medianTime(url, meta) {
  const requests = Array.from({ length: posts }, () => rawRequest(url, signed([textMessage(1, (serial += 1))])));
  const start = performance.now() + 100;
  const times = await Promise.all(
    requests.map(async (request, index) => {
      const dueMs = start + (index * 1_000) / rate;
      await delay(dueMs - performance.now());
      const sentMs = performance.now();
      await meta.send(request);
      return performance.now() - sentMs;
    }),
  );
  return times.sort((a, b) => a - b)[posts / 2];
}

async function amongStrangers(url, work) {
  const stop = await startStrangers(url);
  try {
    return await work();
  } finally {
    stop();
  }
}
