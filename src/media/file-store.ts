import { randomUUID } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FileContent } from './file-content.js';
import { OutsideError, RootedDirectories, type HeldDirectory } from './rooted-directory.js';
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
 *
 * On Linux that holds also for a link that is put there at the very moment: the kernel names what was opened.
 */
export class FileMediaStore implements MediaStore {
  readonly #directories: RootedDirectories;

  /** @param directories The first one takes new files. Relative paths start at the working directory. */
  constructor(directories: readonly [string, ...string[]]) {
    this.#directories = new RootedDirectories(directories);
  }

  /** Opens a file for reading, as it is now. Its content ends with an error when it is overwritten meanwhile. */
  async open(uri: string, _signal?: AbortSignal, offset = 0): Promise<MediaSource> {
    const path = toPath(uri);
    const file = await this.#directories.openFile(path).catch((error: unknown) => this.#failReading(uri, error));
    try {
      const status = await file.stat();
      if (!status.isFile()) throw new MediaError('unreadable', `${uri} is not a file`);
      if (status.size === 0) throw new MediaError('unreadable', `${uri} is empty; WhatsApp takes no empty files`);
      const start = Math.min(offset, status.size - 1);
      const content = new FileContent(file, { uri, opened: status, start });
      // The time of a change of the file's state, which nobody can set back.
      const version = `${status.ino}-${status.mtimeMs}-${status.ctimeMs}-${status.size}`;
      return { content, size: status.size, filename: filenameFromUri(uri), version, start };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Begins a new file, beside its target until it is whole. Missing directories are made. */
  async create(target: string | undefined, media: NewMedia): Promise<MediaSink> {
    const wanted = target === undefined ? join(this.#directories.paths[0] as string, media.filename) : toPath(target);
    const uri = target ?? pathToFileURL(wanted).href;
    const fail = (error: unknown): never => this.#failWriting(uri, error);
    const directory = await this.#directories.openDirectory(dirname(wanted)).catch(fail);
    try {
      await refuseDirectory(uri, join(directory.path, basename(wanted)));
    } catch (error) {
      await directory.close();
      throw error;
    }
    return beside(directory, basename(wanted), { uri, fail });
  }

  #failReading(uri: string, error: unknown): never {
    if (error instanceof OutsideError) throw this.#outside(uri);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new MediaError('missing', `${asRead(uri)} does not exist on this worker`);
    }
    throw new MediaError('unreadable', `${uri} cannot be read: ${code ?? String(error)}`);
  }

  #failWriting(uri: string, error: unknown): never {
    throw error instanceof OutsideError ? this.#outside(uri) : writeError(uri, error);
  }

  #outside(uri: string): MediaError {
    return new MediaError(
      'configuration',
      `${asRead(uri)} is outside of the worker's media directories (${this.#directories.paths.join(', ')}): ` +
        'move the file there or add its directory to the FileMediaStore',
    );
  }
}

/**
 * A file that lies beside its target: the rename is atomic, and a reader never sees half a file. What is committed
 * survives a loss of power: bytes and name are on the disk.
 */
function beside(
  directory: HeldDirectory,
  name: string,
  { uri, fail }: { uri: string; fail: (error: unknown) => never },
): MediaSink {
  const temporary = join(directory.path, `.${randomUUID()}.part`);
  const content = createWriteStream(temporary, { flags: 'wx', flush: true });
  return {
    content,
    commit: async () => {
      await untilWhole(uri, content);
      await rename(temporary, join(directory.path, name)).catch(fail);
      await directory.sync().catch(fail);
      await directory.close();
      return uri;
    },
    discard: async () => {
      // A stream that is still opening its file would make it after it was removed.
      if (!content.closed) await new Promise<void>((resolve) => content.once('close', () => resolve()).destroy());
      await rm(temporary, { force: true }).catch(() => undefined);
      await directory.close().catch(() => undefined);
    },
  };
}

/** A URI, and the path that it means where that is not plain to see: no file URI is relative. */
function asRead(uri: string): string {
  return /^file:\//i.test(uri) ? uri : `${uri} (${pathToFileURL(toPath(uri)).href}: paths of file URIs are absolute)`;
}

/** Waits until all bytes are on the disk. @throws MediaError where they never will be: half a file is no file */
async function untilWhole(uri: string, content: WriteStream): Promise<void> {
  if (content.writableFinished && !content.closed) {
    await new Promise<void>((resolve) => content.on('error', () => undefined).once('close', resolve));
  }
  if (content.errored) throw writeError(uri, content.errored);
  if (!content.writableFinished) throw writeError(uri, new Error('its bytes have not all been written'));
}

function toPath(uri: string): string {
  try {
    return resolve(fileURLToPath(uri));
  } catch {
    throw new MediaError('unreadable', `${uri} is not a file URI of this machine: expected "file:///path/to/file"`);
  }
}

/** Refuses a target that is a directory, or is written like one, before any byte is fetched for it. */
async function refuseDirectory(uri: string, path: string): Promise<void> {
  const found = await stat(path).catch(({ code }: NodeJS.ErrnoException) =>
    code === 'ENAMETOOLONG' ? Promise.reject(writeError(uri, { code })) : undefined,
  );
  if (uri.endsWith('/') || found?.isDirectory() === true) {
    throw new MediaError('unusable', `${uri} is a directory: name a file in it`);
  }
}
