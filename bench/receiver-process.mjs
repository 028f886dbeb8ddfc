/** The receiver in a process of its own, as an operator runs it. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { startWebhookServer } from '../lib/webhook/index.js';
import { instantClient } from './instant-client.mjs';
import { appSecret } from './webhooks.mjs';

const path = fileURLToPath(import.meta.url);

/**
 * @param {string} [address] of Temporal. @default a Temporal that answers at once
 * @returns {Promise<{ url: string, cpuUsage: () => Promise<NodeJS.CpuUsage>, stop: () => void }>}
 */
export function startReceiver(address = '') {
  const child = fork(path, [address], { execArgv: [] });
  const cpuUsage = () =>
    new Promise((resolve) => {
      child.once('message', resolve);
      child.send('cpu');
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the receiver of the bench ended with exit code ${code}`)));
    child.once('message', ({ url }) => resolve({ url, cpuUsage, stop: () => child.disconnect() }));
  });
}

if (process.argv[1] === path) await serve(process.argv[2]);

async function serve(address) {
  const { url } = await startWebhookServer({
    client: address ? new Client({ connection: await Connection.connect({ address }) }) : instantClient,
    taskQueue: 'bench',
    appSecrets: [appSecret],
    verifyTokens: ['bench'],
    phoneNumberIds: 'any',
    fallback: 'ignore',
    host: '127.0.0.1',
    port: 0,
    log: { info() {}, warn() {}, error: (fields, message) => console.error(message, fields) },
  });
  process.send({ url });
  process.on('message', () => process.send(process.cpuUsage()));
  process.once('disconnect', () => process.exit());
}
