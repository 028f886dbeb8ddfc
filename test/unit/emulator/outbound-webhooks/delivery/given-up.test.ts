import { afterEach, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';

const emulators: GraphEmulator[] = [];
afterEach(async () => {
  for (const emulator of emulators.splice(0)) await emulator.stop();
});

/** Nobody listens there. */
const webhookUrl = 'http://127.0.0.1:9/webhook';

async function start(recordLimit: number): Promise<GraphEmulator> {
  const emulator = await GraphEmulator.start({ webhookUrl, recordLimit, webhookRetryDelayMs: 3_600_000 });
  emulators.push(emulator);
  return emulator;
}

test('beyond the limit the oldest webhook that waits is given up', async () => {
  const emulator = await start(2);
  const posted = [];
  for (let number = 0; number < 4; number++) posted.push(await emulator.postWebhook({ number }));
  expect(emulator.pendingWebhooks().map(({ body }) => body)).toEqual([{ number: 2 }, { number: 3 }]);
  expect(posted.map((delivery) => delivery?.state)).toEqual(['stopped', 'stopped', 'retrying', 'retrying']);
  expect(posted[0]?.nextAttemptAtMs).toBeUndefined();
});

test('what is given up is not waited for', async () => {
  const emulator = await start(1);
  await emulator.postWebhook({ number: 0 });
  await emulator.postWebhook({ number: 1 });
  emulator.setWebhookUrl(undefined);
  await emulator.reset();
  await expect(emulator.webhooksSettled()).resolves.toBeUndefined();
  expect(emulator.pendingWebhooks()).toEqual([]);
});
