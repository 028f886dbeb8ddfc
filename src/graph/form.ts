/** Bodies that are streamed: multipart forms, and bytes as they are. */
import { PassThrough, type Readable } from 'node:stream';
import FormData from 'form-data';
import type { GraphBody, GraphForm } from './request.js';

/** A body that is ready to be sent. */
export interface StreamedBody {
  body: Readable;
  headers: Record<string, string>;
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
  const body = new PassThrough();
  form.on('error', (error: Error) => body.destroy(error));
  form.pipe(body);
  const discard = (): void => {
    body.destroy();
    for (const { content } of files) content.destroy();
  };
  return { body, headers, discard };
}

/** A body of bytes as they are. */
export function rawBody({ content, contentType, size }: GraphBody): StreamedBody {
  const headers = { 'content-type': contentType, ...(size !== undefined && { 'content-length': String(size) }) };
  return { body: content, headers, discard: () => void content.destroy() };
}
