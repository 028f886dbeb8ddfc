/** A wait for an answer over the end of everything: worker, receiver and Temporal server, which keeps its database. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../../src/devserver/free-port.js';
import { eventually } from '../helpers/eventually.js';
import { startReceiverProcess } from '../helpers/receiver-process.js';
import { startStack, testWorkflowBundle, type Stack } from '../helpers/stack.js';
import { startRestartableServer, type RestartableServer } from '../helpers/temporal-server.js';
import { TextingUser } from '../helpers/texting-user.js';
import { quickRedelivery } from '../helpers/webhook-traffic.js';
import { startBundledWorker, type WorkerProcess } from '../helpers/worker-process.js';

let directory: string;
let codePath: string;
let server: RestartableServer;
let stack: Stack;
let receiverPort: number;
let worker: WorkerProcess;
let receiver: WorkerProcess;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-restarts-'));
  codePath = join(directory, 'workflows.cjs');
  const bundle = await testWorkflowBundle();
  if ('codePath' in bundle) codePath = bundle.codePath;
  else await writeFile(codePath, bundle.code);
  server = await startRestartableServer();
  stack = await startStack({ worker: false, temporalAddress: server.address, emulator: quickRedelivery });
  receiverPort = await freePort('127.0.0.1');
  stack.emulator.setWebhookUrl(`http://127.0.0.1:${receiverPort}/webhook`);
  [worker, receiver] = await Promise.all([startWorker(), startReceiver()]);
});
afterAll(async () => {
  await Promise.all([worker.kill(), receiver.kill()]);
  await stack.stop();
  await server.remove();
  await rm(directory, { recursive: true, force: true });
});

const startWorker = (): Promise<WorkerProcess> => startBundledWorker(stack, codePath);

const startReceiver = (): Promise<WorkerProcess> =>
  startReceiverProcess(stack, receiverPort, { WHATSAPP_CONVERSATION_WORKFLOW: 'shop' });

test('an answer that comes while nothing runs is handled once, and the dialogue goes on', async () => {
  const users = Array.from({ length: 5 }, () => new TextingUser(stack));
  await Promise.all(users.map((user) => user.says('hi')));
  await Promise.all(users.map((user) => user.sees('Which size?')));
  await Promise.all([worker.kill(), receiver.kill()]);
  await server.stop();
  await Promise.all(users.map((user) => user.taps('Small')));
  await server.start();
  [worker, receiver] = await Promise.all([startWorker(), startReceiver()]);
  await Promise.all(users.map((user) => user.sees('One Small, coming up. That makes 1.')));
  await eventually(() => stack.emulator.webhookDeliveries.every(({ state }) => state === 'accepted'));
  expect(users.map((user) => user.count('coming up'))).toEqual(users.map(() => 1));
}, 300_000);

test('an answer that Temporal has taken before it ends, too', async () => {
  const user = new TextingUser(stack);
  await user.says('hi');
  await user.sees('Which size?');
  await worker.kill();
  await user.taps('Large');
  await receiver.kill();
  await server.stop();
  await server.start();
  [worker, receiver] = await Promise.all([startWorker(), startReceiver()]);
  await user.sees('One Large, coming up. That makes 1.');
  await user.says('again');
  await user.sees('Which size?', 2);
  await user.taps('Small');
  await user.sees('That makes 2.');
  expect(user.count('coming up')).toBe(2);
}, 300_000);
