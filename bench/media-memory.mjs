/**
 * Peak memory of moving files, over idle: the activities against got that streams the same bytes, and beside them a
 * client that holds a file in memory. Each measurement has a process of its own.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { infoResult, ratioResult, takeTurns } from './compare.mjs';
import { startMediaServer } from './media-server.mjs';
import { startBucket } from './s3-bucket.mjs';

const run = promisify(execFile);
const mover = fileURLToPath(new URL('media-process.mjs', import.meta.url));
const mebibyte = 1024 * 1024;
/** What WhatsApp takes at most of a document, a warm-up, and a film. */
const sizes = { large: 100 * mebibyte, small: mebibyte, film: 16 * mebibyte };
const unit = 'MB';

export async function measure({ rounds = 5, note }) {
  const folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-bench-'));
  for (const [name, size] of Object.entries(sizes)) await makeFile(join(folder, `${name}.pdf`), size);
  const server = await startMediaServer(folder);
  const bucket = await startBucket(folder, note);
  const peak = (move) => async () => {
    const settings = JSON.stringify({ folder, url: server.url, endpoint: bucket?.endpoint, ...move });
    const { stdout } = await run(process.execPath, ['--expose-gc', mover, settings]);
    return Number(stdout);
  };
  try {
    const results = [];
    for (const { name, atMost, floor, ours } of comparisons(bucket !== undefined)) {
      const pairs = await takeTurns({ rounds, floor: peak({ side: 'floor', ...floor }), ours: peak(ours) });
      results.push(ratioResult({ name: `peak memory over idle: ${name}`, unit, pairs, atMost }));
    }
    const value = await peak({ side: 'buffering', does: 'upload', from: 'file' })();
    return [...results, infoResult({ name: 'the same upload by a client that reads the file first', unit, value })];
  } finally {
    await bucket?.stop();
    server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function comparisons(hasBucket) {
  const schemes = hasBucket ? ['file', 'https', 's3'] : ['file', 'https'];
  const twenty = { file: 'film', times: 20 };
  const upload = { does: 'upload', from: 'file' };
  const download = { does: 'download', to: 'file' };
  return [
    ...schemes.map((from) => ({
      name: `upload of 100 MB from ${from}:`,
      atMost: 1,
      // An object of a bucket comes over HTTP, too.
      floor: { ...upload, from },
      ours: { ...upload, from },
    })),
    ...schemes
      .filter((to) => to !== 'https')
      .map((to) => ({
        name: `download of 100 MB to ${to}:`,
        // S3 takes parts of 5 MiB, of which one is in memory.
        atMost: to === 's3' ? 1.25 : 1,
        floor: download,
        ours: { ...download, to },
      })),
    { name: 'upload of 20 x 16 MB at once', atMost: 2, floor: upload, ours: { ...upload, ...twenty } },
    { name: 'download of 20 x 16 MB at once', atMost: 2, floor: download, ours: { ...download, ...twenty } },
  ];
}

async function makeFile(path, size) {
  const file = await open(path, 'w');
  await file.write('%PDF-1.7\n');
  await file.truncate(size);
  await file.close();
}
