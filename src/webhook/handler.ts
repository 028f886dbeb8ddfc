/**
 * The one flow of the receiver, without a web framework: bytes in, status out. Adapters read the body and write the
 * answer.
 */
import { defined } from '../common/schema/defined.js';
import { logFates } from './delivery/log-fates.js';
import { describeError } from '../common/describe-error.js';
import type { WebhookLog } from './observe/log.js';
import type { WebhookResult } from './observe/observer.js';
import { resolveWebhookOptions, type WebhookHandlerOptions, type WebhookSettings } from './options.js';
import { createProcessor, type WebhookProcessor } from './process.js';
import { Admission } from './request/admission.js';
import { BodyError } from './request/body.js';
import { verifyChallenge } from './request/challenge.js';
import { refusals, type RefusalReason } from './request/refusals.js';
import { chooseRequestId, logWithRequestId, requestIdHeader } from './request/request-id.js';
import { readSignature, verifySignature } from './request/verify.js';

/** A request as an adapter hands it to the receiver. */
export interface WebhookRequest {
  /** The HTTP method, in capitals. */
  method: string;
  /** The query of the URL. */
  query: URLSearchParams;
  /** Headers by their names in lower case, as Node gives them. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /**
   * The body as it arrived, or what reads it; never JSON that was parsed and written again. What reads it is called at
   * most once, and only when nothing else speaks against the request; it rejects with a `BodyError`.
   */
  rawBody: Uint8Array | ((maxBytes: number) => Promise<Uint8Array>);
}

/** An answer as an adapter writes it. */
export interface WebhookResponse {
  /** The HTTP status. */
  status: number;
  /** Headers by their names in lower case. */
  headers: Record<string, string>;
  /** The body: a challenge, else empty. What was wrong is in the log, not in the answer. */
  body: string;
}

/** The receiver as a function. Never rejects. */
export type WebhookHandler = (request: WebhookRequest) => Promise<WebhookResponse>;

/** How a request ended. */
interface Outcome {
  status: number;
  result: WebhookResult;
  reason?: RefusalReason;
  body?: string;
  headers?: Record<string, string>;
  bytes?: number;
}

interface Receiver {
  settings: WebhookSettings;
  admission: Admission;
  process: WebhookProcessor;
}

/** Seconds after which a receiver that has too much to do, or whose Temporal does not answer, may be asked again. */
const retryAfterSeconds = { overloaded: 1, notDelivered: 5 };

/**
 * Makes the receiver: GET answers Meta's challenge, POST verifies, parses, routes and delivers.
 *
 * The answer is 200 only after Temporal accepted every event of the POST, or keeps it as a dead letter. Otherwise, and
 * when too many are under way, it is 503 with Retry-After. Meta delivers the POST again then, and workflows drop what
 * they had already. A request that is refused gets 400, 401, 403, 405, 408, 413 or 415; docs/webhooks.md says which
 * for what.
 *
 * @throws InvalidInputError that lists every problem of the options, such as no app secret or no verify token.
 */
export function createWebhookHandler(options: WebhookHandlerOptions): WebhookHandler {
  return createHandler(resolveWebhookOptions(options));
}

/** The same for an adapter, which has resolved the options. */
export function createHandler(settings: WebhookSettings): WebhookHandler {
  const { observer, maxInFlight } = settings;
  const admission = new Admission(maxInFlight, (requests) => observer?.inFlight(requests));
  const receiver = { settings, admission, process: createProcessor(settings) };
  return async (request) => {
    const startedAtMs = performance.now();
    const requestId = chooseRequestId(request.headers);
    const log = logWithRequestId(settings.log, requestId);
    const isPost = request.method === 'POST';
    const outcome = isPost ? await admit(request, receiver, log) : answerOther(request, receiver, log);
    const { status, result, reason, body, headers, bytes = 0 } = outcome;
    const durationMs = performance.now() - startedAtMs;
    observer?.requestEnded({ result, status, durationMs, bytes, ...defined({ reason }) });
    return answer(status, body, { ...headers, [requestIdHeader]: requestId });
  };
}

export function answer(status: number, body = '', headers: Record<string, string> = {}): WebhookResponse {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...headers },
    body,
  };
}

