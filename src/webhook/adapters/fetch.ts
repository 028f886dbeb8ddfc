/**
 * The receiver as a fetch handler: `Request` in, `Response` out. For Hono, Next.js, Bun and whatever else speaks fetch
 * on Node.
 */
import { createHandler, type WebhookResponse } from '../handler.js';
import { resolveWebhookOptions, type WebhookAdapterOptions } from '../options.js';
import { readFetchBody } from '../request/body.js';
import { answerAlreadyRead } from './already-read.js';

/** A fetch handler. Never rejects. */
export type WebhookFetchHandler = (request: Request) => Promise<Response>;

/**
 * Makes a handler that reads the request's body itself; nothing may have read it before.
 *
 * @throws InvalidInputError that lists every problem of the options.
 */
export function createWebhookFetchHandler(options: WebhookAdapterOptions): WebhookFetchHandler {
  const settings = resolveWebhookOptions(options);
  const timeoutMs = settings.bodyTimeoutMs;
  const handle = createHandler(settings);
  return async (request) => {
    const { method, url } = request;
    const headers = Object.fromEntries(request.headers);
    if (request.bodyUsed || request.body?.locked) {
      const advice = 'pass the request on before calling json() or text() on it';
      return toResponse(answerAlreadyRead(headers, advice, settings));
    }
    const rawBody = (maxBytes: number): Promise<Uint8Array> => readFetchBody(request, { maxBytes, timeoutMs });
    return toResponse(await handle({ method, query: new URL(url).searchParams, headers, rawBody }));
  };
}

function toResponse({ status, headers, body }: WebhookResponse): Response {
  return new Response(body, { status, headers });
}
