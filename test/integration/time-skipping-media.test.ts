/** A file that is used again and again, over more than the 30 days that Meta keeps it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { WhatsAppClient } from '../../src/client.js';
import { GraphEmulator } from '../../src/emulator/index.js';
import { accepted } from '../helpers/outcomes.js';
import { mediaFile } from '../helpers/png.js';
import { tokenMarker } from '../helpers/secrets.js';
import { startWorkers, testActivities } from '../helpers/stack.js';
import { timeSkippingEnvironment } from '../helpers/temporal-server.js';

let environment: TestWorkflowEnvironment;
let emulator: GraphEmulator;
let workers: { stop(): Promise<void> };
let directory: string;

beforeAll(async () => {
  environment = await timeSkippingEnvironment();
  directory = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-media-'));
  emulator = await GraphEmulator.start({
    enforceWindow: false,
    autoStatuses: [],
    timeSkipping: environment,
    accessToken: `${tokenMarker}skipping-media`,
  });
  workers = await startWorkers(environment.nativeConnection, 'whatsapp', testActivities(emulator, directory));
});
afterAll(async () => {
  await workers.stop();
  await emulator.stop();
  await environment.teardown();
  await rm(directory, { recursive: true, force: true });
});

const uploads = () => emulator.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/media'));

test('is uploaded once by ten workflows, used for 28 days, and uploaded once more after 31', async () => {
  // The environment's own client skips time while it waits for a result, as far as the next timer.
  const whatsapp = new WhatsAppClient({ client: new Client({ connection: environment.connection }) });
  const { phoneNumberId } = emulator.info;
  const media = await mediaFile(directory, 'menu.png');
  const send = async (to: string): Promise<string> => {
    const handle = await whatsapp.uploadAndSend({ phoneNumberId, to, media, reuse: true });
    const { uploaded, sent } = await handle.result();
    accepted(sent);
    return uploaded.mediaId;
  };
  const first = await Promise.all(Array.from({ length: 10 }, (_, index) => send(`+1555066500${index}`)));
  expect(new Set(first).size).toBe(1);
  expect(uploads()).toHaveLength(1);

  await environment.sleep('28 days');
  expect(await send('+15550665010')).toBe(first[0]);
  expect(uploads()).toHaveLength(1);

  await environment.sleep('3 days');
  expect(await send('+15550665011')).not.toBe(first[0]);
  expect(await send('+15550665012')).not.toBe(first[0]);
  expect(uploads()).toHaveLength(2);
});
