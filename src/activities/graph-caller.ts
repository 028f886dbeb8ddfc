import type { Readable } from 'node:stream';
import { WhatsAppFailureType as T } from '../common/failures.js';
import { classify, type Classification, type RequestNature } from '../graph/classify.js';
import { defaultRequestTimeoutMs, type GraphClient } from '../graph/client.js';
import {
  checkCredential,
  CredentialNotFoundError,
  defaultCredential,
  InvalidCredentialError,
  type CredentialProvider,
  type GraphCredential,
} from '../graph/credentials.js';
import { GraphApiError, GraphTransportError } from '../graph/errors.js';
import { UntrustedHostError } from '../graph/hosts.js';
import type { GraphRequest, GraphResponse } from '../graph/request.js';
import type { Attempt } from './attempt.js';
import { graphFailure, providerFailure } from './failure.js';

export type CallRequest = Omit<GraphRequest, 'credential' | 'signal' | 'version'>;

/** What a request is to whoever asked, and how its failure is judged. */
export interface Call {
  attempt: Attempt;
  /** A named credential; it has to exist. */
  credential?: string | undefined;
  /** Whose credential to use when none is named. @default the provider's default */
  phoneNumberId?: string | undefined;
  nature: Pick<RequestNature, 'idempotent' | 'send'>;
  sendKey?: string;
  /** Changes the judgement of one caller. */
  judge?: (classification: Classification, error: GraphApiError | GraphTransportError) => Classification;
  /** More details for the failure. */
  more?: (error: GraphApiError | GraphTransportError) => unknown[];
}

/** A token that was replaced is used on the next attempt, after this time in milliseconds. */
const newTokenDelayMs = 1_000;

/** How long a provider of credentials may take, in milliseconds. */
const providerTimeoutMs = 10_000;

/**
 * One Graph request of an activity: credential, time limit, cancellation, and a failure when it fails.
 *
 * A refused access token (codes 0, 102, 104, 190, or HTTP 401 without a code) is judged here and in `classify()` only:
 *
 * - The provider is asked again, for this reference alone and behind any cache. If it has another token by now, every kind of
 *   request is retried after a second.
 * - Otherwise a send waits: its failure is retryable every 15 seconds, so that the engine tries until there is another token or
 *   the deadline passes. A message that somebody wanted sent is worth more than a quick failure, and nothing is lost by waiting.
 * - Otherwise any other request fails at once: whoever asks a question wants to hear that the token is wrong. So does a raw
 *   request, also of a message: its caller's retry settings decide.
 * - Every attempt but the first asks behind the cache, because it may run in another process than the one that was refused.
 */
export class GraphCaller {
  readonly client: GraphClient;
  readonly #credentials: CredentialProvider;

  constructor(client: GraphClient, credentials: CredentialProvider) {
    this.client = client;
    this.#credentials = credentials;
  }

  request(call: Call, request: CallRequest & { responseType: 'stream' }): Promise<GraphResponse<Readable>>;
  request(call: Call, request: CallRequest): Promise<GraphResponse>;
  async request(call: Call, request: CallRequest): Promise<GraphResponse> {
    const { attempt, nature } = call;
    const { reference, credential } = await this.#resolve(call);
    this.#throwIfEnded(call);
    const wantedMs = request.timeouts?.request ?? this.client.timeouts.request ?? defaultRequestTimeoutMs;
    try {
      return await this.client.request({
        ...request,
        credential,
        timeouts: { ...request.timeouts, request: attempt.timeoutMs(wantedMs) },
        ...(nature.idempotent && { signal: attempt.signal }),
      });
    } catch (error) {
      if (nature.idempotent) attempt.signal.throwIfAborted();
      throw await this.#judge(call, error, reference, credential);
    }
  }

