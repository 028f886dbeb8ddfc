/** The receiver as a fetch handler: `Request` in, `Response` out. For Hono, Next.js, Bun and whatever else speaks fetch on Node. */
import { answerAlreadyRead } from './already-read.js';
import { bodyTimeoutOf, readFetchBody } from '../request/body.js';
import { createWebhookHandler, type WebhookResponse } from '../handler.js';
import type { WebhookAdapterOptions } from './node.js';
import { webhookSettings } from '../options.js';

/**
 * @returns A handler that reads the request's body itself; nothing may have read it before.
 * @throws InvalidInputError that lists every problem of the options.
 */
export function createWebhookFetchHandler(options: WebhookAdapterOptions): (request: Request) => Promise<Response> {
  const settings = webhookSettings(options);
  const handle = createWebhookHandler(options);
  const timeoutMs = bodyTimeoutOf(options);
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
