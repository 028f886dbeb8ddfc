/** Reads the bytes of a body, from Node and from fetch alike: with a limit, within a time, and never parsed. */
import type { IncomingMessage } from 'node:http';

/** Why a body was refused. */
export type BodyRefusal =
  /** The sender went away before its end: 400. */
  | 'body-cut-off'
  /** It took longer than `bodyTimeoutMs`: 408. */
  | 'body-too-slow'
  /** It is larger than `maxBodyBytes`, or comes in far too many pieces: 413. */
  | 'body-too-large'
  /** Too many bodies or bytes arrived at the same time, and none of the bodies for longer: 503. */
  | 'body-crowded-out'
  /** It has a `content-encoding`: 415. Meta sends none, and the signature is of the bytes on the wire. */
  | 'body-compressed';

const statuses: Record<BodyRefusal, BodyError['status']> = {
  'body-cut-off': 400,
  'body-too-slow': 408,
  'body-too-large': 413,
  'body-compressed': 415,
  'body-crowded-out': 503,
};

/** A body that cannot be taken. What reads a body for `createWebhookHandler` rejects with it. */
export class BodyError extends Error {
  /** Always `BodyError`. */
  override name = 'BodyError';
  /** The status to answer: 400, 408, 413, 415 or 503. */
  readonly status: 400 | 408 | 413 | 415 | 503;
  /** What is wrong with the body. */
  readonly reason: BodyRefusal;

  /** @param reason What is wrong with the body. */
  constructor(reason: BodyRefusal) {
    super(`webhook body refused: ${reason}`);
    this.status = statuses[reason];
    this.reason = reason;
  }
}

/** How much of a body is taken, for how long it is waited for, and who follows it. */
export interface BodyLimits {
  maxBytes: number;
  timeoutMs: number;
  follower?: BodyFollower;
}

/** Whoever follows a body while it arrives. */
export interface BodyFollower {
  /** Gets what ends the reading with a refusal. */
  began(refuse: (reason: BodyRefusal) => void): void;
  /** Gets the next bytes of the body. */
  took(bytes: Uint8Array): void;
}

/**
 * Reads a request of Node's. Stops at the limit and leaves the rest in the socket: whoever writes the answer has to
 * drain it.
 *
 * @throws BodyError
 */
export async function readNodeBody(request: IncomingMessage, limits: BodyLimits): Promise<Uint8Array> {
  refuseCompressed(request.headers['content-encoding']);
  if (request.destroyed) throw new BodyError('body-cut-off');
  return collect(limits, ({ take, end, cutOff }) => {
    request.on('data', take).on('end', end).on('error', cutOff).on('close', cutOff);
    return () => {
      request.off('data', take).off('end', end).off('error', cutOff).off('close', cutOff);
      request.pause();
    };
  });
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
export async function checkKeptBody(
  bytes: Uint8Array,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
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

/** Each piece costs memory and time, however small it is. One of TCP is rarely below 500 bytes. */
function mostPieces(maxBytes: number): number {
  return 1_000 + maxBytes / 256;
}

/** @param open begins to read and returns what stops it. */
function collect({ maxBytes, timeoutMs, follower }: BodyLimits, open: (sink: Sink) => () => void): Promise<Uint8Array> {
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
        chunks.push(chunk);
        if (bytes > maxBytes || chunks.length > mostPieces(maxBytes)) return finish('body-too-large');
        follower?.took(chunk);
      },
      end: () => finish(),
      cutOff: () => finish('body-cut-off'),
    });
    follower?.began(finish);
  });
}