function answerOther(request: WebhookRequest, receiver: Receiver, log: WebhookLog): Outcome {
  try {
    if (request.method === 'GET') return answerChallenge(request.query, receiver.settings, log);
    return refuse('method-not-allowed', log, {}, { allow: 'GET, POST' });
  } catch (error) {
    return failed(error, log);
  }
}

function failed(error: unknown, log: WebhookLog): Outcome {
  log.error({ error: describeError(error) }, 'webhook could not be handled: answered 503, Meta delivers it again');
  return { status: 503, result: 'failed', headers: retryAfter(retryAfterSeconds.notDelivered) };
}

function answerChallenge(query: URLSearchParams, { verifyTokens }: WebhookSettings, log: WebhookLog): Outcome {
  const verdict = verifyChallenge(query, verifyTokens);
  if (!verdict.ok) return refuse(verdict.reason, log);
  log.info({}, 'webhook challenge answered');
  return { status: 200, result: 'challenge-answered', body: verdict.challenge };
}

async function admit(request: WebhookRequest, receiver: Receiver, log: WebhookLog): Promise<Outcome> {
  const leave = receiver.admission.enter();
  if (!leave) return turnAway(receiver.settings, log);
  try {
    return await receive(request, receiver, log);
  } catch (error) {
    if (!(error instanceof BodyError)) return failed(error, log);
    return refuse(error.reason, log, { maxBodyBytes: receiver.settings.maxBodyBytes });
  } finally {
    leave();
  }
}

function turnAway({ maxInFlight }: WebhookSettings, log: WebhookLog): Outcome {
  const refused = refuse('overloaded', log, { maxInFlight }, retryAfter(retryAfterSeconds.overloaded));
  return { ...refused, result: 'overloaded' };
}

/** Whatever can be refused without the body is refused before it is read. */
async function receive(request: WebhookRequest, receiver: Receiver, log: WebhookLog): Promise<Outcome> {
  const { headers, rawBody: given } = request;
  const { maxBodyBytes } = receiver.settings;
  const receivedAtMs = Date.now();
  const signature = headers['x-hub-signature-256'];
  const read = readSignature(signature);
  if (!read.ok) return refuse(read.reason, log);
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > maxBodyBytes) return refuse('body-too-large', log, { bytes: announced, maxBodyBytes });
  const rawBody = typeof given === 'function' ? await given(maxBodyBytes) : given;
  const bytes = rawBody.byteLength;
  if (bytes > maxBodyBytes) return { ...refuse('body-too-large', log, { bytes, maxBodyBytes }), bytes };
  const outcome = await processSigned({ rawBody, signature, receivedAtMs }, receiver, log);
  outcome.bytes = bytes;
  return outcome;
}

interface ReceivedBody {
  rawBody: Uint8Array;
  signature: string | string[] | undefined;
  /** The time when the request came, in Unix milliseconds. */
  receivedAtMs: number;
}

async function processSigned(body: ReceivedBody, { settings, process }: Receiver, log: WebhookLog): Promise<Outcome> {
  const { rawBody, signature, receivedAtMs } = body;
  const bytes = rawBody.byteLength;
  const match = verifySignature(rawBody, signature, settings.appSecrets);
  if (!match.ok) return refuse(match.reason, log, { bytes });
  const { secretIndex, form } = match;
  settings.observer?.signatureMatched({ secretIndex, form });
  const { parts, accepted } = await process({ bytes: rawBody }, receivedAtMs, { keepDeadLetters: true });
  logFates(parts, accepted, { bytes, secretIndex, durationMs: Date.now() - receivedAtMs }, log);
  if (accepted) return { status: 200, result: 'accepted' };
  return { status: 503, result: 'not-delivered', headers: retryAfter(retryAfterSeconds.notDelivered) };
}

function refuse(reason: RefusalReason, log: WebhookLog, about: object = {}, headers?: Record<string, string>): Outcome {
  const { status, message } = refusals[reason];
  log.warn({ reason, status, ...about }, message);
  return { status, result: 'refused', reason, ...defined({ headers }) };
}

function retryAfter(seconds: number): Record<string, string> {
  return { 'retry-after': String(seconds) };
}
