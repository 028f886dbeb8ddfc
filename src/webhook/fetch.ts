/** The receiver as a fetch handler: `Request` in, `Response` out. For Hono, Next.js, Bun and whatever else speaks fetch on Node. */
import { answer, createWebhookHandler, type WebhookResponse } from './handler.js';
import { webhookSettings, type WebhookHandlerOptions } from './options.js';

/**
 * @returns A handler that reads the request's body itself; nothing may have read it before.
 * @throws InvalidInputError that lists every problem of the options.
 */
export function createWebhookFetchHandler(options: WebhookHandlerOptions): (request: Request) => Promise<Response> {
  const settings = webhookSettings(options);
  const handle = createWebhookHandler(settings);
  return async (request) => {
    if (request.bodyUsed) {
      settings.log.error(
        { reason: 'body-already-read' },
        'webhook body was read before the receiver saw its bytes: pass the request on before calling json() or text() on it',
      );
      return toResponse(answer(500));
    }
    const rawBody = await readBody(request, settings.maxBodyBytes).catch(() => 'cut-off' as const);
    if (typeof rawBody === 'string') {
      settings.log.warn({ reason: `body-${rawBody}` }, 'webhook refused: its body could not be read');
      return toResponse(answer(rawBody === 'too-large' ? 413 : 400));
    }
    const { method, headers, url } = request;
    const query = new URL(url).searchParams;
    return toResponse(await handle({ method, query, headers: Object.fromEntries(headers), rawBody }));
  };
}

/** Stops reading as soon as the limit is passed. */
async function readBody(request: Request, maxBytes: number): Promise<Uint8Array | 'too-large'> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return 'too-large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toResponse({ status, headers, body }: WebhookResponse): Response {
  return new Response(body, { status, headers });
}
