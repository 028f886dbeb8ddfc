/** Splits one workflow's events into signals that fit a payload. */
import type { Item } from '../routing/item.js';
import { jsonBytesAtMost } from './json.js';

export interface ChunkedItems {
  /** One signal each, to be sent one after the other. Nearly always one. */
  chunks: Chunk[];
  /** What no signal can hold. */
  unfit: { item: Item; reason: 'too-large' | 'too-deep' }[];
}

/** The events of one signal. */
export interface Chunk {
  items: Item[];
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
  const bounds = items.map(({ event }) => jsonBytesAtMost(event) + 1);
  const bound = bounds.reduce((sum, bytes) => sum + bytes, 0);
  if (bound <= maxBoundBytes) return { chunks: [{ items: [...items], bytes: bound }], unfit: [] };
  return splitBySize(items, bounds);
}

function splitBySize(items: readonly Item[], bounds: readonly number[]): ChunkedItems {
  const result: ChunkedItems = { chunks: [], unfit: [] };
  for (const [index, item] of items.entries()) {
    if (bounds[index] === Infinity) {
      result.unfit.push({ item, reason: 'too-deep' });
      continue;
    }
    const bytes = Buffer.byteLength(JSON.stringify(item.event)) + 1;
    const last = result.chunks.at(-1);
    if (bytes > maxEventBytes) {
      result.unfit.push({ item, reason: 'too-large' });
    } else if (last && last.bytes + bytes <= maxChunkBytes) {
      last.items.push(item);
      last.bytes += bytes;
    } else {
      result.chunks.push({ items: [item], bytes });
    }
  }
  return result;
}
