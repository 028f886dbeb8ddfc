/** Peak memory of uploading 100 MB, over idle: the activity against got that streams the same file as a form. */
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ratioResult, takeTurns } from './compare.mjs';
import { startGraphServer } from './graph-server.mjs';

const run = promisify(execFile);
const uploader = fileURLToPath(new URL('upload-process.mjs', import.meta.url));
/** What WhatsApp takes at most of a document. */
const bytes = 100 * 1024 * 1024;

export async function measure({ rounds = 7 }) {
  const server = await startGraphServer();
  const folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-bench-'));
  try {
    const file = await makeFile(join(folder, 'large.pdf'), bytes);
    const warmUp = await makeFile(join(folder, 'small.pdf'), 1024 * 1024);
    const peak = (side) => async () => {
      const { stdout } = await run(process.execPath, ['--expose-gc', uploader, side, server.url, warmUp, file]);
      return Number(stdout);
    };
    const pairs = await takeTurns({ rounds, floor: peak('floor'), ours: peak('ours') });
    return [ratioResult({ name: 'peak memory of a 100 MB upload over idle', unit: 'MB', pairs, atMost: 1 })];
  } finally {
    await rm(folder, { recursive: true, force: true });
    server.stop();
  }
}

async function makeFile(path, size) {
  const file = await open(path, 'w');
  await file.write('%PDF-1.7\n');
  await file.truncate(size);
  await file.close();
  return path;
}
