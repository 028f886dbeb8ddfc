/**
 * The receiver as a fetch handler: `Request` in, `Response` out. For Hono, Next.js, Bun and whatever else speaks fetch
 * on Node.
 */
import { createHandler, type WebhookResponse } from '../handler.js';
import { resolveWebhookOptions, type WebhookAdapterOptions } from '../options.js';
import { readFetchBody } from '../request/body.js';
import type { ReadBody } from '../request/intake.js';
import { answerAlreadyRead } from './already-read.js';

/** A fetch handler. Never rejects. */
export interface WebhookFetchHandler {
  /** Answers one request. */
  (request: Request): Promise<Response>;
  /**
   * Turns away what still comes with 503, and resolves when all that was accepted has been answered, and every call of
   * Temporal's client has settled. Its connection can be closed then.
   */
  close(): Promise<void>;
}

/**
 * Makes a handler that reads the request's body itself; nothing may have read it before.
 *
 * @throws InvalidInputError that lists every problem of the options.
 */
export function createWebhookFetchHandler(options: WebhookAdapterOptions): WebhookFetchHandler {
  const settings = resolveWebhookOptions(options);
  const timeoutMs = settings.bodyTimeoutMs;
  const handle = createHandler(settings);
  const answer = async (request: Request): Promise<Response> => {
    const { method, url } = request;
    const headers = Object.fromEntries(request.headers);
    if (request.bodyUsed || request.body?.locked) {
      const advice = 'pass the request on before calling json() or text() on it';
      return toResponse(answerAlreadyRead(headers, advice, settings));
    }
    const rawBody: ReadBody = (maxBytes, follower) => readFetchBody(request, { maxBytes, timeoutMs, follower });
    return toResponse(await handle({ method, query: new URL(url).searchParams, headers, rawBody }));
  };
  return Object.assign(answer, { close: () => handle.close() });
}

function toResponse({ status, headers, body }: WebhookResponse): Response {
  return new Response(body, { status, headers });
}
