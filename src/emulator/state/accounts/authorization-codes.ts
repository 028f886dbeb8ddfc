/** How many codes are remembered; the oldest go first. */
const mostCodes = 10_000;

/** Codes of a login that were exchanged for a token: any code is good, once. */
export class AuthorizationCodes {
  readonly #used = new Set<string>();

  /** @returns false when the code was used before. */
  use(code: string): boolean {
    if (this.#used.has(code)) return false;
    this.#used.add(code);
    const [oldest] = this.#used;
    if (this.#used.size > mostCodes && oldest !== undefined) this.#used.delete(oldest);
    return true;
  }

  clear(): void {
    this.#used.clear();
  }
}
