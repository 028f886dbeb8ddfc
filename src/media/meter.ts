import { createHash, type Hash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
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
export class Meter extends Transform {
  /** How many bytes have passed. */
  bytes = 0;
  /** Why the bytes broke off, if they did. */
  problem: Error | undefined;
  readonly #hash: Hash = createHash('sha256');
  readonly #options: MeterOptions;
  #sha256: string | undefined;

  constructor(options: MeterOptions = {}) {
    super();
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

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const { maxBytes = Infinity, onTooLarge } = this.#options;
    this.bytes += chunk.length;
    if (this.bytes > maxBytes) {
      done(onTooLarge?.(this.bytes) ?? new MediaError('unreadable', `more than ${maxBytes} bytes`));
      return;
    }
    this.#hash.update(chunk);
    done(null, chunk);
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
