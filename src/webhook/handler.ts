/**
 * The one flow of the receiver, without a web framework: bytes in, status out. Adapters read the body and write the
 * answer.
 */
import { defined } from '../common/schema/defined.js';
import { logFates } from './delivery/log-fates.js';
import { OpenWork } from './calls/open-work.js';
import { describeError } from '../common/describe-error.js';
import type { WebhookLog } from './observe/log.js';
import type { WebhookResult } from './observe/observer.js';
import { resolveWebhookOptions, type WebhookHandlerOptions, type WebhookSettings } from './options.js';
import { createProcessor, type WebhookProcessor } from './process.js';
import { Admission } from './request/admission.js';
import { BodyError, type BodyRefusal } from './request/body.js';
import { verifyChallenge } from './request/challenge.js';
import { Intake, type ReadBody } from './request/intake.js';
import { refusals, type RefusalReason } from './request/refusals.js';
import { chooseRequestId, logWithRequestId, requestIdHeader } from './request/request-id.js';
import { readSignature, SignatureCheck } from './request/verify.js';

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
export interface WebhookHandler {
  /** Answers one request. */
  (request: WebhookRequest): Promise<WebhookResponse>;
  /**
   * Turns away what still comes with 503, and resolves when all that was accepted has been answered, and every call of
   * Temporal's client has settled. Its connection can be closed then. It takes as long as the last call does: about
   * `deadlineMs` and a pause of the SDK.
   */
  close(): Promise<void>;
}

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
  intake: Intake;
  admission: Admission;
  openWork: OpenWork;
  process: WebhookProcessor;
}

/** A request of an adapter, whose reader may say what it has read while it reads. */
type IncomingRequest = Omit<WebhookRequest, 'rawBody'> & { rawBody: Uint8Array | ReadBody };

/** The receiver for an adapter. */
export interface AdapterHandler extends WebhookHandler {
  (request: IncomingRequest): Promise<WebhookResponse>;
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
export function createHandler(settings: WebhookSettings): AdapterHandler {
  const receiver = createReceiver(settings);
  const { observer } = settings;
  const handle = async (request: IncomingRequest): Promise<WebhookResponse> => {
    const startedAtMs = performance.now();
    const requestId = chooseRequestId(request.headers);
    const log = logWithRequestId(settings.log, requestId);
    let outcome: Outcome;
    try {
      const isPost = request.method === 'POST';
      outcome = isPost ? await receivePost(request, receiver, log) : answerOther(request, settings, log);
    } catch (error) {
      outcome = failed(error, settings, log);
    }
    const { status, result, reason, body, headers, bytes = 0 } = outcome;
    const durationMs = performance.now() - startedAtMs;
    observer?.requestEnded({ result, status, durationMs, bytes, ...defined({ reason }) });
    return answer(
      status,
      body,
      headers ? { ...headers, [requestIdHeader]: requestId } : { [requestIdHeader]: requestId },
    );
  };
  return Object.assign(handle, { close: () => closeReceiver(receiver) });
}

function createReceiver(settings: WebhookSettings): Receiver {
  const { observer, maxInFlight } = settings;
  const admission = new Admission(maxInFlight, (requests) => observer?.inFlight(requests));
  const openWork = new OpenWork();
  return {
    settings,
    intake: new Intake(settings),
    admission,
    openWork,
    process: createProcessor({ ...settings, openWork }),
  };
}

function closeReceiver({ admission, openWork }: Receiver): Promise<void> {
  admission.close();
  return openWork.ended();
}

export function answer(status: number, body = '', headers: Record<string, string> = {}): WebhookResponse {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...headers },
    body,
  };
}

function failed(error: unknown, { maxBodyBytes }: WebhookSettings, log: WebhookLog): Outcome {
  if (error instanceof BodyError) return refuseBody(error.reason, maxBodyBytes, log);
  log.error({ error: describeError(error) }, 'webhook could not be handled: answered 503, Meta delivers it again');
  return { status: 503, result: 'failed', headers: retryAfter(retryAfterSeconds.notDelivered) };
}

