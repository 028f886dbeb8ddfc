/** Runs a command that downloads into a folder: shows that it moves, and ends it when it does not. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startGuarded } from './guarded-process.js';
import type { BinaryOptions } from './environment.js';

export interface DownloadLimits {
  /** How long the folder may stay as it is. @default 30,000 ms */
  stallMs?: number;
  /** How long all of it may take. @default 600,000 ms */
  deadlineMs?: number;
}

export interface DownloadCommand extends DownloadLimits {
  /** Stands at the beginning of each line of progress. */
  title: string;
  command: string;
  args: readonly string[];
  /** Its size is the progress. */
  folder: string;
}

const tickMs = 1_000;

/**
 * Logs a line each second with the seconds and megabytes so far.
 *
 * @throws Error with the command's last words when it fails, stalls or takes too long
 */
export async function runDownload(download: DownloadCommand, { env, log }: BinaryOptions): Promise<void> {
  const { title, command, args, folder, stallMs = 30_000, deadlineMs = 600_000 } = download;
  const child = startGuarded(command, args, env);
  const startedMs = Date.now();
  let size = 0;
  let grewMs = startedMs;
  let gaveUp: string | undefined;
  const tick = async (): Promise<void> => {
    const now = Date.now();
    const newSize = await folderSize(folder);
    if (newSize !== size) [size, grewMs] = [newSize, now];
    log(`${title}: ${Math.round((now - startedMs) / 1000)} s, ${(size / 1e6).toFixed(1)} MB so far`);
    if (now - grewMs >= stallMs) gaveUp = `nothing arrived for ${stallMs / 1000} s`;
    else if (now - startedMs >= deadlineMs) gaveUp = `not finished after ${deadlineMs / 1000} s`;
    if (gaveUp !== undefined) await child.stop();
  };
  const timer = setInterval(() => void tick(), tickMs);
  const code = await child.exited;
  clearInterval(timer);
  if (gaveUp !== undefined) throw new Error(gaveUp);
  if (code !== 0) throw new Error(lastWords(child.lastLines()) ?? `exit code ${code}`);
}

/** The last line that says what went wrong; tools add hints and stack traces after it. */
function lastWords(lines: string[]): string | undefined {
  const said = lines.map((line) => line.trim()).filter((line) => line !== '');
  return said.findLast((line) => /error|fail|mismatch/i.test(line)) ?? said.at(-1);
}

/** Bytes of all files below the folder. Files come and go meanwhile. */
async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
