import { GraphError } from '../meta/graph-error.js';

/** Counts resets. What began before one, and waits, must leave nothing behind it: whoever waits asks afterwards. */
export class ResetCount {
  #count = 0;

  /** What is remembered before something waits. */
  get now(): number {
    return this.#count;
  }

  add(): void {
    this.#count += 1;
  }

  haveComeSince(before: number): boolean {
    return this.#count !== before;
  }

  /** @throws GraphError 2, which says that the same request is worth another try. */
  check(before: number): void {
    if (this.haveComeSince(before)) throw wasReset();
  }
}

/** What is said of something that a reset has ended. */
export function wasReset(): GraphError {
  return new GraphError({ code: 2, details: 'The emulator was reset meanwhile.' });
}
