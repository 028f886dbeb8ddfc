import { PassThrough, Writable, type Readable } from 'node:stream';
import { MediaError, type MediaSink } from '../store.js';

/** An object that is being written. Its last part stays back until `commit`, so that it appears only then. */
export class S3Sink implements MediaSink {
  readonly content: Writable;
  readonly #uri: string;
  readonly #fail: (error: unknown) => MediaError;
  readonly #body = new PassThrough();
  readonly #done: Promise<unknown>;

  /** @param upload Writes the object until its body ends. */
  constructor(
    { uri, fail }: { uri: string; fail: (error: unknown) => MediaError },
    upload: (body: Readable) => Promise<unknown>,
  ) {
    this.#uri = uri;
    this.#fail = fail;
    const body = this.#body.on('error', () => undefined);
    this.content = new Writable({
      write(chunk: Buffer, _encoding, done) {
        if (body.write(chunk)) done();
        else body.once('drain', done);
      },
    });
    this.#done = upload(body);
    // A server that refuses the first part ends the stream, so that nobody goes on writing.
    this.#done.catch((error: unknown) => {
      if (!this.content.writableFinished) this.content.destroy(fail(error));
    });
  }

  /** Writes the last part. */
  async commit(): Promise<string> {
    // Half an object is no object.
    if (!this.content.writableFinished) {
      const torn = `${this.#uri} cannot be written: its bytes have not all come`;
      throw this.#fail(this.content.errored ?? new MediaError('unwritable', torn));
    }
    this.#body.end();
    try {
      await this.#done;
    } catch (error) {
      throw this.#fail(error);
    }
    return this.#uri;
  }

  /** Has the server forget the parts. */
  async discard(): Promise<void> {
    this.content.destroy();
    this.#body.destroy(new Error('discarded'));
    await this.#done.catch(() => undefined);
  }
}