  /** Nothing has left yet, so the attempt can end here; later a send runs to its end, whoever waits for it. */
  #throwIfEnded(call: Call): void {
    const { attempt, nature } = call;
    // The engine would take its own failure of a stopping worker, or of a deadline, for an unknown outcome, which this is not.
    const reason = attempt.workerStops ? 'the worker is stopping' : attempt.isNearlyOver && 'the deadline has come';
    if (!nature.idempotent && reason) {
      const error = new GraphTransportError(reason, { phase: 'connect' });
      throw this.#failure(call, error, this.#classify(call, error));
    }
    attempt.signal.throwIfAborted();
  }

  /** The failure for an answer that is a success but not what was asked for. */
  unexpectedAnswer(call: Call, response: GraphResponse, missing: string): unknown {
    const error = new GraphApiError({
      httpStatus: response.status,
      fromGraph: false,
      title: `the answer has no ${missing}`,
    });
    return this.#failure(call, error, this.#classify(call, error));
  }

  async #judge(call: Call, error: unknown, reference: string, credential: GraphCredential): Promise<unknown> {
    if (error instanceof UntrustedHostError) return error;
    if (!(error instanceof GraphApiError || error instanceof GraphTransportError)) {
      if (!call.nature.send) return error;
      // A defect must not make a second message: what is not understood may have been sent.
      const lost = new GraphTransportError(error instanceof Error ? error.name : 'unknown error', { phase: 'sent' });
      return this.#failure(call, lost, this.#classify(call, lost));
    }
    const classification = this.#classify(call, error);
    if (classification.type === T.Authentication && (await this.#hasNewToken(call, reference, credential))) {
      Object.assign(classification, { retryable: true, delayMs: newTokenDelayMs });
      classification.advice = 'Nothing has to be done: the token was replaced, the next attempt uses the new one';
    }
    return this.#failure(call, error, classification);
  }

  #classify(call: Call, error: GraphApiError | GraphTransportError): Classification {
    const { nature, attempt, judge } = call;
    const classification = classify(error, { ...nature, attempt: attempt.number, waitsForToken: waitsForToken(call) });
    return judge ? judge(classification, error) : classification;
  }

  #failure(call: Call, error: GraphApiError | GraphTransportError, classification: Classification): unknown {
    const { attempt, sendKey, more } = call;
    return graphFailure(attempt.activity, error, classification, { sendKey, more: more?.(error) });
  }

  async #hasNewToken({ attempt }: Call, reference: string, refused: GraphCredential): Promise<boolean> {
    try {
      const current = await this.#ask(attempt, reference, true);
      return current.accessToken !== refused.accessToken || current.appSecret !== refused.appSecret;
    } catch {
      // Meta's refusal of the old token is the better message.
      return false;
    }
  }

  async #resolve(call: Call): Promise<Resolved> {
    const { attempt, credential, phoneNumberId } = call;
    const references = credential === undefined ? [phoneNumberId, defaultCredential] : [credential];
    try {
      return await this.#firstFound(attempt, references);
    } catch (error) {
      // While a send waits for a token, somebody may be replacing it this very moment.
      const broken = error instanceof CredentialNotFoundError || error instanceof InvalidCredentialError;
      if (broken && !(waitsForToken(call) && attempt.number > 1)) throw error;
      throw providerFailure(attempt.activity, 'credentials', error);
    }
  }

  async #firstFound(attempt: Attempt, references: (string | undefined)[]): Promise<Resolved> {
    const named = references.filter((reference) => reference !== undefined);
    const advice: string[] = [];
    for (const reference of named) {
      try {
        const answer = this.#ask(attempt, reference, attempt.number > 1);
        const credential = 'then' in answer ? await answer : answer;
        return { reference, credential: checkCredential(reference, credential) };
      } catch (error) {
        if (!(error instanceof CredentialNotFoundError)) throw error;
        advice.push(error.advice);
      }
    }
    throw new CredentialNotFoundError(named.join('" or "'), advice.join(', or '));
  }

  /** A provider that hangs must not use up the attempt: a send that ends so would be taken for one that may have left. */
  #ask(attempt: Attempt, reference: string, reread: boolean): GraphCredential | Promise<GraphCredential> {
    const answer = this.#credentials.getCredential(reference, { reread });
    if (!('then' in answer)) return answer;
    const limitMs = attempt.timeoutMs(providerTimeoutMs);
    return new Promise((resolve, reject) => {
      const tooLate = (): void => reject(new Error(`no answer for "${reference}" within ${limitMs} ms`));
      const timer = setTimeout(tooLate, limitMs);
      answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}

interface Resolved {
  reference: string;
  credential: GraphCredential;
}

/** A send with a key of its own; a raw request of a message has none. */
function waitsForToken({ nature, sendKey }: Call): boolean {
  return nature.send === true && sendKey !== undefined;
}