function refuseBody(reason: BodyRefusal, maxBodyBytes: number, log: WebhookLog): Outcome {
  if (reason === 'body-crowded-out') return turnAway(reason, log);
  return refuse(reason, log, { maxBodyBytes });
}

function answerChallenge(query: URLSearchParams, { verifyTokens }: WebhookSettings, log: WebhookLog): Outcome {
  const verdict = verifyChallenge(query, verifyTokens);
  if (!verdict.ok) return refuse(verdict.reason, log);
  log.info({}, 'webhook challenge answered');
  return { status: 200, result: 'challenge-answered', body: verdict.challenge };
}

function answerOther(request: IncomingRequest, settings: WebhookSettings, log: WebhookLog): Outcome {
  if (request.method === 'GET') return answerChallenge(request.query, settings, log);
  return refuse('method-not-allowed', log, {}, { allow: 'GET, POST' });
}

/** Whatever can be refused without the body is refused before it is read. Only a verified POST takes a place. */
async function receivePost(request: IncomingRequest, receiver: Receiver, log: WebhookLog): Promise<Outcome> {
  const { headers, rawBody: given } = request;
  const { settings, intake, admission } = receiver;
  const { appSecrets, maxBodyBytes } = settings;
  const receivedAtMs = Date.now();
  if (admission.obstacle) return turnAway(admission.obstacle, log, settings);
  const signature = readSignature(headers['x-hub-signature-256']);
  if (!signature.ok) return refuse(signature.reason, log);
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > maxBodyBytes) return refuse('body-too-large', log, { bytes: announced, maxBodyBytes });
  const check = new SignatureCheck(signature.digest, appSecrets);
  const rawBody = typeof given === 'function' ? await intake.read(given, maxBodyBytes, check) : given;
  const bytes = rawBody.byteLength;
  if (bytes > maxBodyBytes) return { ...refuse('body-too-large', log, { bytes, maxBodyBytes }), bytes };
  if (rawBody === given) check.update(rawBody);
  const verdict = check.verdict();
  if (!verdict.ok) return { ...refuse(verdict.reason, log, { bytes }), bytes };
  const outcome = await processVerified({ rawBody, receivedAtMs, secretIndex: verdict.secretIndex }, receiver, log);
  outcome.bytes = bytes;
  return outcome;
}

interface VerifiedBody {
  rawBody: Uint8Array;
  secretIndex: number;
  /** The time when the request came, in Unix milliseconds. */
  receivedAtMs: number;
}

async function processVerified(body: VerifiedBody, receiver: Receiver, log: WebhookLog): Promise<Outcome> {
  const { settings, admission, openWork } = receiver;
  const { rawBody, secretIndex, receivedAtMs } = body;
  settings.observer?.signatureMatched({ secretIndex });
  if (admission.obstacle) return turnAway(admission.obstacle, log, settings);
  admission.enter();
  openWork.begin();
  try {
    const { parts, accepted } = await receiver.process({ bytes: rawBody }, receivedAtMs, { keepDeadLetters: true });
    const about = { bytes: rawBody.byteLength, secretIndex, durationMs: Date.now() - receivedAtMs };
    logFates(parts, accepted, about, log);
    if (accepted) return { status: 200, result: 'accepted' };
    return { status: 503, result: 'not-delivered', headers: retryAfter(retryAfterSeconds.notDelivered) };
  } finally {
    openWork.end();
    admission.leave();
  }
}

/** @param settings whose limit is in the log line of an overload */
function turnAway(
  reason: 'body-crowded-out' | 'closing' | 'overloaded',
  log: WebhookLog,
  settings?: WebhookSettings,
): Outcome {
  const about = reason === 'overloaded' ? { maxInFlight: settings?.maxInFlight } : {};
  return { ...refuse(reason, log, about, retryAfter(retryAfterSeconds.overloaded)), result: 'overloaded' };
}

function refuse(reason: RefusalReason, log: WebhookLog, about: object = {}, headers?: Record<string, string>): Outcome {
  const { status, message } = refusals[reason];
  log.warn({ reason, status, ...about }, message);
  return { status, result: 'refused', reason, ...defined({ headers }) };
}

function retryAfter(seconds: number): Record<string, string> {
  return { 'retry-after': String(seconds) };
}
