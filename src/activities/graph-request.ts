/**
 * Any other Graph request, with the semantics of a raw request: the caller's retry policy decides, within what is safe.
 */
import type { GraphRequestResult, WhatsAppActivities } from '../common/activity-contract.js';
import { WhatsAppFailureType as T } from '../common/failures.js';
import { graphRequestInputSchema, type GraphRequestInput } from '../common/inputs/index.js';
import { mayBeRepeated, requestEffect } from '../common/sending/request-effect.js';
import type { Classification } from '../graph/classify.js';
import { GraphApiError, type GraphError } from '../graph/errors.js';
import type { GraphHeaders } from '../graph/parse-error.js';
import { createRedactor, redactAnswer, redactValue, secretParameters } from '../graph/redact.js';
import { shownUri, type MediaStore } from '../media/store.js';
import { extensionFor, unknownMimeType } from '../media/mime-type.js';
import { defineActivity, type Attempt } from './attempt/activity.js';
import type { Call, CallRequest, GraphCaller } from './graph-caller.js';
import { openFiles } from './form-files.js';
import { onlyAfterRefusals } from './attempt/repeat-guard.js';
import { store } from './store-response.js';

/**
 * The log of the activities. Temporal's activity logger and most others fit. Nothing that is written holds a secret.
 */
export interface ActivityLog {
  /** Takes one line, with what it is about. */
  info(message: string, attributes?: Record<string, unknown>): void;
}

export function graphRequestActivities(
  graph: GraphCaller,
  media: MediaStore,
  log: ActivityLog,
): Pick<WhatsAppActivities, 'graphRequest' | 'callGraph'> {
  const graphRequest = defineActivity('graphRequest', graphRequestInputSchema, (input, attempt) => {
    const request = (): Promise<GraphRequestResult> => requestGraph({ graph, media, log }, input, attempt);
    if (mayBeRepeated(input)) return request();
    return onlyAfterRefusals(attempt, { send: requestEffect(input) === 'message' }, request);
  });
  return { graphRequest, callGraph: graphRequest };
}

interface Tools {
  graph: GraphCaller;
  media: MediaStore;
  log: ActivityLog;
}

async function requestGraph(tools: Tools, input: GraphRequestInput, attempt: Attempt): Promise<GraphRequestResult> {
  const files = await openFiles(tools.media, input, attempt);
  const request = toRequest(input, files);
  if (input.debug) tools.log.info('Graph request', describe(input, attempt));
  const send = (): Promise<GraphRequestResult> => exchange(tools, input, request, attempt);
  try {
    const result = files?.bytes ? await attempt.reporting(files.bytes, send) : await send();
    if (input.debug) tools.log.info('Graph answer', { activity: attempt.activity, status: result.status });
    return result;
  } catch (error) {
    throw files?.broken() ?? error;
  } finally {
    files?.close();
  }
}

async function exchange(
  tools: Tools,
  input: GraphRequestInput,
  request: CallRequest,
  attempt: Attempt,
): Promise<GraphRequestResult> {
  const { graph, media } = tools;
  const call = toCall(input, attempt);
  if (input.responseType !== 'binary') {
    const { status, headers, body } = await graph.request(call, request);
    return { status, headers: useful(headers), ...(body !== undefined && { body: redactAnswer(body) }) };
  }
  const { status, headers, body } = await graph.request(call, { ...request, responseType: 'stream' });
  const mimeType = headers['content-type'] ?? unknownMimeType;
  const filename = `graph-${attempt.fileKey}${extensionFor(mimeType)}`;
  const stored = await store(media, body, { filename, mimeType, expected: {} }, attempt).catch((error: unknown) => {
    // Meta has done what it was asked, and would do it once more for the sake of the answer.
    throw call.idempotent ? error : graph.lostAnswer(call, error);
  });
  return { status, headers: useful(headers), media: { ...stored, mimeType } };
}

function toRequest(input: GraphRequestInput, { form, body }: Pick<CallRequest, 'form' | 'body'> = {}): CallRequest {
  const { path, method = 'GET', data, query, headers, timeoutMs, responseType } = input;
  return {
    method,
    path,
    ...(data !== undefined && { json: data }),
    ...(form && { form }),
    ...(body && { body }),
    ...(query && { query }),
    ...(headers && { headers }),
    ...(timeoutMs !== undefined && { timeouts: { request: timeoutMs } }),
    ...(responseType === 'text' && { responseType }),
  };
}

function toCall(input: GraphRequestInput, attempt: Attempt): Call {
  const idempotent = mayBeRepeated(input);
  const { credential, retryOnAllErrors = false } = input;
  const [, phoneNumberId] = /^\/?(?:v\d+\.\d+\/)?(\d+)(?:\/|$)/.exec(input.path) ?? [];
  return {
    attempt,
    credential,
    phoneNumberId,
    idempotent,
    send: requestEffect(input) === 'message',
    reclassify: (classification, error) => reclassify(classification, error, { idempotent, retryOnAllErrors }),
    moreDetails: wholeAnswer,
  };
}

/**
 * Network errors, throttling and 5xx are retried, everything when asked to, and never what Meta may have done and would
 * do again.
 */
function reclassify(
  classification: Classification,
  error: GraphError,
  { idempotent, retryOnAllErrors }: { idempotent: boolean; retryOnAllErrors: boolean },
): Classification {
  const { type, outcome } = classification;
  if (outcome === 'unknown' && !idempotent) return classification;
  if (retryOnAllErrors) return { ...classification, retryable: true };
  const foreign4xx = type === T.Unclassified && error instanceof GraphApiError && error.httpStatus < 500;
  return foreign4xx && outcome === 'refused' ? { ...classification, retryable: false } : classification;
}

/** Larger answers would not survive between attempts; in characters of JSON. */
const answerLimit = 1_000;

/** Meta's whole answer, redacted, when it is small enough for a failure. */
function wholeAnswer(error: GraphError): unknown[] {
  if (!(error instanceof GraphApiError) || error.raw === undefined) return [];
  return JSON.stringify(error.raw).length <= answerLimit ? [error.raw] : [];
}

const usefulHeaders =
  /^(content-type|content-disposition|etag|retry-after|facebook-api-version|x-app-usage|x-business-use-case-usage|x-ad-account-usage|x-fb-(trace-id|request-id|rev|debug))$/;

function useful(headers: GraphHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => usefulHeaders.test(name)));
}

function describe(input: GraphRequestInput, attempt: Attempt): Record<string, unknown> {
  const { method = 'GET', path, query, headers, data, formData, fileData, binaryData } = input;
  const redact = createRedactor([]);
  const hide = (value: unknown): unknown => redactValue(value, redact, secretParameters(path));
  return {
    activity: attempt.activity,
    attempt: attempt.number,
    method,
    path: redact(path),
    query: hide(query),
    headers: hide(headers),
    data: hide(data),
    formData: hide(formData),
    files: fileData && Object.keys(fileData),
    ...(binaryData !== undefined && { body: shownUri(binaryData) }),
  };
}
