/**
 * A file beside the state file while an emulator uses it. Two emulators would each save over what the other one has
 * saved. It names its process, so that the lock of a process that was killed is taken over.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** The locks of this process: after a restart in a container another process has had the same id. */
const held = new Set<string>();

export interface StateLock {
  release(): Promise<void>;
}

/** @throws Error when another emulator uses the file, or its folder cannot be written. */
export async function lockState(path: string): Promise<StateLock> {
  const lock = `${resolve(path)}.lock`;
  if (!(await take(lock))) {
    const owner = await readOwner(lock);
    if (isRunning(lock, owner)) throw inUse(path, lock, owner?.pid);
    await rm(lock, { force: true });
    if (!(await take(lock))) throw inUse(path, lock, (await readOwner(lock))?.pid);
  }
  held.add(lock);
  await removeLeftovers(path);
  return {
    release: async () => {
      held.delete(lock);
      await rm(lock, { force: true });
    },
  };
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new Error(`the state file cannot be saved: ${lock} cannot be written. Make its folder writable.`, { cause });
  }
}

interface Owner {
  pid: number;
  host: string;
}

async function readOwner(lock: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(lock, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** Whether its process lives. On another machine that is not known: most often it was a container that is gone. */
function isRunning(lock: string, owner: Owner | undefined): boolean {
  if (held.has(lock)) return true;
  if (owner?.host !== hostname() || !Number.isInteger(owner.pid) || owner.pid === process.pid) return false;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function inUse(path: string, lock: string, pid?: number): Error {
  const owner = pid === undefined ? '' : ` (process ${pid})`;
  return new Error(
    `the state file ${path} is used by another emulator${owner}: stop that one, or take another file. ` +
      `If there is none, remove ${lock}.`,
  );
}

/** What a process that was killed while it saved has left. */
async function removeLeftovers(path: string): Promise<void> {
  const [folder, name] = [dirname(resolve(path)), basename(path)];
  const isLeftover = (found: string): boolean =>
    found.startsWith(`${name}.`) && /^[\da-f-]{36}\.tmp$/.test(found.slice(name.length + 1));
  for (const found of (await readdir(folder)).filter(isLeftover)) await rm(join(folder, found), { force: true });
}
