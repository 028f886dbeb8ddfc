/** Zod in a user's own workflows, in a worker whose plugin has preloaded it, and so had it frozen. */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { WhatsAppPlugin, createMediaStore } from '../../src/index.js';
import { silenceRuntime } from '../helpers/logger.js';
import { connectTestServer } from '../helpers/temporal-server.js';

silenceRuntime();

test('schemas of a workflow of a user work as without it, in one workflow after the other', async () => {
  const { client, nativeConnection, close } = await connectTestServer();
  const plugin = new WhatsAppPlugin({
    credentials: { getCredential: () => Promise.resolve({ accessToken: 'not-used' }) },
    secrets: { getSecret: () => Promise.resolve('not-used') },
    media: createMediaStore({ directory: tmpdir() }),
  });
  const taskQueue = `test-preloaded-${randomUUID()}`;
  const workflowsPath = fileURLToPath(new URL('../helpers/workflows.ts', import.meta.url));
  const worker = await Worker.create({ connection: nativeConnection, taskQueue, workflowsPath, plugins: [plugin] });
  const broken = await worker.runUntil(async () => {
    const run = (): Promise<string[]> =>
      client.workflow.execute('ownSchemasWorkflow', { taskQueue, workflowId: `own-schemas-${randomUUID()}` });
    return [await run(), await run()];
  });
  await close();
  expect(broken).toEqual([[], []]);
});
