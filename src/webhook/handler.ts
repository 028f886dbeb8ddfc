/** The one flow of the receiver, without a web framework: bytes in, status out. Adapters read the body and write the answer. */
import { Admission } from './request/admission.js';
import { BodyError } from './request/body.js';
import { verifyChallenge } from './request/challenge.js';
import { describeError } from './observe/log.js';
import { logProcessed } from './delivery/log-fates.js';
import type { WebhookLog } from './observe/log.js';
import type { WebhookResult } from './observe/observer.js';
import { webhookSettings, type WebhookHandlerOptions, type WebhookSettings } from './options.js';
import { createProcessor, type WebhookProcessor } from './process.js';
import { refusals, type RefusalReason } from './request/refusals.js';
import { logWithRequestId, requestIdHeader, requestIdOf } from './request/request-id.js';
import { matchSignature, readSignature } from './request/verify.js';

export interface WebhookRequest {
  method: string;
  query: URLSearchParams;
  /** Names in lower case, as Node gives them. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /**
   * The body as it arrived, or what reads it; never JSON that was parsed and written again. What reads it is called at most
   * once, and only when nothing else speaks against the request; it rejects with a `BodyError`.
   */
  rawBody: Uint8Array | ((maxBytes: number) => Promise<Uint8Array>);
}

export interface WebhookResponse {
  status: number;
  headers: Record<string, string>;
  /** Empty but for a challenge: what was wrong is in the log, not in the answer. */
  body: string;
}

/** Never rejects. */
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
 * The answer is 200 only after Temporal accepted every event of the POST, or keeps it as a dead letter; 503 with Retry-After
 * otherwise and when too many are under way, so that Meta delivers it again, and workflows drop what they had already. 401 for
 * a missing or wrong signature, 400 for a body that was cut off or a challenge that is none, 403 for a wrong verify token, 405
 * for other methods, 408 for a body that takes too long, 413 for one over the limit, 415 for a compressed one.
 *
 * @throws InvalidInputError that lists every problem of the options, such as no app secret or no verify token.
 */
export function createWebhookHandler(options: WebhookHandlerOptions): WebhookHandler {
  const settings = webhookSettings(options);
  const { observer, maxInFlight } = settings;
  const admission = new Admission(maxInFlight, (requests) => observer?.inFlight(requests));
  const receiver = { settings, admission, process: createProcessor(settings) };
  return async (request) => {
    const startedAtMs = performance.now();
    const requestId = requestIdOf(request.headers);
    const log = logWithRequestId(settings.log, requestId);
    const isPost = request.method === 'POST';
    const outcome = isPost ? await admit(request, receiver, log) : answerOther(request, receiver, log);
    const { status, result, reason, body, headers, bytes = 0 } = outcome;
    const durationMs = performance.now() - startedAtMs;
    observer?.requestEnded({ result, status, durationMs, bytes, ...(reason && { reason }) });
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
  if (!leave) {
    const { maxInFlight } = receiver.settings;
    return {
      ...refuse('overloaded', log, { maxInFlight }, retryAfter(retryAfterSeconds.overloaded)),
      result: 'overloaded',
    };
  }
  try {
    return await receive(request, receiver, log);
  } catch (error) {
    if (!(error instanceof BodyError)) return failed(error, log);
    return refuse(error.reason, log, { maxBodyBytes: receiver.settings.maxBodyBytes });
  } finally {
    leave();
  }
}

/** Whatever can be refused without the body is refused before it is read. */
async function receive(request: WebhookRequest, receiver: Receiver, log: WebhookLog): Promise<Outcome> {
  const { appSecrets, maxBodyBytes, observer } = receiver.settings;
  const { headers } = request;
  const receivedAtMs = Date.now();
  const header = readSignature(headers['x-hub-signature-256']);
  if (!header.ok) return refuse(header.reason, log);
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > maxBodyBytes) return refuse('body-too-large', log, { bytes: announced, maxBodyBytes });
  const { rawBody: given } = request;
  const rawBody = typeof given === 'function' ? await given(maxBodyBytes) : given;
  const bytes = rawBody.byteLength;
  if (bytes > maxBodyBytes) return { ...refuse('body-too-large', log, { bytes, maxBodyBytes }), bytes };
  const match = matchSignature(rawBody, header.signature, appSecrets);
  if (!match.ok) return { ...refuse(match.reason, log, { bytes }), bytes };
  const { secretIndex, form } = match;
  observer?.signatureMatched({ secretIndex, form });
  const processed = await receiver.process({ bytes: rawBody }, receivedAtMs, { keepDeadLetters: true });
  logProcessed(processed, { bytes, secretIndex, durationMs: Date.now() - receivedAtMs }, log);
  if (processed.accepted) return { status: 200, result: 'accepted', bytes };
  return { status: 503, result: 'not-delivered', bytes, headers: retryAfter(retryAfterSeconds.notDelivered) };
}

function refuse(reason: RefusalReason, log: WebhookLog, about: object = {}, headers?: Record<string, string>): Outcome {
  const { status, message } = refusals[reason];
  log.warn({ reason, status, ...about }, message);
  return { status, result: 'refused', reason, ...(headers && { headers }) };
}

function retryAfter(seconds: number): Record<string, string> {
  return { 'retry-after': String(seconds) };
}
