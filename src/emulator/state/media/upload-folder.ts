import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, mkdtempSync } from 'node:fs';
import { rm, unlink } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { wasReset } from '../reset-count.js';

/** A file on this machine's disk, with what Meta would say about it. */
export interface StoredFile {
  path: string;
  /** Size in bytes. */
  size: number;
  /** Digest in lower-case hex. */
  sha256: string;
}

/** Keeps uploads in a folder of their own: media may be 100 MB, so they do not stay in memory. */
export class UploadFolder {
  #folder: string | undefined;
  readonly #abandoned = new Map<string, Promise<void>>();

  /** A path for a new file. */
  newPath(): string {
    // The command line removes the folder of a killed process by these names.
    this.#folder ??= mkdtempSync(join(tmpdir(), `graph-emulator-${hostname()}-${process.pid}-`));
    return join(this.#folder, randomUUID());
  }

  /** @throws what `bytes` failed with, or GraphError 2 when a reset came; nothing is left of the file then. */
  async store(bytes: Readable): Promise<StoredFile> {
    const path = this.newPath();
    const hash = createHash('sha256');
    let size = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        size += chunk.length;
        done(null, chunk);
      },
    });
    try {
      await pipeline(bytes, meter, createWriteStream(path));
      this.#checkPlace(path);
    } catch (error) {
      await unlink(path).catch(() => undefined);
      this.#checkPlace(path);
      throw error;
    }
    return { path, size, sha256: hash.digest('hex') };
  }

  async discard(file: Pick<StoredFile, 'path'>): Promise<void> {
    await unlink(file.path).catch(() => undefined);
  }

  /** Begins with nothing. The files that there were are deleted later: there may be thousands. */
  clear(): void {
    const folder = this.#folder;
    this.#folder = undefined;
    if (folder !== undefined) this.#abandoned.set(folder, deleteFolder(folder));
  }

  /** Deletes all there is and was. */
  async remove(): Promise<void> {
    this.clear();
    for (const [folder, deleted] of this.#abandoned) {
      await deleted;
      // What was written meanwhile has kept it.
      await rm(folder, { recursive: true, force: true });
    }
    this.#abandoned.clear();
  }

  #checkPlace(path: string): void {
    if (dirname(path) !== this.#folder) throw wasReset();
  }
}

function deleteFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true }).catch(() => undefined);
}
