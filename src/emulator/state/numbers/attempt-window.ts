/** Counts attempts within a sliding window, as Meta's limits do. */
export class AttemptWindow {
  readonly #limit: number;
  readonly #windowMs: number;
  #attempts: number[] = [];

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Counts one more attempt, unless the limit is reached: then false. */
  take(nowMs: number): boolean {
    this.#forgetOld(nowMs);
    if (this.#attempts.length >= this.#limit) return false;
    this.#attempts.push(nowMs);
    return true;
  }

  /** Milliseconds until the next attempt is possible; 0 when it is possible now. */
  waitMs(nowMs: number): number {
    const [oldest] = this.#attempts;
    if (oldest === undefined || this.#attempts.length < this.#limit) return 0;
    return Math.max(0, oldest + this.#windowMs - nowMs);
  }

  clear(): void {
    this.#attempts = [];
  }

  /** Attempts come in the order of time: the old ones are in front. */
  #forgetOld(nowMs: number): void {
    const firstKept = this.#attempts.findIndex((atMs) => atMs > nowMs - this.#windowMs);
    this.#attempts.splice(0, firstKept < 0 ? this.#attempts.length : firstKept);
  }
}
