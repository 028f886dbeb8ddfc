/**
 * Uploads a small file, then a large one, and prints by how many megabytes the resident memory rose above idle
 * meanwhile.
 *
 *   node --expose-gc upload-process.mjs floor|ours URL SMALL-FILE LARGE-FILE
 */
import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const phoneNumberId = '106540352242922';
const [side, url, small, large] = process.argv.slice(2);
const upload = await (side === 'ours' ? activity() : bareForm());

await upload(small);
globalThis.gc();
await sleep(200);
const idle = process.memoryUsage.rss();
let peak = idle;
const sample = () => (peak = Math.max(peak, process.memoryUsage.rss()));
const timer = setInterval(sample, 2);
await upload(large);
sample();
clearInterval(timer);
process.stdout.write(String((peak - idle) / 1e6));
process.exit();

async function bareForm() {
  const { default: FormData } = await import('form-data');
  const { got } = await import('got');
  return async (file) => {
    const body = new FormData();
    body.append('messaging_product', 'whatsapp');
    body.append('type', 'application/pdf');
    body.append('file', createReadStream(file), { contentType: 'application/pdf' });
    const headers = { authorization: 'Bearer bench' };
    await got.post(`${url}/v25.0/${phoneNumberId}/media`, { body, headers, retry: { limit: 0 } }).json();
  };
}

async function activity() {
  const { MockActivityEnvironment } = await import('@temporalio/testing');
  const { createMediaStore, createWhatsAppActivities, EnvironmentCredentialProvider } = await import('../lib/index.js');
  const credentials = new EnvironmentCredentialProvider({ WHATSAPP_ACCESS_TOKEN: 'bench' });
  const media = createMediaStore({ directory: dirname(large) });
  const activities = createWhatsAppActivities({ credentials, secrets: credentials, media, graph: { baseUrl: url } });
  const environment = new MockActivityEnvironment({
    startToCloseTimeoutMs: 900_000,
    scheduleToCloseTimeoutMs: 900_000,
  });
  return (file) => environment.run(activities.uploadWhatsAppMedia, { phoneNumberId, media: pathToFileURL(file).href });
}
