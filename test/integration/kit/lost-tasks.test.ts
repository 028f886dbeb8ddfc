/** The server that skips time loses a task: a known fault of it, of which the kit tells whoever would wait for ever. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import { LostTasks } from '../../../src/testing/temporal/lost-tasks.js';
import { createWhatsAppTest, type WhatsAppTest } from '../../../src/testing/index.js';
import { silenceRuntime } from '../../helpers/logger.js';
import { tokenMarker } from '../../helpers/secrets.js';

const timerMs = 1_500;

let kit: WhatsAppTest;
beforeAll(async () => {
  silenceRuntime();
  kit = await createWhatsAppTest({
    workflowsPath: fileURLToPath(new URL('../../fixtures/crossing-timer-workflow.ts', import.meta.url)),
    activities: { takeLong: () => sleep(2 * timerMs) },
    emulator: { accessToken: `${tokenMarker}lost` },
  });
});
afterAll(() => kit.close());

async function start(workflowId: string) {
  const { client, taskQueue } = kit;
  return client.workflow.start('crossingTimer', { workflowId, taskQueue, args: [timerMs] });
}

test('a workflow whose timer fires while a task cancels it is named to whoever asks it', async () => {
  const { connection, options } = kit.client;
  const ending = new AbortController();
  const lost = new LostTasks(connection, options.namespace, ending.signal, {
    longestTaskMs: 4_000,
    lookEveryMs: 1_000,
  });
  const [crossing] = [await start('crossing'), await start('waiting')];
  await crossing.signal('cross');
  await sleep(3 * timerMs);
  expect(await lost.find()).toEqual(['crossing']);
  const client = new Client({ connection, interceptors: { workflow: [lost.interceptor] } });
  const handles = ['waiting', 'crossing'].map((id) => client.workflow.getHandle(id));
  const [waiting, still] = handles.map((handle) => handle.executeUpdate('isThere'));
  await expect(waiting).resolves.toBe(true);
  await expect(still).rejects.toThrow(/lost a task of crossing,.*sdk-java\/issues\/3088.*server to 'real'/);
  ending.abort();
});
