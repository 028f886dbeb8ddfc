/** Reads the bytes of a body, from Node and from fetch alike: with a limit, within a time, and never parsed. */
import type { IncomingMessage } from 'node:http';
import { InvalidInputError } from '../../common/failures.js';

const statuses = {
  /** The sender went away before its end. */
  'body-cut-off': 400,
  /** It took longer than `bodyTimeoutMs`. */
  'body-too-slow': 408,
  'body-too-large': 413,
  /** It has a `content-encoding`: Meta sends none, and the signature is of the bytes on the wire. */
  'body-compressed': 415,
} as const;

export type BodyRefusal = keyof typeof statuses;

/** A body that cannot be taken, and the status to answer. */
export class BodyError extends Error {
  override name = 'BodyError';
  readonly status: (typeof statuses)[BodyRefusal];
  readonly reason: BodyRefusal;
  constructor(reason: BodyRefusal) {
    super(`webhook body refused: ${reason}`);
    this.status = statuses[reason];
    this.reason = reason;
  }
}

/** What the adapters take beside the handler's options. */
export interface BodyOptions {
  /**
   * How long the whole body may take to arrive, in milliseconds; then the answer is 408. At most an hour.
   *
   * @default 30,000
   */
  bodyTimeoutMs?: number;
}

/** @throws InvalidInputError when it is no whole number of milliseconds from 1 to an hour. */
export function bodyTimeoutOf({ bodyTimeoutMs = 30_000 }: BodyOptions): number {
  if (Number.isSafeInteger(bodyTimeoutMs) && bodyTimeoutMs >= 1 && bodyTimeoutMs <= 3_600_000) return bodyTimeoutMs;
  const message = 'must be a whole number of milliseconds from 1 to 3600000';
  throw new InvalidInputError('webhook receiver', [{ path: 'bodyTimeoutMs', message, value: String(bodyTimeoutMs) }]);
}

export interface BodyLimits {
  maxBytes: number;
  timeoutMs: number;
}

/**
 * Reads a request of Node's. Stops at the limit and leaves the rest in the socket: whoever writes the answer has to drain it.
 *
 * @throws BodyError
 */
export function readNodeBody(request: IncomingMessage, limits: BodyLimits): Promise<Uint8Array> {
  // By then a body that came with its headers, as nearly all do, is complete: it needs no listeners and no timer.
  if (request.readableFlowing === null) return aMomentLater.then(() => readNow(request, limits));
  return readNow(request, limits);
}

const aMomentLater = Promise.resolve();

async function readNow(request: IncomingMessage, limits: BodyLimits): Promise<Uint8Array> {
  refuseCompressed(request.headers['content-encoding']);
  if (request.destroyed) throw new BodyError('body-cut-off');
  if (request.complete && request.readableFlowing === null) return wholeBody(request, limits.maxBytes);
  return collect(limits, ({ take, end, cutOff }) => {
    request.on('data', take).on('end', end).on('error', cutOff).on('close', cutOff);
    return () => {
      request.off('data', take).off('end', end).off('error', cutOff).off('close', cutOff);
      request.pause();
    };
  });
}

function wholeBody(request: IncomingMessage, maxBytes: number): Uint8Array {
  if (request.readableLength > maxBytes) throw new BodyError('body-too-large');
  return (request.read() as Uint8Array | null) ?? new Uint8Array();
}

/**
 * Reads a request of fetch. Cancels the rest when it stops before the end.
 *
 * @throws BodyError
 */
export async function readFetchBody({ headers, body }: Request, limits: BodyLimits): Promise<Uint8Array> {
  refuseCompressed(headers.get('content-encoding') ?? undefined);
  if (!body) return new Uint8Array();
  return collect(limits, ({ take, end, cutOff }) => {
    const reader = body.getReader();
    let isWanted = true;
    const pump = async (): Promise<void> => {
      while (isWanted) {
        const { done, value } = await reader.read();
        if (done) return end();
        take(value);
      }
    };
    pump().catch(cutOff);
    return () => {
      isWanted = false;
      reader.cancel().catch(() => undefined);
    };
  });
}

/**
 * Checks bytes that something in front of the receiver has read and kept.
 *
 * @throws BodyError
 */
export function checkKeptBody(bytes: Uint8Array, contentEncoding: string | undefined, maxBytes: number): Uint8Array {
  refuseCompressed(contentEncoding);
  if (bytes.byteLength > maxBytes) throw new BodyError('body-too-large');
  return bytes;
}

function refuseCompressed(contentEncoding = ''): void {
  if (contentEncoding !== '' && !/^\s*(identity)?\s*$/i.test(contentEncoding)) throw new BodyError('body-compressed');
}

interface Sink {
  take(chunk: Uint8Array): void;
  end(): void;
  cutOff(): void;
}

/** @param open begins to read and returns what stops it. */
function collect({ maxBytes, timeoutMs }: BodyLimits, open: (sink: Sink) => () => void): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    const finish = (reason?: BodyRefusal): void => {
      clearTimeout(timer);
      stop();
      if (reason) reject(new BodyError(reason));
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes));
    };
    const timer = setTimeout(() => finish('body-too-slow'), timeoutMs);
    const stop = open({
      take: (chunk) => {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) finish('body-too-large');
        else chunks.push(chunk);
      },
      end: () => finish(),
      cutOff: () => finish('body-cut-off'),
    });
  });
}
