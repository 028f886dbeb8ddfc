import type { WebhookBatch } from '../../settings/webhook-behavior.js';
import { TimeWindow } from './time-window.js';

/**
 * Longest body, in bytes, as far as it is not made by hand; a little less than Meta's limit, for what is around the
 * events.
 *
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
 */
const maxBytes = 3 * 1024 * 1024 - 64 * 1024;

interface Waiting<Item, Result> {
  item: Item;
  resolve(posted: Promise<Result>): void;
}

interface OpenBatch<Item, Result> {
  window: TimeWindow<Waiting<Item, Result>>;
  bytes: number;
}

/** Brings together what one callback gets within a window. */
export class BatchQueue<Item, Result> {
  readonly #post: (items: Item[]) => Promise<Result>;
  readonly #measure: (item: Item) => number;
  #open: OpenBatch<Item, Result> | undefined;

  constructor(post: (items: Item[]) => Promise<Result>, measure: (item: Item) => number) {
    this.#post = post;
    this.#measure = measure;
  }

  /** Resolves as the POST that holds the item. A batch is posted at once when `signal` says that everything ends. */
  add(item: Item, { maxItems, windowMs }: Required<WebhookBatch>, signal: AbortSignal): Promise<Result> {
    const bytes = this.#measure(item);
    if (this.#open && this.#open.bytes + bytes > maxBytes) this.#open.window.close();
    const open = (this.#open ??= this.#begin(windowMs, signal));
    open.bytes += bytes;
    return new Promise((resolve) => {
      open.window.entries.push({ item, resolve });
      if (open.window.entries.length >= maxItems) open.window.close();
    });
  }

  #begin(windowMs: number, signal: AbortSignal): OpenBatch<Item, Result> {
    const window = new TimeWindow<Waiting<Item, Result>>(windowMs, signal, (waiting) => {
      this.#open = undefined;
      const posted = this.#post(waiting.map(({ item }) => item));
      for (const { resolve } of waiting) resolve(posted);
    });
    return { window, bytes: 0 };
  }
}
