/** The one flow of the receiver, without a web framework: bytes in, status out. Adapters read the body and write the answer. */
import { parseWebhook } from '../common/events/parse.js';
import { verifyChallenge } from './challenge.js';
import { deliver } from './deliver.js';
import { describeError } from './describe-error.js';
import { groupEvents } from './group.js';
import { webhookSettings, type WebhookHandlerOptions, type WebhookSettings } from './options.js';
import { verifySignature } from './verify.js';

export interface WebhookRequest {
  method: string;
  query: URLSearchParams;
  /** Names in lower case, as Node gives them. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as it arrived. Never JSON that was parsed and written again. */
  rawBody: Uint8Array;
}

export interface WebhookResponse {
  status: number;
  headers: Record<string, string>;
  /** Empty but for a challenge: what was wrong is in the log, not in the answer. */
  body: string;
}

/** Failures of one POST that a log line holds; a server that is down fails all of them alike. */
const shownFailures = 5;

/** Never rejects. */
export type WebhookHandler = (request: WebhookRequest) => Promise<WebhookResponse>;

/**
 * Makes the receiver: GET answers Meta's challenge, POST verifies, parses, routes and delivers.
 *
 * The answer is 200 only after Temporal accepted every event of the POST; 503 otherwise, so that Meta delivers it again, and
 * workflows drop what they had already. 401 for a missing or wrong signature, 400 for a body that is not JSON or a challenge
 * that is none, 403 for a wrong verify token, 405 for other methods, 413 for a body over the limit.
 *
 * @throws InvalidInputError that lists every problem of the options, such as no app secret or no verify token.
 */
export function createWebhookHandler(options: WebhookHandlerOptions): WebhookHandler {
  const settings = webhookSettings(options);
  return async (request) => {
    try {
      if (request.method === 'GET') return answerChallenge(request.query, settings);
      if (request.method === 'POST') return await receive(request, settings);
      return answer(405, '', { allow: 'GET, POST' });
    } catch (error) {
      settings.log.error(
        { error: describeError(error) },
        'webhook could not be handled: answered 503, Meta delivers it again',
      );
      return answer(503);
    }
  };
}

export function answer(status: number, body = '', headers: Record<string, string> = {}): WebhookResponse {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...headers },
    body,
  };
}

function answerChallenge(query: URLSearchParams, { verifyTokens, log }: WebhookSettings): WebhookResponse {
  const verdict = verifyChallenge(query, verifyTokens);
  if (verdict.ok) {
    log.info({}, 'webhook challenge answered');
    return answer(200, verdict.challenge);
  }
  log.warn({ reason: verdict.reason }, 'webhook challenge refused');
  return answer(verdict.reason === 'challenge-token-wrong' ? 403 : 400);
}

async function receive({ rawBody, headers }: WebhookRequest, settings: WebhookSettings): Promise<WebhookResponse> {
  const { log, appSecrets, maxBodyBytes } = settings;
  const receivedAtMs = Date.now();
  const bytes = rawBody.byteLength;
  if (bytes > maxBodyBytes) {
    log.warn({ reason: 'body-too-large', bytes, maxBodyBytes }, 'webhook refused');
    return answer(413);
  }
  const verdict = verifySignature(rawBody, headers['x-hub-signature-256'], appSecrets);
  if (!verdict.ok) {
    log.warn({ reason: verdict.reason, bytes }, 'webhook refused');
    return answer(401);
  }
  const body = parseJson(rawBody);
  if (!body) {
    log.warn({ reason: 'body-not-json', bytes }, 'webhook refused');
    return answer(400);
  }
  return accept(body.value, { bytes, secretIndex: verdict.secretIndex }, receivedAtMs, settings);
}

async function accept(
  body: unknown,
  about: object,
  receivedAtMs: number,
  settings: WebhookSettings,
): Promise<WebhookResponse> {
  const parsed = parseWebhook(body, receivedAtMs);
  const { groups, unrouted, ignored } = groupEvents(parsed);
  const { signals, notFound, tooLarge, failures } = await deliver(groups, settings);
  unrouted.push(...tooLarge.map((event) => ({ event, reason: 'event-too-large' as const })));
  for (const { event, reason } of unrouted) await settings.onUnrouted(event, reason);
  const durationMs = Date.now() - receivedAtMs;
  const counts = { ...about, events: parsed.length, signals, notFound, unrouted: unrouted.length, ignored, durationMs };
  if (failures.length === 0) {
    settings.log.info(counts, 'webhook accepted');
    return answer(200);
  }
  settings.log.error(
    { ...counts, failed: failures.length, failures: failures.slice(0, shownFailures) },
    'Temporal did not accept every event: answered 503, Meta delivers the webhook again',
  );
  return answer(503);
}

/** Wrapped, as JSON can be `null` or `false`. */
function parseJson(rawBody: Uint8Array): { value: unknown } | undefined {
  const text = Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength).toString('utf8');
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
