/**
 * Moves a small file, then large ones, and prints by how many megabytes its memory rose above idle meanwhile. The peak
 * is the kernel's: what a sampler sees is less.
 *
 *   node --expose-gc media-process.mjs '{"side":"floor","does":"upload","from":"file","folder":…,"url":…}'
 */
import { createReadStream, createWriteStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { mediaIds } from './media-server.mjs';
import { bucketName, credentials as bucketCredentials } from './s3-bucket.mjs';

const phoneNumberId = '106540352242922';
const settings = JSON.parse(process.argv[2]);
const { side, does, folder, url, endpoint, file: name = 'large', times = 1 } = settings;
const sides = { floor: bareStream, buffering: bufferingClient };
const move = await (sides[side] ?? activities)();

await move('small', 0);
globalThis.gc();
await sleep(200);
// "5" makes the kernel forget the peak so far.
writeFileSync('/proc/self/clear_refs', '5');
const idle = peakBytes();
await Promise.all(Array.from({ length: times }, (_, index) => move(name, index + 1)));
process.stdout.write(String((peakBytes() - idle) / 1e6));
process.exit();

function peakBytes() {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
}

function localPath(file) {
  return join(folder, `${file}.pdf`);
}

async function bareStream() {
  const { default: FormData } = await import('form-data');
  const { got } = await import('got');
  const headers = { authorization: 'Bearer bench' };
  const retry = { limit: 0 };
  if (does === 'download') {
    return (file, index) =>
      pipeline(got.stream(`${url}/files/${file}`, { headers, retry }), createWriteStream(localPath(`new-${index}`)));
  }
  const open = async (file) =>
    settings.from === 'file'
      ? createReadStream(localPath(file))
      : got.stream(`${url}/files/${file}`, { retry }).pipe(new PassThrough());
  return async (file) => {
    const body = new FormData();
    body.append('messaging_product', 'whatsapp');
    body.append('type', 'application/pdf');
    body.append('file', await open(file), {
      contentType: 'application/pdf',
      filename: `${file}.pdf`,
      knownLength: statSync(localPath(file)).size,
    });
    await got.post(`${url}/v25.0/${phoneNumberId}/media`, { body, headers, retry }).json();
  };
}

function bufferingClient() {
  return async (file) => {
    const body = new FormData();
    body.set('messaging_product', 'whatsapp');
    body.set('file', new Blob([await readFile(localPath(file))], { type: 'application/pdf' }), `${file}.pdf`);
    await (await fetch(`${url}/v25.0/${phoneNumberId}/media`, { method: 'POST', body })).json();
  };
}

async function activities() {
  const { MockActivityEnvironment } = await import('@temporalio/testing');
  const { createMediaStore, createWhatsAppActivities, EnvironmentCredentialProvider, S3MediaStore } =
    await import('../lib/index.js');
  const credentials = new EnvironmentCredentialProvider({ WHATSAPP_ACCESS_TOKEN: 'bench' });
  const s3 =
    endpoint &&
    new S3MediaStore({
      location: `s3://${bucketName}/`,
      endpoint,
      region: 'us-east-1',
      credentials: bucketCredentials,
    });
  const media = createMediaStore({ directory: folder, allowPrivateNetworks: true, schemes: { ...(s3 && { s3 }) } });
  const made = createWhatsAppActivities({ credentials, secrets: credentials, media, graph: { baseUrl: url } });
  const limits = { startToCloseTimeoutMs: 900_000, scheduleToCloseTimeoutMs: 900_000 };
  const run = (activity, input) => new MockActivityEnvironment(limits).run(activity, { phoneNumberId, ...input });
  const uris = {
    file: (file) => pathToFileURL(localPath(file)).href,
    https: (file) => `${url}/files/${file}`,
    s3: (file) => `s3://${bucketName}/${file}.pdf`,
  };
  if (does === 'upload') return (file) => run(made.uploadWhatsAppMedia, { media: uris[settings.from](file) });
  const target = (index) => uris[settings.to](`new-${index}`);
  return (file, index) => run(made.downloadWhatsAppMedia, { mediaId: mediaIds[file], target: target(index) });
}
