import { randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { mkdir, open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  filenameFromUri,
  MediaError,
  writeError,
  type MediaSink,
  type MediaSource,
  type MediaStore,
  type NewMedia,
} from './store.js';

/**
 * A store of `file:` URIs, below configured directories only. A URI comes from a workflow's caller, who must not read
 * or replace any other file of the worker. Symbolic links are followed, but not out of the directories.
 */
export class FileMediaStore implements MediaStore {
  readonly #directories: readonly string[];

  /** @param directories The first one takes new files. Relative paths start at the working directory. */
  constructor(directories: readonly [string, ...string[]]) {
    this.#directories = directories.map((directory) => resolve(directory));
  }

  /** Opens a file for reading, as it is now: what is added to it meanwhile is not read. */
  async open(uri: string): Promise<MediaSource> {
    const path = await this.#allowed(uri, toPath(uri));
    const file = await openFile(uri, path);
    try {
      const status = await file.stat();
      if (!status.isFile()) throw new MediaError('unreadable', `${uri} is not a file`);
      if (status.size === 0) throw new MediaError('unreadable', `${uri} is empty; WhatsApp takes no empty files`);
      // A file that grows meanwhile is sent as it was when it was opened.
      const content = file.createReadStream({ end: status.size - 1 });
      return { content, size: status.size, filename: filenameFromUri(uri) };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Begins a new file, beside its target until it is whole. Missing directories are made. */
  async create(target: string | undefined, media: NewMedia): Promise<MediaSink> {
    const wanted = target === undefined ? join(this.#directories[0] as string, media.filename) : toPath(target);
    const uri = target ?? pathToFileURL(wanted).href;
    const directory = await this.#allowed(uri, dirname(wanted), { create: true });
    const path = join(directory, basename(wanted));
    await refuseDirectory(uri, path);
    // The file lies beside its target, so that the rename is atomic and a reader never sees half a file.
    const temporary = join(directory, `.${randomUUID()}.part`);
    return {
      content: createWriteStream(temporary, { flags: 'wx' }),
      commit: () =>
        rename(temporary, path).then(
          () => uri,
          (error: unknown) => failWriting(uri, error),
        ),
      discard: () => rm(temporary, { force: true }),
    };
  }

  /** The real path behind `path`, if it is below a configured directory. */
  async #allowed(uri: string, path: string, { create = false } = {}): Promise<string> {
    // The text of the path is checked before anything is touched, then what the path really leads to.
    const directory = this.#directories.find((root) => isBelow(path, root));
    if (directory === undefined) throw this.#notAllowed(uri);
    if (create) await mkdirInside(uri, directory, path);
    const real = await realpath(path).catch((error: unknown) => failReading(uri, error));
    const realRoots = await Promise.all(this.#directories.map((root) => realpath(root).catch(() => root)));
    if (!realRoots.some((root) => isBelow(real, root))) throw this.#notAllowed(uri);
    return real;
  }

  #notAllowed(uri: string): MediaError {
    return new MediaError(
      'configuration',
      `${uri} is outside of the worker's media directories (${this.#directories.join(', ')}): ` +
        'move the file there or add its directory to the FileMediaStore',
    );
  }
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function toPath(uri: string): string {
  try {
    return resolve(fileURLToPath(uri));
  } catch {
    throw new MediaError('unreadable', `${uri} is not a file URI of this machine: expected "file:///path/to/file"`);
  }
}

/** Makes missing directories, after a check that the deepest one that exists does not lead elsewhere. */
async function mkdirInside(uri: string, root: string, path: string): Promise<void> {
  try {
    await mkdir(root, { recursive: true });
    const realRoot = await realpath(root);
    for (let current = path; ; current = dirname(current)) {
      const real = await realpath(current).catch(() => undefined);
      if (real === undefined) continue;
      if (isBelow(real, realRoot)) await mkdir(path, { recursive: true });
      return;
    }
  } catch (error) {
    failWriting(uri, error);
  }
}

/** Refuses a target that is a directory, or is written like one, before any byte is fetched for it. */
async function refuseDirectory(uri: string, path: string): Promise<void> {
  const found = await stat(path).catch(({ code }: NodeJS.ErrnoException) =>
    code === 'ENAMETOOLONG' ? failWriting(uri, { code }) : undefined,
  );
  if (uri.endsWith('/') || found?.isDirectory() === true) {
    throw new MediaError('unusable', `${uri} is a directory: name a file in it`);
  }
}

async function openFile(uri: string, path: string): Promise<FileHandle> {
  // The path is a real one: a link that was put in its place since is not followed. A named pipe must not block.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  return open(path, flags).catch((error: unknown) => failReading(uri, error));
}

function failReading(uri: string, error: unknown): never {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    throw new MediaError('missing', `${uri} does not exist on this worker`);
  }
  throw new MediaError('unreadable', `${uri} cannot be read: ${code ?? String(error)}`);
}

function failWriting(uri: string, error: unknown): never {
  throw writeError(uri, error);
}
