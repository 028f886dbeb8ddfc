import { createHash, type Hash } from 'node:crypto';
import type { TransformCallback } from 'node:stream';
import { LimitedBytes } from './limited-bytes.js';
import { MediaError } from './store.js';

/** What a {@link Meter} ends with an error. */
export interface MeterOptions {
  /** More bytes than this end the stream with an error. */
  maxBytes?: number;
  /** Makes that error: the caller knows what the limit is about. */
  onTooLarge?: (bytes: number) => Error;
  /** Another number of bytes at the end is an error, too. */
  expectedBytes?: number;
}

/** Passes bytes on, counting and hashing them. */
export class Meter extends LimitedBytes {
  /** Why the bytes broke off, if they did. */
  problem: Error | undefined;
  readonly #hash: Hash = createHash('sha256');
  readonly #options: MeterOptions;
  #sha256: string | undefined;

  constructor(options: MeterOptions = {}) {
    const { maxBytes = Infinity, onTooLarge } = options;
    super(maxBytes, onTooLarge ?? (() => new MediaError('unreadable', `more than ${maxBytes} bytes`)));
    this.#options = options;
    this.once('error', (error: Error) => {
      this.problem = error;
    });
  }

  /** The digest in lower-case hex. To be read once everything has passed. */
  get sha256(): string {
    this.#sha256 ??= this.#hash.digest('hex');
    return this.#sha256;
  }

  override _transform(chunk: Buffer, encoding: BufferEncoding, done: TransformCallback): void {
    super._transform(chunk, encoding, (error, passed) => {
      if (!error) this.#hash.update(chunk);
      done(error, passed);
    });
  }

  override _flush(done: TransformCallback): void {
    const { expectedBytes } = this.#options;
    if (expectedBytes === undefined || expectedBytes === this.bytes) return done();
    done(
      // The next attempt reads what the file is now.
      new MediaError(
        'unavailable',
        `the file changed while it was read: ${this.bytes} bytes instead of ${expectedBytes}`,
      ),
    );
  }
}
