/** The receiver for Node's own http server, and for every framework that hands on Node's request and response. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerAlreadyRead } from './already-read.js';
import { bodyTimeoutOf, checkKeptBody, readNodeBody, type BodyOptions } from './body.js';
import { describeError } from './describe-error.js';
import { guardObserver } from './guard-observer.js';
import { createWebhookHandler, type WebhookHandler, type WebhookResponse } from './handler.js';
import { webhookSettings, type WebhookHandlerOptions, type WebhookSettings } from './options.js';

/** Options of `createWebhookListener`, `createWebhookRouter` and `createWebhookFetchHandler`. */
export interface WebhookAdapterOptions extends WebhookHandlerOptions, BodyOptions {}

/** What parsers leave on a request: express.raw() a Buffer as `body`, others the bytes as `rawBody`. */
type NodeRequest = IncomingMessage & { body?: unknown; rawBody?: unknown };

interface Receiver {
  settings: WebhookSettings;
  handle: WebhookHandler;
  bodyTimeoutMs: number;
}

/** How long an unfinished body is discarded after its refusal: a sender whose connection breaks at once may not see the answer. */
const lingerMs = 1_000;

const parserAdvice =
  'mount the webhook router before express.json(), or keep the bytes with ' +
  'express.json({ verify: (req, res, bytes) => { req.rawBody = bytes } })';

/**
 * A listener for `http.createServer`, whatever the request's path is. It reads the body itself; bytes that a parser has kept as
 * `rawBody`, or as a Buffer in `body`, are taken as they are.
 *
 * @throws InvalidInputError that lists every problem of the options.
 */
export function createWebhookListener(
  options: WebhookAdapterOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const settings = guardObserver(webhookSettings(options));
  const receiver = { settings, handle: createWebhookHandler(options), bodyTimeoutMs: bodyTimeoutOf(options) };
  return (request, response) => {
    receive(request, receiver)
      .then((answer) => write(request, response, answer, settings.maxBodyBytes))
      .catch((error: unknown) => {
        settings.log.error({ error: describeError(error) }, 'webhook could not be answered');
        response.destroy();
      });
  };
}

async function receive(request: NodeRequest, { settings, handle, bodyTimeoutMs }: Receiver): Promise<WebhookResponse> {
  const { method = '', url = '', headers } = request;
  const kept = keptBytes(request);
  if (method === 'POST' && !kept && request.readableDidRead) {
    return answerAlreadyRead(headers, parserAdvice, settings);
  }
  const rawBody = async (maxBytes: number): Promise<Uint8Array> =>
    kept
      ? checkKeptBody(kept, headers['content-encoding'], maxBytes)
      : readNodeBody(request, { maxBytes, timeoutMs: bodyTimeoutMs });
  return handle({ method, query: new URLSearchParams(url.split('?')[1]), headers, rawBody });
}

function keptBytes({ rawBody, body }: NodeRequest): Uint8Array | undefined {
  return [rawBody, body].find((bytes) => bytes instanceof Uint8Array);
}

/** Not with a framework's own `send`, which may add an ETag to a challenge and turn it into a 304. */
async function write(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: WebhookResponse,
  maxBodyBytes: number,
): Promise<void> {
  // Somebody else has answered, such as a timeout in front.
  if (response.headersSent) return;
  const endsBySize = Number(request.headers['content-length'] ?? Infinity) <= maxBodyBytes && status !== 408;
  response.writeHead(status, {
    ...headers,
    'content-length': Buffer.byteLength(body),
    ...(!request.complete && !endsBySize && { connection: 'close' }),
  });
  if (request.complete || request.destroyed) return void response.end(body);
  response.flushHeaders();
  if (body !== '') response.write(body);
  if (await discardRest(request)) response.end();
  else request.destroy();
}

/** Resolves with whether the body has come to its end. */
function discardRest(request: IncomingMessage): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), lingerMs);
    const settle = (isComplete: boolean): void => {
      clearTimeout(timer);
      resolve(isComplete);
    };
    request.on('error', () => settle(false));
    request.on('close', () => settle(request.complete));
    request.on('end', () => settle(true)).resume();
  });
}
