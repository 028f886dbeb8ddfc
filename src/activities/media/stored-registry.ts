/** Who has uploaded a file, or is to do it, by a store of the application. */
import { setTimeout as delay } from 'node:timers/promises';
import { log } from '@temporalio/activity';
import type { MediaReuse } from '../../common/inputs/index.js';
import { defined } from '../../common/schema/defined.js';
import type { UploadReport } from '../../common/uploaded-media.js';
import type { UploadedMediaStore } from '../../media/uploaded-media-store.js';
import type { Attempt } from '../attempt/activity.js';
import { storedRegistryFailure } from '../attempt/failure.js';
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
      const answer = await this.#store.claim(this.#key, claim).catch((error: unknown) => this.#fail(error));
      if (answer.kind === 'known') return answer.mediaId;
      if (answer.kind === 'yours') return undefined;
      if (nowMs > endMs) this.#fail(new Error('somebody else has been uploading it for too long'));
      await delay(500 + Math.random() * 1_500, undefined, { signal });
    }
  }

  async report({ mediaId }: UploadReport): Promise<void> {
    const media = mediaId === undefined ? undefined : { mediaId, usableUntilMs: Date.now() + usableMs };
    try {
      await this.#store.report(this.#key, this.#attempt.key, media);
    } catch (error) {
      log.warn('an upload could not be reported to the store of uploaded media', { error });
    }
  }

  #fail(error: unknown): never {
    throw storedRegistryFailure(this.#attempt.activity, error);
  }
}
