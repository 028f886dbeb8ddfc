import type { Readable } from 'node:stream';
import type { ApplicationFailure } from '@temporalio/common';
import type { SuccessResult } from '../common/activity-contract.js';
import { WhatsAppFailureType as T } from '../common/failures.js';
import { classify, type Classification } from '../graph/classify.js';
import { defaultRequestTimeoutMs, type GraphClient } from '../graph/client.js';
import type { CredentialProvider } from '../graph/credentials.js';
import { GraphApiError, GraphTransportError, type GraphError } from '../graph/errors.js';
import { UntrustedHostError } from '../graph/hosts.js';
import type { GraphRequest, GraphResponse, GraphTimeouts } from '../graph/request.js';
import type { Attempt } from './activity.js';
import { CallCredentials, type CredentialOwner, type FoundCredential } from './call-credentials.js';
import { graphFailure } from './failure.js';

/** A request without what the caller of the activity cannot choose. */
export type CallRequest = Omit<GraphRequest, 'credential' | 'signal' | 'version'>;

/** What a request is to whoever asked. */
export interface Call extends CredentialOwner {
  attempt: Attempt;
  /** Whether the request may be repeated when it may have been accepted; then it can also be cut off. */
  idempotent: boolean;
  /** Whether the request sends a message. @default false */
  send?: boolean;
  /** The key of a send, which its failure shows. A raw request of a message has none. */
  sendKey?: string;
  /** Corrects what {@link classify} decided, for this kind of call. */
  reclassify?: (classification: Classification, error: GraphError) => Classification;
  /** More details for the failure. */
  moreDetails?: (error: GraphError) => unknown[];
}

/**
 * Time limits of a request that moves a file. It may take as long as the attempt may, while something moves. A silence
 * of 60 seconds is longer than the pauses of a media host. Nobody would notice a longer one, because heartbeats go on.
 */
export const streamTimeouts = { request: Infinity, socket: 60_000 } as const satisfies GraphTimeouts;

/** A token that was replaced is used on the next attempt, after this time in milliseconds. */
const replacedTokenDelayMs = 1_000;

/**
 * Graph requests of an activity: credential, time limit, cancellation, and a failure when one fails.
 *
 * A refused access token (codes 0, 102, 104, 190, or HTTP 401 without a code) is judged here and in `classify()` only:
 *
 * - The provider is asked again, for this reference alone and behind any cache. If it has another token by now, every
 *   kind of request is retried after a second.
 * - Otherwise a send waits: its failure is retryable every 15 seconds, so that the engine tries until there is another
 *   token or the deadline passes. A message that somebody wanted sent is worth more than a quick failure.
 * - Otherwise any other request fails at once: whoever asks a question wants to hear that the token is wrong. So does a
 *   raw request, also of a message: its caller's retry settings decide.
 * - Every attempt but the first asks behind the cache, because it may run in another process than the one that was
 *   refused.
 */
export class GraphCaller {
  readonly client: GraphClient;
  readonly #credentials: CallCredentials;

  constructor(client: GraphClient, credentials: CredentialProvider) {
    this.client = client;
    this.#credentials = new CallCredentials(credentials);
  }

  /** Makes one request. @throws ApplicationFailure that a workflow can tell apart */
  request(call: Call, request: CallRequest & { responseType: 'stream' }): Promise<GraphResponse<Readable>>;
  request(call: Call, request: CallRequest): Promise<GraphResponse>;
  async request(call: Call, request: CallRequest): Promise<GraphResponse> {
    const { attempt, idempotent } = call;
    const found = await this.#credentials.find(call, attempt, waitsForToken(call) && attempt.number > 1);
    throwIfEnded(call);
    const wantedMs = request.timeouts?.request ?? this.client.timeouts.request ?? defaultRequestTimeoutMs;
    try {
      return await this.client.request({
        ...request,
        credential: found.credential,
        timeouts: { ...request.timeouts, request: attempt.timeoutMs(wantedMs) },
        ...(idempotent && { signal: attempt.signal }),
      });
    } catch (error) {
      if (idempotent) attempt.signal.throwIfAborted();
      throw await this.#toFailure(call, error, found);
    }
  }

