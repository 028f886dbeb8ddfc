import {
  checkCredential,
  defaultCredential,
  InvalidCredentialError,
  type CredentialProvider,
  type GraphCredential,
  type SecretProvider,
} from '../graph/credentials.js';
import type { Attempt } from './attempt/activity.js';
import { configurationFailure, providerFailure } from './attempt/failure.js';

/** How long a provider of credentials or secrets may take, in milliseconds. */
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
  /** References that this worker could use: a configuration that breaks later is being changed, and is waited for. */
  readonly #used = new Set<string>();

  constructor(provider: CredentialProvider) {
    this.#provider = provider;
  }

  /**
   * The credential of a call: the named one, else the phone number's own, else the default.
   *
   * A missing or broken one is waited for when this worker could use it before: somebody is replacing it just now.
   *
   * @param waiting Whether the call waits for a token, and so for a missing or broken one in any case.
   * @throws ApplicationFailure `WhatsApp.Configuration`
   */
  async find(
    { credential, phoneNumberId }: CredentialOwner,
    attempt: Attempt,
    waiting: boolean,
  ): Promise<FoundCredential> {
    const wanted = credential === undefined ? [phoneNumberId, defaultCredential] : [credential];
    const references = wanted.filter((reference) => reference !== undefined);
    const retryable = waiting || references.some((reference) => this.#used.has(reference));
    try {
      for (const reference of references) {
        const found = await this.#ask(reference, attempt, attempt.number > 1);
        if (found) return this.#use(reference, found);
      }
    } catch (error) {
      throw lookupFailure(attempt, 'credentials', error, retryable);
    }
    const advice = this.#howToAdd(references);
    const message = `no credential "${references.join('" or "')}" is configured: ${advice}`;
    throw configurationFailure(attempt.activity, message, { advice, retryable });
  }

  #use(reference: string, found: GraphCredential): FoundCredential {
    const credential = checkCredential(reference, found);
    this.#used.add(reference);
    return { reference, credential };
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

  #ask(reference: string, attempt: Attempt, reread: boolean): Promise<GraphCredential | undefined> {
    return answerInTime(this.#provider.getCredential(reference, { reread }), reference, attempt);
  }
}

/**
 * The secrets of a worker, as its activities ask for them. What is missing or broken is judged as for credentials.
 */
export class CallSecrets {
  readonly #provider: SecretProvider;
  readonly #used = new Set<string>();

  constructor(provider: SecretProvider) {
    this.#provider = provider;
  }

  /** The secret of this name. @throws ApplicationFailure `WhatsApp.Configuration`, retryable once it was there */
  async find(name: string, attempt: Attempt): Promise<string> {
    const retryable = this.#used.has(name);
    let secret: string | undefined;
    try {
      secret = await answerInTime(this.#provider.getSecret(name), name, attempt);
    } catch (error) {
      throw lookupFailure(attempt, 'secrets', error, retryable);
    }
    if (secret !== undefined) {
      this.#used.add(name);
      return secret;
    }
    const advice = this.#provider.howToAddSecret?.(name) ?? 'have the provider of secrets return it';
    const message = `no secret "${name}" is configured: ${advice}`;
    throw configurationFailure(attempt.activity, message, { advice, retryable });
  }
}

/** The failure for a lookup that threw. What is there and cannot be used is final, unless it could be used before. */
function lookupFailure({ activity }: Attempt, what: string, error: unknown, retryable: boolean): unknown {
  const isFinal = error instanceof InvalidCredentialError && !retryable;
  return isFinal ? error : providerFailure(activity, what, error);
}

/**
 * A provider that hangs must not use up the attempt: a send that ends so would be taken for one that may have left.
 */
async function answerInTime<Found extends string | GraphCredential>(
  answer: Found | undefined | Promise<Found | undefined>,
  name: string,
  attempt: Attempt,
): Promise<Found | undefined> {
  // A provider that answers at once needs no timer.
  if (typeof answer !== 'object' || !('then' in answer)) return answer;
  const limitMs = attempt.timeoutMs(providerTimeoutMs);
  return new Promise((resolve, reject) => {
    const tooLate = (): void => reject(new Error(`no answer for "${name}" within ${limitMs} ms`));
    const timer = setTimeout(tooLate, limitMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
