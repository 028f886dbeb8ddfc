/** The receiver for Node's own http server, and for every framework that hands on Node's request and response. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHandler, type WebhookHandler, type WebhookResponse } from '../handler.js';
import { describeError } from '../../common/describe-error.js';
import { resolveWebhookOptions, type WebhookAdapterOptions, type WebhookSettings } from '../options.js';
import { checkKeptBody, readNodeBody } from '../request/body.js';
import { answerAlreadyRead } from './already-read.js';

/** A listener for `http.createServer`. */
export type WebhookListener = (request: IncomingMessage, response: ServerResponse) => void;

/** What parsers leave on a request: express.raw() a Buffer as `body`, others the bytes as `rawBody`. */
type NodeRequest = IncomingMessage & { body?: unknown; rawBody?: unknown };

interface Receiver {
  settings: WebhookSettings;
  handle: WebhookHandler;
}

/**
 * How long an unfinished body is discarded after its refusal: a sender whose connection breaks at once may not see the
 * answer.
 */
const lingerMs = 1_000;

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
  return (request, response) => {
    void serve(request, response, receiver);
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, receiver: Receiver): Promise<void> {
  const { log, maxBodyBytes } = receiver.settings;
  try {
    const { status, headers, body } = await receive(request, receiver);
    // Somebody else has answered, such as a timeout in front.
    if (response.headersSent) return;
    // A framework's own `send` may add an ETag to a challenge and turn it into a 304, so Node's is used.
    const answer = { status, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body };
    if (request.complete || request.destroyed) response.writeHead(status, answer.headers).end(body);
    else await writeEarly(request, response, answer, maxBodyBytes);
  } catch (error) {
    log.error({ error: describeError(error) }, 'webhook could not be answered');
    response.destroy();
  }
}

function receive(request: NodeRequest, { settings, handle }: Receiver): WebhookResponse | Promise<WebhookResponse> {
  const { method = '', url = '', headers } = request;
  const kept = keptBytes(request);
  if (method === 'POST' && !kept && request.readableDidRead) {
    return answerAlreadyRead(headers, parserAdvice, settings);
  }
  const timeoutMs = settings.bodyTimeoutMs;
  const rawBody = kept
    ? async (maxBytes: number) => checkKeptBody(kept, headers['content-encoding'], maxBytes)
    : (maxBytes: number) => readNodeBody(request, { maxBytes, timeoutMs });
  const query = new URLSearchParams(url.split('?')[1]);
  return handle({ method, query, headers, rawBody });
}

function keptBytes({ rawBody, body }: NodeRequest): Uint8Array | undefined {
  if (rawBody instanceof Uint8Array) return rawBody;
  return body instanceof Uint8Array ? body : undefined;
}

/** Answers before the body has come to its end, and drains the rest. */
async function writeEarly(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: WebhookResponse,
  maxBodyBytes: number,
): Promise<void> {
  const endsBySize = Number(request.headers['content-length'] ?? Infinity) <= maxBodyBytes && status !== 408;
  if (!endsBySize) headers['connection'] = 'close';
  response.writeHead(status, headers).flushHeaders();
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
