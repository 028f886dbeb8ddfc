/** Reads a request's body in each of the forms that the Graph API takes: JSON, form-encoded, multipart. */
import busboy from 'busboy';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { mediaKinds, mediaLimits } from '../../common/limits.js';
import type { UploadFolder } from '../state/media/upload-folder.js';
import { callLocals, type ReceivedFile } from './graph-call.js';

const textLimit = '10mb';

/** No upload is larger, whatever its type, in bytes. */
const largestUpload = Math.max(...mediaKinds.map((kind) => mediaLimits[kind].maxBytes));

/** Middleware: `request.body` becomes the JSON value or the fields; a file goes to the upload folder. */
export function readBody(uploads: UploadFolder): RequestHandler[] {
  const multipart = (request: Request, response: Response, next: NextFunction): void => {
    if (!request.is('multipart/form-data')) return next();
    readMultipart(request, response, uploads).then(() => next(), next);
  };
  const readers = [
    express.json({ limit: textLimit, strict: false }),
    express.urlencoded({ limit: textLimit, extended: true }),
    multipart,
  ];
  return readers.map((read) => (request, response, next) => {
    if (isToSession(request)) next();
    else read(request, response, next);
  });
}

/** Whether the body of a request is the bytes of a file, whatever its type says: the session takes them. */
export function isToSession({ method, path }: Request): boolean {
  return method === 'POST' && path.startsWith('/upload:');
}

async function readMultipart(request: Request, response: Response, uploads: UploadFolder): Promise<void> {
  const fields: Record<string, string> = {};
  const files: Promise<ReceivedFile>[] = [];
  const parser = busboy({
    headers: request.headers,
    defParamCharset: 'utf8',
    limits: { fileSize: largestUpload + 1, files: 1 },
  });
  parser.on('field', (name, value) => (fields[name] = value));
  parser.on('file', (field, stream, { filename = 'file', mimeType }) => {
    const received = uploads.store(stream).then((file) => {
      const isTruncated = stream.truncated === true;
      return { field, filename, mimeType, file, isTruncated, isKept: false };
    });
    // It is awaited only once the whole form was read, and may fail before.
    received.catch(() => undefined);
    files.push(received);
  });
  await parseForm(request, parser);
  request.body = fields;
  const [file] = await Promise.all(files);
  if (file) callLocals(response).file = file;
}

/** @throws Error when the body is no form, or ends too early. */
function parseForm(request: Request, parser: busboy.Busboy): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.on('close', resolve);
    parser.on('error', reject);
    request.on('close', () => {
      if (!request.complete) parser.destroy(new Error('the client closed the connection during an upload'));
    });
    request.pipe(parser);
  });
}