  /** Makes a request that is answered with `{ "success": true }`. */
  async requestSuccess(call: Call, request: CallRequest): Promise<SuccessResult> {
    const response = await this.request(call, request);
    if (member(response.body, 'success') !== true) throw this.unexpectedAnswer(call, response, '"success": true');
    return { success: true };
  }

  /** The failure for an answer that is a success but not what was asked for. */
  unexpectedAnswer(call: Call, { status }: GraphResponse, missing: string): ApplicationFailure {
    const title = `the answer has no ${missing}`;
    return callFailure(call, new GraphApiError({ httpStatus: status, fromGraph: false, title }));
  }

  /** The failure for an answer that came and could not be kept: Meta has done what it was asked. */
  lostAnswer(call: Call, reason: unknown): ApplicationFailure {
    const why = reason instanceof Error ? reason.message : 'unknown error';
    return callFailure(call, new GraphTransportError(`the answer could not be stored: ${why}`, { phase: 'reading' }));
  }

  async #toFailure(call: Call, error: unknown, used: FoundCredential): Promise<unknown> {
    if (!(error instanceof GraphApiError || error instanceof GraphTransportError)) {
      if (call.idempotent || error instanceof UntrustedHostError) return error;
      // A defect must not do it twice: what is not understood may have been sent.
      const name = error instanceof Error ? error.name : 'unknown error';
      return callFailure(call, new GraphTransportError(name, { phase: 'sent' }));
    }
    const classification = classifyCall(call, error);
    if (classification.type !== T.Authentication) return callFailure(call, error, classification);
    if (!(await this.#credentials.isReplaced(used, call.attempt))) return callFailure(call, error, classification);
    return callFailure(call, error, {
      ...classification,
      retryable: true,
      delayMs: replacedTokenDelayMs,
      advice: 'Nothing has to be done: the token was replaced, the next attempt uses the new one',
    });
  }
}

/** Ends the attempt while nothing has left yet; later a send runs to its end, whoever waits for it. */
function throwIfEnded(call: Call): void {
  const { attempt, idempotent } = call;
  // The outcome is known here. The engine would call it unknown after a failure of its own, by shutdown or deadline.
  const reason = attempt.workerStops ? 'the worker is stopping' : attempt.isNearlyOver && 'the deadline has come';
  if (!idempotent && reason) throw callFailure(call, new GraphTransportError(reason, { phase: 'connect' }));
  attempt.signal.throwIfAborted();
}

function callFailure(
  call: Call,
  error: GraphError,
  classification: Classification = classifyCall(call, error),
): ApplicationFailure {
  const { attempt, sendKey, moreDetails } = call;
  return graphFailure(attempt.activity, error, classification, { sendKey, moreDetails: moreDetails?.(error) });
}

function classifyCall(call: Call, error: GraphError): Classification {
  const { idempotent, send = false, attempt, reclassify } = call;
  const request = { idempotent, send, attempt: attempt.number, waitsForToken: waitsForToken(call) };
  const classification = classify(error, request);
  return reclassify ? reclassify(classification, error) : classification;
}

/** A send with a key of its own; a raw request of a message has none. */
function waitsForToken({ send, sendKey }: Call): boolean {
  return send === true && sendKey !== undefined;
}

/**
 * A member of an object; undefined when the value is no object. Meta's answers are relied on in their documented part
 * only.
 */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** A member that is a text and is not empty. */
export function textMember(value: unknown, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The first item of a member that is a list. */
export function firstMember(value: unknown, name: string): unknown {
  const found = member(value, name);
  return Array.isArray(found) ? found[0] : undefined;
}
