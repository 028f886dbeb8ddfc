/** The bytes of a file as it was when it was opened, or an error: never a mix of two contents. */
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { MediaError } from './store.js';

/** The number of bytes that are read at once. */
const chunkBytes = 65_536;

/** What is read of a file. */
export interface FileRange {
  /** The URI, for messages. */
  uri: string;
  /** The state of the file when it was opened. Its size is where the reading ends. */
  opened: Stats;
  /** The offset of the first byte. */
  start: number;
}

/**
 * Reads a file to the size that it had. The last bytes come only when nothing was written meanwhile, so that nobody
 * takes a mix for the file.
 */
export class FileContent extends Readable {
  readonly #file: FileHandle;
  readonly #range: FileRange;
  #position: number;

  /** @param file belongs to the stream from now on, and is closed with it */
  constructor(file: FileHandle, range: FileRange) {
    super({ highWaterMark: chunkBytes });
    this.#file = file;
    this.#range = range;
    this.#position = range.start;
  }

  override _read(): void {
    this.#next().catch((error: unknown) => this.destroy(error as Error));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#file.close().then(
      () => done(error),
      (failed: unknown) => done(error ?? (failed as Error)),
    );
  }

  async #next(): Promise<void> {
    const { uri, opened } = this.#range;
    const wanted = Math.min(chunkBytes, opened.size - this.#position);
    // Not of a pool: the bytes may be kept for long.
    const bytes = Buffer.allocUnsafeSlow(wanted);
    const { bytesRead } = await this.#file.read(bytes, 0, wanted, this.#position);
    this.#position += bytesRead;
    const isLast = bytesRead === 0 || this.#position === opened.size;
    if (isLast && isOverwritten(opened, await this.#file.stat())) {
      throw new MediaError('unavailable', `${uri} was changed while it was read; the next attempt reads it anew`);
    }
    this.push(bytes.subarray(0, bytesRead));
    if (isLast) this.push(null);
  }
}

/** Whether other bytes were written. A file that was removed or replaced meanwhile stays as it was for its reader. */
function isOverwritten(before: Stats, now: Stats): boolean {
  // Nobody can set back the time of the state, but it also changes with the number of names.
  const isTouched = now.nlink === before.nlink && now.ctimeMs !== before.ctimeMs;
  return now.size !== before.size || now.mtimeMs !== before.mtimeMs || isTouched;
}
