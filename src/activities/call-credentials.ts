import {
  checkCredential,
  defaultCredential,
  InvalidCredentialError,
  type CredentialProvider,
  type GraphCredential,
} from '../graph/credentials.js';
import type { Attempt } from './activity.js';
import { configurationFailure, providerFailure } from './failure.js';

/** How long a provider of credentials may take, in milliseconds. */
const providerTimeoutMs = 10_000;

/** Whose credential a call uses. */
export interface CredentialOwner {
  /** A named credential; it has to exist. */
  credential?: string | undefined;
  /** The number whose own credential is used when none is named. @default the provider's default */
  phoneNumberId?: string | undefined;
}

/** A credential, and the name that it was found under. */
export interface FoundCredential {
  reference: string;
  credential: GraphCredential;
}

/** The credentials of a worker, as its activities ask for them. */
export class CallCredentials {
  readonly #provider: CredentialProvider;

  constructor(provider: CredentialProvider) {
    this.#provider = provider;
  }

  /**
   * The credential of a call: the named one, else the phone number's own, else the default.
   *
   * @param waiting Whether the call waits for a token. Then a missing or broken one is waited for as well, because
   * somebody may be replacing it at this moment.
   * @throws ApplicationFailure `WhatsApp.Configuration`
   */
  async find(
    { credential, phoneNumberId }: CredentialOwner,
    attempt: Attempt,
    waiting: boolean,
  ): Promise<FoundCredential> {
    const wanted = credential === undefined ? [phoneNumberId, defaultCredential] : [credential];
    const references = wanted.filter((reference) => reference !== undefined);
    try {
      for (const reference of references) {
        const found = await this.#ask(reference, attempt, attempt.number > 1);
        if (found) return { reference, credential: checkCredential(reference, found) };
      }
    } catch (error) {
      if (waiting || !(error instanceof InvalidCredentialError)) {
        throw providerFailure(attempt.activity, 'credentials', error);
      }
      throw error;
    }
    const advice = this.#howToAdd(references);
    const message = `no credential "${references.join('" or "')}" is configured: ${advice}`;
    throw configurationFailure(attempt.activity, message, { advice, retryable: waiting });
  }

  /** Whether the provider has another value by now, behind any cache, than the one that Meta refused. */
  async isReplaced({ reference, credential: refused }: FoundCredential, attempt: Attempt): Promise<boolean> {
    try {
      const current = await this.#ask(reference, attempt, true);
      if (!current) return false;
      return current.accessToken !== refused.accessToken || current.appSecret !== refused.appSecret;
    } catch {
      // Meta's refusal of the old token is the better message.
      return false;
    }
  }

  #howToAdd(references: readonly string[]): string {
    const advice = references.map((reference) => this.#provider.howToAddCredential?.(reference));
    return advice.filter((each) => each !== undefined).join(', or ') || 'have the provider of credentials return it';
  }

  /**
   * A provider that hangs must not use up the attempt: a send that ends so would be taken for one that may have left.
   */
  async #ask(reference: string, attempt: Attempt, reread: boolean): Promise<GraphCredential | undefined> {
    const answer = this.#provider.getCredential(reference, { reread });
    // A provider that answers at once needs no timer.
    if (answer === undefined || !('then' in answer)) return answer;
    const limitMs = attempt.timeoutMs(providerTimeoutMs);
    return new Promise((resolve, reject) => {
      const tooLate = (): void => reject(new Error(`no answer for "${reference}" within ${limitMs} ms`));
      const timer = setTimeout(tooLate, limitMs);
      answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}
