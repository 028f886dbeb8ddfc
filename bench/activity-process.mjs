/**
 * A process of `activity-cpu.mjs`: warms up, says so, and then sends a thousand messages whenever it is told to, with
 * the seconds of CPU that they took as the answer.
 *
 *   fork('activity-process.mjs', ['floor' | 'ours' | 'ours-with-proof', url])
 */
import { MockActivityEnvironment } from '@temporalio/testing';
import { createMediaStore, createWhatsAppActivities, EnvironmentCredentialProvider } from '../lib/index.js';
import { post } from './bare-post.mjs';
import { accessToken, contents, graphBody, phoneNumberId, to } from './sends.mjs';

const atOnce = 10;
const [side, url] = process.argv.slice(2);

/** The attempt as the server hands it over: with the retry policy of the retry table. */
const environment = new MockActivityEnvironment({
  startToCloseTimeoutMs: 45_000,
  scheduleToCloseTimeoutMs: 3_600_000,
  retryPolicy: { nonRetryableErrorTypes: ['TemporalTimeout:StartToClose', 'TemporalTimeout:Heartbeat'] },
  scheduledTimestampMs: Date.now(),
  currentAttemptScheduledTimestampMs: Date.now(),
});
const send = side === 'floor' ? (message) => post(url, graphBody(message)) : activity();

process.on('message', async () => {
  const before = process.cpuUsage();
  await sendMany(1_000);
  const { user, system } = process.cpuUsage(before);
  process.send((user + system) / 1e6);
});
process.once('disconnect', () => process.exit());
await sendMany(6_000);
process.send('ready');

/** The usual worker: one credential for all numbers. */
function activity() {
  const secret = side === 'ours-with-proof' ? { WHATSAPP_APP_SECRET: 'b'.repeat(32) } : {};
  const credentials = new EnvironmentCredentialProvider({ WHATSAPP_ACCESS_TOKEN: accessToken, ...secret });
  const media = createMediaStore({ directory: '.' });
  const activities = createWhatsAppActivities({ credentials, secrets: credentials, media, graph: { baseUrl: url } });
  return (message) => activities.sendWhatsAppMessage({ phoneNumberId, to, message, sendKey: 'order-4711' });
}

async function sendMany(count) {
  let next = 0;
  const sendUntilDone = async () => {
    while (next < count) await environment.run(send, contents[next++ % contents.length]);
  };
  await Promise.all(Array.from({ length: atOnce }, sendUntilDone));
}
