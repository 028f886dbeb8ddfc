/** Temporary folders that name their process, so that a later one removes those of a process that was killed. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the names of our temporary folders begin with: the media of `dev`, and the uploads of the emulator. */
const prefixes = { media: 'temporal-whatsapp-dev-media', uploads: 'graph-emulator' } as const;

/**
 * Creates a temporary folder for media files. The caller removes it.
 *
 * @param parent the folder that it lies in
 */
export async function createMediaFolder(parent = tmpdir()): Promise<string> {
  return mkdtemp(join(parent, `${prefixes.media}-${hostname()}-${process.pid}-`));
}

/**
 * Removes the temporary folders of processes of this machine that have ended without removing them.
 *
 * @param parent the folder that they lie in
 */
export async function removeLeftoverFolders(parent = tmpdir()): Promise<void> {
  const leftovers = (await readdir(parent)).filter(isLeftover);
  const removed = leftovers.map((name) => rm(join(parent, name), { recursive: true, force: true }));
  // Another user's folder stays, and what cannot be removed must not keep a command from its work.
  await Promise.allSettled(removed);
}

function isLeftover(name: string): boolean {
  // The host's name is there for containers that share the folder: they have process ids of their own.
  const prefix = Object.values(prefixes).find((known) => name.startsWith(`${known}-${hostname()}-`));
  if (prefix === undefined) return false;
  const [, pid] = /^(\d+)-\w+$/.exec(name.slice(`${prefix}-${hostname()}-`.length)) ?? [];
  return pid !== undefined && hasEnded(Number(pid));
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Any other code says that it lives and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
