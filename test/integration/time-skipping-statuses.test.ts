/** A user's test with skipped time: emulator, receiver and worker, and nothing that waits for the statuses by hand. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { WhatsAppClient, whatsAppFailure } from '../../src/client.js';
import { GraphEmulator } from '../../src/emulator/index.js';
import { text } from '../../src/messages.js';
import { startWebhookServer, type WebhookServer } from '../../src/webhook/index.js';
import { accepted } from '../helpers/outcomes.js';
import { rejection } from '../helpers/rejection.js';
import { tokenMarker } from '../helpers/secrets.js';
import { startWorkers, testActivities } from '../helpers/stack.js';
import { timeSkippingEnvironment } from '../helpers/temporal-server.js';

let environment: TestWorkflowEnvironment;
let emulator: GraphEmulator;
let receiver: WebhookServer;
let workers: { stop(): Promise<void> };
let whatsapp: WhatsAppClient;

beforeAll(async () => {
  environment = await timeSkippingEnvironment();
  emulator = await GraphEmulator.start({
    enforceWindow: false,
    timeSkipping: environment,
    accessToken: `${tokenMarker}skipping-statuses`,
    webhookRetryDelayMs: 100,
  });
  const { appSecret, verifyToken } = emulator.info;
  receiver = await startWebhookServer({
    client: environment.client,
    taskQueue: 'whatsapp',
    appSecrets: [appSecret],
    verifyTokens: [verifyToken],
    phoneNumberIds: 'any',
    fallback: 'ignore',
    host: '127.0.0.1',
    port: 0,
  });
  emulator.setWebhookUrl(receiver.url);
  workers = await startWorkers(environment.nativeConnection, 'whatsapp', testActivities(emulator, '/nowhere'));
  whatsapp = new WhatsAppClient({ client: environment.client });
});
afterAll(async () => {
  await workers.stop();
  await receiver.close();
  await emulator.stop();
  await environment.teardown();
});

const send = (extra: object) =>
  whatsapp.sendMessage({
    phoneNumberId: emulator.info.phoneNumberId,
    to: '+15550001234',
    message: text('Your table is ready.'),
    waitFor: 'delivered',
    ...extra,
  });

test.each(Array.from({ length: 20 }, (_, run) => run + 1))('the status comes before the deadline, run %i', async () => {
  const handle = await send({ statusDeadline: '1 minute' });
  const { statuses } = accepted(await handle.result());
  expect(statuses.map(({ status }) => status)).toContain('delivered');
});

test('a lost answer is settled by the statuses', async () => {
  emulator.addFault({ match: { path: '/messages' }, drop: 'after' });
  const handle = await send({ statusDeadline: '1 minute' });
  expect(accepted(await handle.result()).statuses.map(({ status }) => status)).toContain('delivered');
});

/** Hands a webhook to the receiver. */
async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const signature = String(request.headers['x-hub-signature-256']);
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
  const { status } = await fetch(receiver.url, { method: 'POST', headers, body: await buffer(request) });
  response.writeHead(status).end();
}

test('a webhook that is refused at first still comes in time', async () => {
  let posts = 0;
  const proxy = createServer((request, response) => {
    posts += 1;
    if (posts <= 2) response.writeHead(503).end();
    else void forward(request, response);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  emulator.setWebhookUrl(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  const handle = await send({ statusDeadline: '1 minute' });
  expect(accepted(await handle.result()).statuses.map(({ status }) => status)).toContain('delivered');
  expect(posts).toBeGreaterThan(2);
  emulator.setWebhookUrl(receiver.url);
  proxy.close();
  proxy.closeAllConnections();
});

test('a receiver that is gone stops the time for ten seconds only', async () => {
  emulator.setWebhookUrl('http://127.0.0.1:1/webhook');
  const handle = await send({ statusDeadline: '30 days' });
  expect(whatsAppFailure(await rejection(handle.result()))?.type).toBe('WhatsApp.StatusTimeout');
  await emulator.reset();
  emulator.setWebhookUrl(receiver.url);
});

test('what never comes is skipped over: a month in no time', async () => {
  const startedMs = Date.now();
  const handle = await send({ waitFor: 'read', statusDeadline: '30 days' });
  expect(whatsAppFailure(await rejection(handle.result()))?.type).toBe('WhatsApp.StatusTimeout');
  expect(Date.now() - startedMs).toBeLessThan(20_000);
});
