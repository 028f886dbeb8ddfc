import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IdSource } from '../../meta/id-source.js';
import type { EmulatorSettings } from '../../settings/options.js';
import { forgetOldest } from '../kept-records.js';
import type { UploadFolder } from './upload-folder.js';

/** How long a session takes bytes, in milliseconds. Meta does not publish it. */
const sessionLifeMs = 86_400_000;

/** What is known of a file before it comes. */
export interface AnnouncedFile {
  appId: string;
  filename: string;
  mimeType: string;
  /** The size of the whole file in bytes. */
  size: number;
}

/** A file that comes in one part or several, each where the one before ended. */
export interface UploadSession extends AnnouncedFile {
  /** `upload:…`, without its signature. */
  id: string;
  /** Proves that whoever names the session has been told of it. */
  signature: string;
  /** How many bytes have come. */
  offset: number;
  /** Counts the requests that brought bytes. */
  turn: number;
  /** Settles when the bytes of a request that is under way have been written as far as they came. */
  writing: Promise<unknown>;
  path: string;
  expiresAtMs: number;
  /** The name under which the file can be used, once it is whole. */
  handle?: string;
}

/** A file that came by a resumable upload. */
export interface UploadedFile {
  /** The name that the session was opened with. */
  filename: string;
  /** The MIME type that the session was opened with. */
  mimeType: string;
  /** The size in bytes. */
  size: number;
  /** SHA-256 as a lower-case hex digest. */
  sha256: string;
}

/**
 * The sessions of resumable uploads, and the handles of those that are whole.
 *
 * @internal
 */
export class UploadSessions {
  readonly #sessions = new Map<string, UploadSession>();
  readonly #byHandle = new Map<string, UploadedFile>();
  readonly #clock: () => number;
  readonly #folder: UploadFolder;
  readonly #ids: IdSource;

  readonly #limit: number;

  /** @param settings `recordLimit` is the most sessions; the oldest go first, with their files */
  constructor(
    { clock, ids, recordLimit }: Pick<EmulatorSettings, 'clock' | 'ids' | 'recordLimit'>,
    folder: UploadFolder,
  ) {
    this.#clock = clock;
    this.#ids = ids;
    this.#limit = recordLimit;
    this.#folder = folder;
  }

  open(file: AnnouncedFile): UploadSession {
    const name = `attachment:${this.#random('upload session', 18)}`;
    const id = `upload:${Buffer.from(name).toString('base64url')}`;
    const signature = this.#random('upload signature', 18);
    const path = this.#folder.newPath();
    const expiresAtMs = this.#clock() + sessionLifeMs;
    const begun = { offset: 0, turn: 0, writing: Promise.resolve() };
    const session: UploadSession = { ...file, id, signature, path, ...begun, expiresAtMs };
    this.#sessions.set(id, session);
    for (const forgotten of forgetOldest(this.#sessions, this.#limit)) void this.#folder.discard(forgotten);
    return session;
  }

  find(id: string): UploadSession | undefined {
    const session = this.#sessions.get(id);
    return session && session.expiresAtMs > this.#clock() ? session : undefined;
  }

  /** The whole file of a handle. */
  findByHandle(handle: string): UploadedFile | undefined {
    return this.#byHandle.get(handle);
  }

  /**
   * Makes a request the only one that writes: one that is still under way writes its last chunk, and no more.
   *
   * @returns The request's turn, for `append`.
   */
  async takeOver(session: UploadSession): Promise<number> {
    const turn = (session.turn += 1);
    await session.writing;
    return turn;
  }

  /**
   * Takes more bytes of a file. What came of bytes that break off stays.
   *
   * @param turn The turn of the request, by `takeOver`. Nothing is taken when a later request has taken over.
   * @param most How many bytes are taken. The rest of them is not read.
   */
  async append(session: UploadSession, turn: number, bytes: AsyncIterable<Buffer>, most: number): Promise<void> {
    const file = await open(session.path, 'a');
    try {
      for await (const chunk of bytes) {
        if (session.turn !== turn) return;
        const room = Math.min(most, session.size - session.offset, chunk.length);
        session.writing = file.write(chunk.subarray(0, room)).then(() => (session.offset += room));
        await session.writing;
        most -= chunk.length;
        if (most <= 0) return;
      }
    } finally {
      await file.close();
      if (session.offset === session.size) await this.#finish(session);
    }
  }

  /** What is saved and brought back with the state: sessions are not, for their bytes may be many. */
  kept(): Record<string, Map<string, unknown>> {
    return { byHandle: this.#byHandle };
  }

  clear(): void {
    this.#sessions.clear();
    this.#byHandle.clear();
  }

  async #finish(session: UploadSession): Promise<void> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(session.path) as AsyncIterable<Buffer>) hash.update(chunk);
    if (this.#sessions.get(session.id) !== session) return;
    session.handle ??= this.#createHandle(session);
    const { handle, filename, mimeType, size } = session;
    this.#byHandle.set(handle, { filename, mimeType, size, sha256: hash.digest('hex') });
    forgetOldest(this.#byHandle, this.#limit);
  }

  /** A handle in the form of Meta's: its version, the type, a digest, the time, the app. */
  #createHandle({ mimeType, appId }: UploadSession): string {
    const random = this.#random('upload handle', 48);
    const type = Buffer.from(mimeType).toString('base64');
    const seconds = Math.floor(this.#clock() / 1000);
    return ['4', '', type, random.slice(0, 32), 'e', seconds, appId, random.slice(32)].join(':');
  }

  #random(kind: string, bytes: number): string {
    return this.#ids.bytes(kind, bytes).toString('base64url');
  }
}
