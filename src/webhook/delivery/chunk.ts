/** Splits one workflow's events into signals that fit a payload. */
import type { Item } from '../routing/item.js';
import { jsonBytesAtMost } from '../calls/json.js';

export interface ChunkedItems {
  /** One signal each, to be sent one after the other. Nearly always one. */
  chunks: Chunk[];
  /** What no signal can hold. */
  unfit: UnfitItem[];
}

/** An item that no signal can hold. */
export interface UnfitItem {
  item: Item;
  reason: 'too-large' | 'too-deep';
}

/** The events of one signal. */
export interface Chunk {
  items: readonly Item[];
  /** The size of the events as JSON, in bytes, or several times that of a small chunk. */
  bytes: number;
}

/** Half of what Temporal takes in one payload by default (2 MiB), as codecs may add to it. */
const maxChunkBytes = 1_000_000;

/** The largest bound that is good enough, though it may be several times the size. Beyond it sizes are measured. */
const maxBoundBytes = 32_000;

/** An event that alone needs more would be refused at each redelivery, and the rest of its POST with it. */
const maxEventBytes = 1_900_000;

export function chunkItems(items: readonly Item[]): ChunkedItems {
  let bound = 0;
  for (const { event } of items) bound += jsonBytesAtMost(event) + 1;
  return bound <= maxBoundBytes ? { chunks: [{ items, bytes: bound }], unfit: [] } : splitBySize(items);
}

function splitBySize(items: readonly Item[]): ChunkedItems {
  const chunks: { items: Item[]; bytes: number }[] = [];
  const unfit: ChunkedItems['unfit'] = [];
  for (const item of items) {
    if (jsonBytesAtMost(item.event) === Infinity) {
      unfit.push({ item, reason: 'too-deep' });
      continue;
    }
    const bytes = Buffer.byteLength(JSON.stringify(item.event)) + 1;
    const last = chunks.at(-1);
    if (bytes > maxEventBytes) {
      unfit.push({ item, reason: 'too-large' });
    } else if (last && last.bytes + bytes <= maxChunkBytes) {
      last.items.push(item);
      last.bytes += bytes;
    } else {
      chunks.push({ items: [item], bytes });
    }
  }
  return { chunks, unfit };
}
