import { Transform, type TransformCallback } from 'node:stream';

/** Passes bytes on up to a limit; more of them are an error. */
export class LimitedBytes extends Transform {
  /** How many bytes have come. */
  bytes = 0;
  readonly #maxBytes: number;
  readonly #tooLarge: (bytes: number) => Error;

  constructor(maxBytes: number, tooLarge: (bytes: number) => Error) {
    super();
    this.#maxBytes = maxBytes;
    this.#tooLarge = tooLarge;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    if (this.bytes > this.#maxBytes) done(this.#tooLarge(this.bytes));
    else done(null, chunk);
  }
}
