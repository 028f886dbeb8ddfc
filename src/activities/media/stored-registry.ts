/** Who has uploaded a file, or is to do it, by a store of the application. */
import { setTimeout as delay } from 'node:timers/promises';
import { log } from '@temporalio/activity';
import { describeError } from '../../common/describe-error.js';
import type { MediaReuse } from '../../common/inputs/index.js';
import { defined } from '../../common/schema/defined.js';
import { hideSecrets } from '../../common/secrets/texts.js';
import type { UploadReport } from '../../common/uploaded-media.js';
import type { UploadedMediaAnswer, UploadedMediaClaim, UploadedMediaStore } from '../../media/uploaded-media-store.js';
import type { Attempt } from '../attempt/activity.js';
import { storedAnswerFailure, storedRegistryFailure } from '../attempt/failure.js';
import { callStore, storeCallMs } from './store-call.js';
import { longestClaimMs, usableMs, type UploadedFiles } from './uploaded-files.js';

export class StoredRegistry implements UploadedFiles {
  readonly #store: UploadedMediaStore;
  readonly #attempt: Attempt;
  readonly #key: string;

  constructor(store: UploadedMediaStore, attempt: Attempt, key: string) {
    this.#store = store;
    this.#attempt = attempt;
    this.#key = key;
  }

  async claim({ notMediaId }: MediaReuse): Promise<string | undefined> {
    const { key: claimId, signal } = this.#attempt;
    const claimMs = this.#attempt.timeoutMs(longestClaimMs);
    const endMs = Date.now() + claimMs;
    for (;;) {
      signal.throwIfAborted();
      const nowMs = Date.now();
      const claim = { claimId, nowMs, untilMs: nowMs + claimMs, ...defined({ notMediaId }) };
      const answer = await this.#ask(claim);
      if (answer.kind === 'known') return answer.mediaId;
      if (answer.kind === 'yours') return undefined;
      if (nowMs > endMs) this.#fail(new Error('somebody else has been uploading it for too long'));
      await delay(500 + Math.random() * 1_500, undefined, { signal });
    }
  }

  async report({ mediaId }: UploadReport): Promise<void> {
    const media = mediaId === undefined ? undefined : { mediaId, usableUntilMs: Date.now() + usableMs };
    try {
      // An activity that was canceled has to report, too.
      await callStore(() => this.#store.report(this.#key, this.#attempt.key, media), this.#limits('report()'));
    } catch (error) {
      const why = hideSecrets(describeError(error));
      log.warn('an upload could not be reported to the store of uploaded media', { error: why });
    }
  }

  async #ask(claim: UploadedMediaClaim): Promise<UploadedMediaAnswer> {
    const { signal, activity } = this.#attempt;
    const limits = { ...this.#limits('claim()'), signal };
    let answer: unknown;
    try {
      answer = await callStore(() => this.#store.claim(this.#key, claim), limits);
    } catch (error) {
      // The store may have given the right to upload to one who is not there any more.
      if (signal.aborted) await this.report({});
      signal.throwIfAborted();
      return this.#fail(error);
    }
    if (isAnswer(answer)) return answer;
    throw storedAnswerFailure(activity, show(answer));
  }

  /** A call ends before the engine gives up on the attempt: an upload that was made would be lost with it. */
  #limits(name: string): { name: string; limitMs: number } {
    return { name, limitMs: this.#attempt.timeoutMs(storeCallMs) };
  }

  #fail(error: unknown): never {
    throw storedRegistryFailure(this.#attempt.activity, error);
  }
}

/** An application may have written it without types. */
function isAnswer(answer: unknown): answer is UploadedMediaAnswer {
  if (typeof answer !== 'object' || answer === null) return false;
  const { kind, mediaId } = answer as { kind?: unknown; mediaId?: unknown };
  if (kind === 'known') return typeof mediaId === 'string' && mediaId !== '';
  return kind === 'yours' || kind === 'taken';
}

function show(answer: unknown): string {
  try {
    return JSON.stringify(answer) ?? String(answer);
  } catch {
    return 'something that is no JSON';
  }
}
