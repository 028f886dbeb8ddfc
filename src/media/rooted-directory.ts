/** Files below configured directories, opened so that no link leads out of them, whenever it is put there. */
import { existsSync } from 'node:fs';
import { constants, lstat, mkdir, open, readlink, realpath, type FileHandle } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';

/** A path leads out of every configured directory. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
}

/** A directory that stays the same one, whatever its path leads to later. */
export interface HeldDirectory {
  /** The path under which its files are reached. */
  path: string;
  /** Has the disk keep the names of its files, where the file system can do that. */
  sync(): Promise<void>;
  /** Lets go of it. */
  close(): Promise<void>;
}

/**
 * The place where the kernel names what is open, so that a path can go through an open directory. Where there is none,
 * a path is checked again after each step, which leaves a moment for whoever can write into the directories.
 */
const openFiles = existsSync('/proc/self/fd') ? '/proc/self/fd' : undefined;

/** Configured directories, below which files are opened. Links are followed, but not out of them. */
export class RootedDirectories {
  /** Their paths, absolute. */
  readonly paths: readonly string[];

  constructor(directories: readonly string[]) {
    this.paths = directories.map((directory) => resolve(directory));
  }

  /** Opens a file for reading. @throws OutsideError, and what the file system says */
  async openFile(path: string): Promise<FileHandle> {
    this.#findRoot(path);
    const real = await realpath(path);
    await this.#check(real);
    // The path is a real one: a link that was put in its place since is not followed. A named pipe must not block.
    const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    return this.#checked(file, real);
  }

  /** Opens a directory for writing, and makes what is missing of it. @throws OutsideError, and what the system says */
  async openDirectory(path: string): Promise<HeldDirectory> {
    const root = this.#findRoot(path);
    await mkdir(root, { recursive: true });
    let held = await this.#hold(await realpath(root));
    for (const part of relative(root, path).split(sep).filter(Boolean)) {
      const outer = held;
      try {
        held = await this.#step(join(outer.path, part));
      } finally {
        await outer.close();
      }
    }
    return held;
  }

  async #step(path: string): Promise<HeldDirectory> {
    await mkdir(path).catch(({ code }: NodeJS.ErrnoException) => {
      if (code !== 'EEXIST') throw Object.assign(new Error(`${path}: ${code}`), { code });
    });
    return this.#hold(path);
  }

  async #hold(path: string): Promise<HeldDirectory> {
    const real = await realpath(path);
    if (openFiles === undefined) {
      await this.#check(real);
      return { path: real, sync: () => Promise.resolve(), close: () => Promise.resolve() };
    }
    const directory = await this.#checked(await open(path, constants.O_RDONLY | constants.O_DIRECTORY), real);
    const sync = (): Promise<void> => directory.sync().catch(throwUnlessUnsupported);
    return { path: join(openFiles, String(directory.fd)), sync, close: () => directory.close() };
  }

  /** What was opened, if it is inside: the path was right before, but may have been changed since. */
  async #checked(file: FileHandle, path: string): Promise<FileHandle> {
    try {
      await this.#check(openFiles === undefined ? path : await readlink(join(openFiles, String(file.fd))));
      if (openFiles === undefined && !(await isSameFile(file, path))) throw new OutsideError(path);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The text of a path is checked before anything is touched. */
  #findRoot(path: string): string {
    const root = this.paths.find((directory) => isBelow(path, directory));
    if (root === undefined) throw new OutsideError(path);
    return root;
  }

  async #check(real: string): Promise<void> {
    const roots = await Promise.all(this.paths.map((directory) => realpath(directory).catch(() => directory)));
    if (!roots.some((root) => isBelow(real, root))) throw new OutsideError(real);
  }
}

/** Some network file systems cannot write a directory to the disk by itself. */
function throwUnlessUnsupported(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EINVAL' && error.code !== 'ENOTSUP') throw error;
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

async function isSameFile(file: FileHandle, path: string): Promise<boolean> {
  const [opened, found] = await Promise.all([file.stat(), lstat(await realpath(path))]);
  return opened.dev === found.dev && opened.ino === found.ino;
}
