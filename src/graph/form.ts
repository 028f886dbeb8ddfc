/** Bodies that are streamed: multipart forms, and bytes as they are. */
import { Transform, type Readable, type TransformCallback } from 'node:stream';
import FormData from 'form-data';
import type { GraphBody, GraphForm } from './request.js';

/** A body that is ready to be sent. */
export interface StreamedBody {
  body: Readable;
  headers: Record<string, string>;
  /** Whether all of it was taken. An answer that comes before tells nothing about the files. */
  isSent(): boolean;
  /** Stops reading the files. */
  discard(): void;
}

/** A multipart body that holds no more of a file than one chunk. */
export function createFormBody({ fields, files }: GraphForm): StreamedBody {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  for (const { name, filename, contentType, content, size } of files) {
    form.append(name, content, { filename, contentType, ...(size !== undefined && { knownLength: size }) });
  }
  const headers = form.getHeaders() as Record<string, string>;
  if (files.every(({ size }) => size !== undefined)) headers['content-length'] = String(form.getLengthSync());
  // form-data is an old-style stream: piped into a new one it gets backpressure and errors like any other.
  const body = new CountedBytes();
  form.on('error', (error: Error) => body.destroy(error));
  form.pipe(body);
  const discard = (): void => {
    body.destroy();
    for (const { content } of files) content.destroy();
  };
  return { body, headers, isSent: () => body.isTaken(headers['content-length']), discard };
}

/** A body of bytes as they are. */
export function rawBody({ content, contentType, size }: GraphBody): StreamedBody {
  const headers = { 'content-type': contentType, ...(size !== undefined && { 'content-length': String(size) }) };
  const body = new CountedBytes();
  content.on('error', (error: Error) => body.destroy(error));
  content.pipe(body);
  const discard = (): void => {
    body.destroy();
    content.destroy();
  };
  return { body, headers, isSent: () => body.isTaken(headers['content-length']), discard };
}

class CountedBytes extends Transform {
  #bytes = 0;

  /** Whether everything was taken. A server that was told the length may answer before the end was seen here. */
  isTaken(length: string | undefined): boolean {
    return this.readableEnded || (length !== undefined && this.#bytes - this.readableLength >= Number(length));
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length;
    done(null, chunk);
  }
}
