/** The receiver for Node's own http server, and for every framework that hands on Node's request and response. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { createHandler, type AdapterHandler, type WebhookResponse } from '../handler.js';
import { describeError } from '../../common/describe-error.js';
import { resolveWebhookOptions, type WebhookAdapterOptions, type WebhookSettings } from '../options.js';
import { checkKeptBody, readNodeBody } from '../request/body.js';
import type { ReadBody } from '../request/intake.js';
import { answerAlreadyRead } from './already-read.js';

/** A listener for `http.createServer`. */
export interface WebhookListener {
  /** Answers one request. */
  (request: IncomingMessage, response: ServerResponse): void;
  /**
   * Turns away what still comes with 503, and resolves when all that was accepted has been answered, and every call of
   * Temporal's client has settled. Its connection can be closed then.
   */
  close(): Promise<void>;
}

/** What parsers leave on a request: express.raw() a Buffer as `body`, others the bytes as `rawBody`. */
type NodeRequest = IncomingMessage & { body?: unknown; rawBody?: unknown };

interface Receiver {
  settings: WebhookSettings;
  handle: AdapterHandler;
}

/** A request with its answer, and how far its body has come. */
interface Exchange {
  request: NodeRequest;
  response: ServerResponse;
  /** Whether the receiver began to read the body. */
  isReading: boolean;
}

/** How long the rest of a short body is discarded after its refusal, so that its connection takes the next request. */
const discardMs = 1_000;

/**
 * How long a connection stays open after a refusal. Nothing is read from it, but a sender whose connection breaks at
 * once may not see the answer.
 */
const lingerMs = 100;

const parserAdvice =
  'mount the webhook router before express.json(), or keep the bytes with ' +
  'express.json({ verify: (req, res, bytes) => { req.rawBody = bytes } })';

/**
 * Makes a listener that takes every request, whatever its path is. It reads the body itself; bytes that a parser has
 * kept as `rawBody`, or as a Buffer in `body`, are taken as they are.
 *
 * @throws InvalidInputError that lists every problem of the options.
 */
export function createWebhookListener(options: WebhookAdapterOptions): WebhookListener {
  return createListener(resolveWebhookOptions(options));
}

/** The same for whoever has resolved the options. */
export function createListener(settings: WebhookSettings): WebhookListener {
  const receiver = { settings, handle: createHandler(settings) };
  const listen = (request: IncomingMessage, response: ServerResponse): void => {
    void serve({ request, response, isReading: false }, receiver);
  };
  return Object.assign(listen, { close: () => receiver.handle.close() });
}

async function serve(exchange: Exchange, receiver: Receiver): Promise<void> {
  const { request, response } = exchange;
  const { log, maxBodyBytes } = receiver.settings;
  try {
    const { status, headers, body } = await receive(exchange, receiver);
    // Somebody else has answered, such as a timeout in front.
    if (response.headersSent) return;
    // A framework's own `send` may add an ETag to a challenge and turn it into a 304, so Node's is used.
    const answer = { status, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body };
    if (request.complete || request.destroyed) response.writeHead(status, answer.headers).end(body);
    else if (!exchange.isReading && announcedBytes(request) <= maxBodyBytes) await answerAndDiscard(exchange, answer);
    else await answerAndCut(exchange, answer);
  } catch (error) {
    log.error({ error: describeError(error) }, 'webhook could not be answered');
    response.destroy();
  }
}

function receive(exchange: Exchange, { settings, handle }: Receiver): WebhookResponse | Promise<WebhookResponse> {
  const { request } = exchange;
  const { method = '', url = '', headers } = request;
  const kept = keptBytes(request);
  if (method === 'POST' && !kept && request.readableDidRead) {
    return answerAlreadyRead(headers, parserAdvice, settings);
  }
  const rawBody: ReadBody = (maxBytes, follower) => {
    if (kept) return checkKeptBody(kept, headers['content-encoding'], maxBytes);
    exchange.isReading = true;
    return readNodeBody(request, { maxBytes, timeoutMs: settings.bodyTimeoutMs, follower });
  };
  const query = new URLSearchParams(url.split('?')[1]);
  return handle({ method, query, headers, rawBody });
}

function keptBytes({ rawBody, body }: NodeRequest): Uint8Array | undefined {
  if (rawBody instanceof Uint8Array) return rawBody;
  return body instanceof Uint8Array ? body : undefined;
}

/** Infinity when the sender does not say how long the body is. */
function announcedBytes({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? Infinity);
}

/** Answers before the body has come to its end, and takes the short rest. */
async function answerAndDiscard({ request, response }: Exchange, answer: WebhookResponse): Promise<void> {
  writeWithoutEnd(response, answer);
  if (await discardRest(request)) response.end();
  else request.destroy();
}

/** Answers in the middle of the body, takes no more of it, and ends the connection. */
async function answerAndCut({ request, response }: Exchange, answer: WebhookResponse): Promise<void> {
  answer.headers['connection'] = 'close';
  writeWithoutEnd(response, answer);
  await Promise.race([once(response, 'close'), delay(lingerMs)]);
  request.destroy();
}

function writeWithoutEnd(response: ServerResponse, { status, headers, body }: WebhookResponse): void {
  response.writeHead(status, headers).flushHeaders();
  if (body !== '') response.write(body);
}

/** Resolves with whether the body has come to its end. */
function discardRest(request: IncomingMessage): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), discardMs);
    const settle = (isComplete: boolean): void => {
      clearTimeout(timer);
      resolve(isComplete);
    };
    request.on('error', () => settle(false));
    request.on('close', () => settle(request.complete));
    request.on('end', () => settle(true)).resume();
  });
}
