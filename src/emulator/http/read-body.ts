/** Reads a request's body in each of the forms that the Graph API takes: JSON, form-encoded, multipart. */
import busboy from 'busboy';
import express, { Router, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { mediaKinds, mediaLimits } from '../../common/limits.js';
import type { UploadFolder } from '../state/media/upload-folder.js';
import { callLocals, type ReceivedFile } from './graph-call.js';

/** Longest body of text, in bytes. */
const textLimit = 10 * 1024 * 1024;

/** Drops a byte order mark. */
const decoder = new TextDecoder();

/** No upload is larger, whatever its type, in bytes. */
const largestUpload = Math.max(...mediaKinds.map((kind) => mediaLimits[kind].maxBytes));

/** Middleware: `request.body` becomes the JSON value or the fields; a file goes to the upload folder. */
export function bodyReader(uploads: UploadFolder): RequestHandler {
  const multipart = (request: Request, response: Response, next: NextFunction): void => {
    if (!request.is('multipart/form-data')) return next();
    readMultipart(request, response, uploads).then(() => next(), next);
  };
  const readers = [
    express.json({ limit: textLimit, strict: false }),
    express.urlencoded({ limit: textLimit, extended: true }),
    multipart,
  ];
  const any = Router().use(...readers);
  return (request, response, next) => {
    if (isToSession(request)) next();
    else if (isPlainJson(request)) readJson(request, next);
    else any(request, response, next);
  };
}

/** What nearly every client sends. Express's reader takes longer for it than Node for the whole request. */
function isPlainJson({ headers }: Request): boolean {
  const length = Number(headers['content-length']);
  if (!(length > 0 && length <= textLimit) || headers['content-encoding'] !== undefined) return false;
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(headers['content-type'] ?? '');
}

function readJson(request: Request, next: NextFunction): void {
  const chunks: Buffer[] = [];
  request.once('error', next);
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.once('end', () => {
    request.off('error', next);
    try {
      request.body = JSON.parse(decoder.decode(Buffer.concat(chunks))) as unknown;
    } catch (error) {
      return next(error);
    }
    next();
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
