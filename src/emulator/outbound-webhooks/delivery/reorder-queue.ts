import { shuffled } from '../../settings/seeded.js';
import type { WebhookReorder } from '../../settings/webhook-behavior.js';
import { pause } from './stop-switch.js';
import { TimeWindow } from './time-window.js';

/**
 * How long a post waits for the answer to the one before it: long enough to arrive behind it, whatever the receiver
 * does.
 */
const longestTurnMs = 100;

/** Holds deliveries back for a window, then begins them in an order that the seed decides. */
export class ReorderQueue {
  #open: TimeWindow<() => Promise<unknown>> | undefined;
  #windows = 0;

  /** Resolves as what `post` returns, which is called when its turn has come. */
  add<Result>(
    post: () => Promise<Result>,
    { windowMs, seed }: Required<WebhookReorder>,
    signal: AbortSignal,
  ): Promise<Result> {
    this.#open ??= new TimeWindow(windowMs, signal, (held) => {
      this.#open = undefined;
      void beginAll(shuffled(held, `${seed}/${this.#windows++}`));
    });
    const { entries } = this.#open;
    return new Promise((resolve) => {
      entries.push(() => {
        const posted = post();
        resolve(posted);
        return posted;
      });
    });
  }

  /** The windows are counted from the first one again. */
  reset(): void {
    this.#windows = 0;
  }
}

async function beginAll(posts: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const post of posts) {
    const answered = new AbortController();
    const end = (): void => answered.abort();
    void post().then(end, end);
    await pause(longestTurnMs, answered.signal);
  }
}
