import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, unlink } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

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
  #folder: Promise<string> | undefined;

  /** A path for a new file. */
  async newPath(): Promise<string> {
    return join(await this.#path(), randomUUID());
  }

  /** @throws what `bytes` failed with; nothing is left of the file then. */
  async store(bytes: Readable): Promise<StoredFile> {
    const path = await this.newPath();
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
    } catch (error) {
      await unlink(path).catch(() => undefined);
      throw error;
    }
    return { path, size, sha256: hash.digest('hex') };
  }

  async discard(file: Pick<StoredFile, 'path'>): Promise<void> {
    await unlink(file.path).catch(() => undefined);
  }

  async remove(): Promise<void> {
    const folder = await this.#folder?.catch(() => undefined);
    this.#folder = undefined;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  #path(): Promise<string> {
    // The command line removes the folder of a killed process by these names.
    this.#folder ??= mkdtemp(join(tmpdir(), `graph-emulator-${hostname()}-${process.pid}-`));
    return this.#folder;
  }
}
