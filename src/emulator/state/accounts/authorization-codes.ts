/** Codes of a login that were exchanged for a token: any code is good, once. */
export class AuthorizationCodes {
  readonly #used = new Set<string>();

  /** @returns false when the code was used before. */
  use(code: string): boolean {
    if (this.#used.has(code)) return false;
    this.#used.add(code);
    return true;
  }

  clear(): void {
    this.#used.clear();
  }
}
