/**
 * A file beside the state file while an emulator uses it. Two emulators would each save over what the other one has
 * saved. It names its process, so that the lock of a process that was killed is taken over.
 */
import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { describeSelf, isRunning, readOwner, type LockOwner } from './lock-owner.js';

export interface StateLock {
  release(): Promise<void>;
}

/** @throws Error when another emulator uses the file, or its folder cannot be written. */
export async function lockState(path: string): Promise<StateLock> {
  const lock = `${resolve(path)}.lock`;
  const taken = await take(lock, ({ pid }) => inUse(path, lock, pid));
  await removeLeftovers(path);
  return taken;
}

type Refuse = (owner: LockOwner) => Error;

/** @param refuse makes the error for a lock whose owner runs */
async function take(lock: string, refuse: Refuse): Promise<StateLock> {
  const id = randomUUID();
  const own = { path: `${lock}.${id}`, text: JSON.stringify({ ...describeSelf(), id }) };
  try {
    await writeFile(own.path, own.text, { flag: 'wx', mode: 0o600 });
    while (!(await place(own, lock)) && !(await replaceAbandoned(own, lock, refuse)));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
    throw new Error(`the state file cannot be saved: ${lock} cannot be written. Make its folder writable.`, { cause });
  } finally {
    await rm(own.path, { force: true });
  }
  return { release: () => release(lock, own.text) };
}

interface OwnFile {
  path: string;
  text: string;
}

/** Puts the lock where none is, with its content: nobody sees half of it. @returns false when there is one */
async function place(own: OwnFile, lock: string): Promise<boolean> {
  try {
    await link(own.path, lock).catch((error: NodeJS.ErrnoException) => {
      // Some file systems have no links.
      if (!unlinkable.includes(error.code ?? '')) throw error;
      return writeFile(lock, own.text, { flag: 'wx', mode: 0o600 });
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const unlinkable = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/**
 * Replaces the lock of a process that is gone. Who does that holds a lock for it and looks once more. So it replaces
 * what it has judged, and not the lock of another one who was faster.
 *
 * @returns false when there is no lock any more
 */
async function replaceAbandoned(own: OwnFile, lock: string, refuse: Refuse): Promise<boolean> {
  if (!(await isAbandoned(lock, refuse))) return false;
  const takeover = await take(`${lock}.takeover`, refuse);
  try {
    if (!(await isAbandoned(lock, refuse))) return false;
    await rename(own.path, lock);
    return true;
  } finally {
    await takeover.release();
  }
}

/** @returns false when there is no lock. @throws Error when its owner runs. */
async function isAbandoned(lock: string, refuse: Refuse): Promise<boolean> {
  const text = await readLock(lock);
  if (text === undefined) return false;
  const owner = readOwner(text);
  if (owner && isRunning(owner)) throw refuse(owner);
  return true;
}

async function release(lock: string, text: string): Promise<void> {
  if ((await readLock(lock)) === text) await rm(lock, { force: true });
}

async function readLock(lock: string): Promise<string | undefined> {
  try {
    return await readFile(lock, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function inUse(path: string, lock: string, pid: number): Error {
  return new Error(
    `the state file ${path} is used by another emulator (process ${pid}): stop that one, or take another file. ` +
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
