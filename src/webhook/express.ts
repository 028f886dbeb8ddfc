/** The receiver as a router of an Express 5 app. */
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import { answer, createWebhookHandler, type WebhookHandler, type WebhookResponse } from './handler.js';
import { webhookSettings, type WebhookHandlerOptions, type WebhookSettings } from './options.js';

/**
 * A router to be mounted where Meta posts: `app.use('/webhook', createWebhookRouter(options))`.
 *
 * It reads the body itself. An app with `express.json()` in front of it has to leave the bytes: mount the router before the
 * parser, or keep them as `rawBody` with the parser's `verify` option. A Buffer from `express.raw()` is taken as it is.
 *
 * @throws InvalidInputError that lists every problem of the options.
 */
export function createWebhookRouter(options: WebhookHandlerOptions): Router {
  const settings = webhookSettings(options);
  const router = express.Router();
  router.post('/', readRawBody(settings));
  router.all('/', answerWith(createWebhookHandler(settings), settings));
  router.use(answerUnreadBody(settings));
  return router;
}

/** Compressed bodies are refused: Meta sends none, and the signature is of the bytes on the wire. */
function readRawBody({ maxBodyBytes }: WebhookSettings): RequestHandler {
  return express.raw({ type: () => true, limit: maxBodyBytes, inflate: false });
}

function answerWith(handle: WebhookHandler, { log }: WebhookSettings): RequestHandler {
  return async (request, response) => {
    const rawBody = rawBodyOf(request);
    if (rawBody === undefined) {
      log.error(
        { reason: 'body-already-parsed' },
        'webhook body was parsed before the receiver saw its bytes, so no signature can be checked: mount the webhook ' +
          'router before express.json(), or keep the bytes with express.json({ verify: (req, res, bytes) => { req.rawBody = bytes } })',
      );
      return write(response, answer(500));
    }
    const query = new URLSearchParams(request.url.split('?')[1]);
    write(response, await handle({ method: request.method, query, headers: request.headers, rawBody }));
  };
}

/** Undefined when another parser has read the body and kept no bytes. */
function rawBodyOf(request: Request & { rawBody?: unknown }): Uint8Array | undefined {
  if (request.method !== 'POST') return new Uint8Array();
  if (Buffer.isBuffer(request.rawBody)) return request.rawBody;
  const body: unknown = request.body;
  if (Buffer.isBuffer(body)) return body;
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  const isEmpty = encoding === undefined && Number(length) === 0;
  return isEmpty ? new Uint8Array() : undefined;
}

/** What the body's reader throws carries its HTTP status: 413, 415 for a compressed body, 400 for one that was cut off. */
function answerUnreadBody({ log }: WebhookSettings): ErrorRequestHandler {
  return (error: { status?: number; type?: string }, _request, response, _next) => {
    const { status = 500, type: reason = 'body-unreadable' } = error;
    log.warn({ reason, status }, 'webhook refused: its body could not be read');
    write(response, answer(status));
  };
}

/** Without Express' own `send`, which would add an ETag to a challenge and turn it into a 304. */
function write(response: Response, { status, headers, body }: WebhookResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}
