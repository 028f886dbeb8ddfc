/** What the emulator holds in memory after 10,000 messages, after 100,000, and with a smaller limit. */
import { infoResult } from './compare.mjs';
import { sendTexts, startEmulator } from './emulator-process.mjs';
import { startReceiver } from './receiver-process.mjs';
import { appSecret } from './webhooks.mjs';

const atOnce = 20;

export async function measure({ note }) {
  const receiver = await startReceiver();
  const results = [];
  for (const recordLimit of [undefined, 10_000]) {
    const limit = recordLimit === undefined ? 'the default limit' : `a limit of ${recordLimit} records`;
    const options = { webhookUrl: receiver.url, appSecret, enforceWindow: false, webhookBatch: { maxItems: 10 } };
    const emulator = await startEmulator({ ...options, ...(recordLimit && { recordLimit }) });
    let sent = 0;
    for (const count of [10_000, 100_000, 150_000]) {
      const from = sent;
      await sendTexts(emulator.info, { count: count - from, atOnce, to: (index) => userAt(from + index) });
      sent = count;
      await settled(emulator.info);
      const { rss, heap } = await emulator.ask('memory');
      note(`${limit}: ${count} messages, ${heap.toFixed(0)} MB of heap, ${rss.toFixed(0)} MB resident`);
      const name = `after ${count} messages to as many users, with ${limit}`;
      results.push(infoResult({ name: `heap of the emulator ${name}`, unit: 'MB', value: heap }));
      results.push(infoResult({ name: `resident memory of the emulator ${name}`, unit: 'MB', value: rss }));
    }
    await emulator.stop();
  }
  receiver.stop();
  return results;
}

function userAt(index) {
  return `4917${String(index).padStart(8, '0')}`;
}

async function settled({ graphUrl }) {
  await (await fetch(`${graphUrl}/_emulator/webhooks-settled`)).json();
}
