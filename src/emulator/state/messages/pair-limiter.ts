import type { PairLimit } from '../../settings/behavior.js';

interface Burst {
  startMs: number;
  messages: number;
}

/** Most bursts in memory; beyond it those that are paid off are forgotten. */
const keptBursts = 10_000;

/**
 * One message per `perMs` to the same user. Within the first `perMs` of a burst, more can be borrowed from the future.
 * Then nothing passes until the burst has taken as long as its messages would have without borrowing.
 *
 * @see "About the platform" https://developers.facebook.com/docs/whatsapp/cloud-api/overview (read 2026-11)
 */
export class PairLimiter {
  readonly #bursts = new Map<string, Burst>();

  /** Counts a message, unless it comes too early: then the milliseconds until one may come, else 0. */
  take(pair: string, { messages, perMs }: Required<PairLimit>, nowMs: number): number {
    const burst = this.#bursts.get(pair);
    const paidOffMs = burst ? burst.startMs + burst.messages * perMs : nowMs;
    if (!burst || nowMs >= paidOffMs) {
      this.#start(pair, perMs, nowMs);
      return 0;
    }
    if (nowMs >= burst.startMs + perMs || burst.messages >= messages) return paidOffMs - nowMs;
    burst.messages += 1;
    return 0;
  }

  clear(): void {
    this.#bursts.clear();
  }

  #start(pair: string, perMs: number, nowMs: number): void {
    if (this.#bursts.size >= keptBursts) {
      for (const [key, { startMs, messages }] of this.#bursts)
        if (nowMs >= startMs + messages * perMs) this.#bursts.delete(key);
    }
    this.#bursts.set(pair, { startMs: nowMs, messages: 1 });
  }
}
