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

/** One Graph request of an activity: credential, time limit, cancellation, and a failure when it fails. */
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
    // The engine would take its own failure of a stopping worker for an unknown outcome, which this is not.
    if (!nature.idempotent && attempt.workerStops) {
      const error = new GraphTransportError('the worker is stopping', { phase: 'connect' });
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
    if (classification.type === T.Authentication && (await this.#hasNewToken(reference, credential))) {
      Object.assign(classification, { retryable: true, delayMs: newTokenDelayMs });
      classification.advice = 'Nothing has to be done: the token was replaced, the next attempt uses the new one';
    }
    return this.#failure(call, error, classification);
  }

  #classify(call: Call, error: GraphApiError | GraphTransportError): Classification {
    const classification = classify(error, { ...call.nature, attempt: call.attempt.number });
    return call.judge ? call.judge(classification, error) : classification;
  }

  #failure(call: Call, error: GraphApiError | GraphTransportError, classification: Classification): unknown {
    const { attempt, sendKey, more } = call;
    return graphFailure(attempt.activity, error, classification, { sendKey, more: more?.(error) });
  }

  /** Asks behind any cache: somebody may have renewed the token since. */
  async #hasNewToken(reference: string, { accessToken }: GraphCredential): Promise<boolean> {
    try {
      const current = await this.#credentials.getCredential(reference, { reread: true });
      return current.accessToken !== accessToken;
    } catch {
      // Meta's refusal of the old token is the better message.
      return false;
    }
  }

  async #resolve({
    attempt,
    credential,
    phoneNumberId,
  }: Call): Promise<{ reference: string; credential: GraphCredential }> {
    const references = credential === undefined ? [phoneNumberId, defaultCredential] : [credential];
    try {
      return await this.#firstFound(references.filter((reference) => reference !== undefined));
    } catch (error) {
      if (error instanceof CredentialNotFoundError || error instanceof InvalidCredentialError) throw error;
      throw providerFailure(attempt.activity, 'credentials', error);
    }
  }

  async #firstFound(references: string[]): Promise<{ reference: string; credential: GraphCredential }> {
    const advice: string[] = [];
    for (const reference of references) {
      try {
        const credential = await this.#credentials.getCredential(reference);
        return { reference, credential: checkCredential(reference, credential) };
      } catch (error) {
        if (!(error instanceof CredentialNotFoundError)) throw error;
        advice.push(error.advice);
      }
    }
    throw new CredentialNotFoundError(references.join('" or "'), advice.join(', or '));
  }
}
