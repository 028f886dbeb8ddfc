import { GraphError } from '../../meta/graph-error.js';
import type { IdSource } from '../../meta/id-source.js';
import { AttemptWindow } from './attempt-window.js';

const hourMs = 3_600_000;

export interface VerificationLimits {
  /** Codes that can be asked for in an hour. */
  codeRequests: number;
  /** Wrong guesses of one code. */
  codeGuesses: number;
  /** Life of a code, in milliseconds. */
  codeTtlMs: number;
}

/** The code that Meta sends to a number to prove who owns it. */
export class Verification {
  readonly #limits: VerificationLimits;
  readonly #ids: IdSource;
  readonly #requests: AttemptWindow;
  #code: { digits: string; expiresAtMs: number; guesses: number } | undefined;

  constructor(limits: VerificationLimits, ids: IdSource) {
    this.#ids = ids;
    this.#limits = limits;
    this.#requests = new AttemptWindow(limits.codeRequests, hourMs);
  }

  /** The code that was "sent" last, until it is used. */
  get code(): string | undefined {
    return this.#code?.digits;
  }

  /** Makes a new code; the one before is void. */
  request(nowMs: number): void {
    if (!this.#requests.take(nowMs)) {
      const minutes = Math.ceil(this.#requests.waitMs(nowMs) / 60_000);
      throw codeError(136024, `Too many codes were requested. Try again in ${minutes} minutes.`);
    }
    const digits = String(this.#ids.integer('verification code', 1_000_000)).padStart(6, '0');
    this.#code = { digits, expiresAtMs: nowMs + this.#limits.codeTtlMs, guesses: 0 };
  }

  /** Returns when the code is right, and makes it void. */
  verify(code: string, nowMs: number): void {
    const expected = this.#code;
    if (!expected) throw codeError(136025, 'No code was requested for this number, or it was already used.');
    if (expected.expiresAtMs <= nowMs) throw codeError(136025, 'The code has expired. Request a new one.');
    if (expected.guesses >= this.#limits.codeGuesses) {
      throw codeError(136025, 'The code was guessed wrong too often. Request a new one.');
    }
    if (expected.digits !== code) {
      expected.guesses += 1;
      throw codeError(136025, 'The code is not the one that was sent.');
    }
    this.#code = undefined;
  }
}

function codeError(code: 136024 | 136025, details: string): GraphError {
  return new GraphError({ code, details, isTransient: false, userMessage: details });
}
