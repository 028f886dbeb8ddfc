import { defined } from '../../../common/schema/defined.js';
import { secretDigest } from '../../meta/secrets.js';
import { RecordList } from '../kept-records.js';

/** What an added access token is good for. */
export interface AccessTokenOptions {
  /** Ids of the numbers that the token is good for. @default all of them */
  phoneNumberIds?: readonly string[];
  /** Id of the app that the token belongs to. @default the app in `info` */
  appId?: string;
  /**
   * Life of the token from now on, in milliseconds. @default `accessTokenTtlMs`; without it the token does not expire
   */
  ttlMs?: number;
  /**
   * Permissions that `debug_token` shows. They refuse nothing.
   *
   * @default those that messages and their management need
   */
  scopes?: readonly string[];
}

/** The permissions of a token that nobody has said anything about. */
const usualScopes = ['whatsapp_business_management', 'whatsapp_business_messaging'];

/**
 * A token as it may be shown.
 *
 * @internal
 */
export interface AccessTokenDescription {
  /** Digest of the token. */
  token: string;
  /** Whether it is the one that `info` names. */
  isMain: boolean;
  isExpired: boolean;
  /** Unix milliseconds; absent for a token that does not expire. */
  expiresAtMs?: number;
  phoneNumberIds?: readonly string[];
}

/** Most former tokens that are remembered, to be hidden in what is written down. */
const rememberedTokens = 1000;

interface AccessToken {
  expiresAtMs: number;
  appId?: string;
  phoneNumberIds?: readonly string[];
  scopes: readonly string[];
  /** Whether an exchange has given it: such ones are forgotten beyond a limit. */
  isIssued?: boolean;
}

/**
 * A token that the emulator knows. Absent members: no end, the first app, every number.
 *
 * @internal
 */
export interface KnownToken {
  /** Present once it has expired. */
  expiredAtMs?: number;
  expiresAtMs?: number;
  phoneNumberIds?: readonly string[];
  appId?: string;
  scopes: readonly string[];
}

/**
 * The tokens that the emulator has given out. An expired one stays known, so that it is refused as such.
 *
 * @internal
 */
export class AccessTokens {
  readonly #tokens = new Map<string, AccessToken>();
  readonly #clock: () => number;
  readonly #ttlMs: number;
  readonly #limit: number;
  readonly #former = new RecordList<string>(rememberedTokens);
  #main: string;

  /** @param limit most tokens; of those that an exchange gave, the oldest are forgotten beyond it */
  constructor(main: string, { clock, ttlMs, limit }: { clock: () => number; ttlMs: number; limit: number }) {
    this.#limit = limit;
    this.#clock = clock;
    this.#ttlMs = ttlMs;
    this.#main = main;
    this.add(main);
  }

  get main(): string {
    return this.#main;
  }

  /** Makes another token the main one. The old one is unknown from now on, or expired if it was that. */
  replaceMain(token: string): void {
    if (!this.#isExpired(this.#tokens.get(this.#main))) this.#forget(this.#main);
    this.#main = token;
    this.add(token);
  }

  /** Adds a token, or gives a known one a new life. */
  add(
    token: string,
    { phoneNumberIds, appId, ttlMs = this.#ttlMs, scopes = usualScopes }: AccessTokenOptions = {},
  ): void {
    const expiresAtMs = this.#clock() + ttlMs;
    this.#tokens.set(token, { expiresAtMs, scopes, ...defined({ phoneNumberIds, appId }) });
  }

  /** Adds a token that an exchange gives. */
  issue(token: string, options: AccessTokenOptions): void {
    this.add(token, options);
    const added = this.#tokens.get(token);
    if (added) added.isIssued = true;
    for (const [oldest, { isIssued }] of this.#tokens) {
      if (this.#tokens.size <= this.#limit || oldest === token) break;
      if (isIssued === true) this.#forget(oldest);
    }
  }

  /** Every token, also the last of those that are unknown by now. */
  everKnown(): string[] {
    return [...this.#former.entries, ...this.#tokens.keys()];
  }

  /** @throws Error when the token is not known. */
  expire(token: string): void {
    const known = this.#tokens.get(token);
    if (!known) throw new Error(`no access token ${secretDigest(token)} in the emulator; add it with addAccessToken()`);
    known.expiresAtMs = Math.min(known.expiresAtMs, this.#clock());
  }

  /** Undefined for a token that the emulator does not know. */
  find(token: string): KnownToken | undefined {
    const known = this.#tokens.get(token);
    if (!known) return undefined;
    const { phoneNumberIds, expiresAtMs, appId, scopes } = known;
    return {
      scopes,
      ...defined({
        expiredAtMs: this.#isExpired(known) ? expiresAtMs : undefined,
        expiresAtMs: Number.isFinite(expiresAtMs) ? expiresAtMs : undefined,
        appId,
        phoneNumberIds,
      }),
    };
  }

  /** What is saved and brought back with the state. */
  kept(): Record<string, Map<string, unknown>> {
    return { tokens: this.#tokens };
  }

  describe(): AccessTokenDescription[] {
    return [...this.#tokens].map(([token, known]) => ({
      token: secretDigest(token),
      isMain: token === this.#main,
      isExpired: this.#isExpired(known),
      ...defined({
        expiresAtMs: Number.isFinite(known.expiresAtMs) ? known.expiresAtMs : undefined,
        phoneNumberIds: known.phoneNumberIds,
      }),
    }));
  }

  #forget(token: string): void {
    this.#tokens.delete(token);
    this.#former.add(token);
  }

  #isExpired(token: AccessToken | undefined): boolean {
    return token !== undefined && token.expiresAtMs <= this.#clock();
  }
}
