/** Splits one workflow's events into signals that fit a payload. */
import type { RoutedEvent } from '../routing/group.js';
import { jsonBytesAtMost } from './json.js';

export interface ChunkedEvents {
  /** One signal each, to be sent one after the other. Nearly always one. */
  chunks: RoutedEvent[][];
  /** What no signal can hold. */
  unfit: { item: RoutedEvent; reason: 'too-large' | 'too-deep' }[];
}

/** Half of what Temporal takes in one payload by default (2 MiB), as codecs may add to it. */
const maxChunkBytes = 1_000_000;

/** An event that alone needs more would be refused at each redelivery, and the rest of its POST with it. */
const maxEventBytes = 1_900_000;

export function chunkEvents(items: readonly RoutedEvent[]): ChunkedEvents {
  const bounds = items.map(({ parsed }) => jsonBytesAtMost(parsed.event) + 1);
  if (bounds.reduce((sum, bytes) => sum + bytes, 0) <= maxChunkBytes) return { chunks: [[...items]], unfit: [] };
  return splitBySize(items, bounds);
}

function splitBySize(items: readonly RoutedEvent[], bounds: readonly number[]): ChunkedEvents {
  const result: ChunkedEvents = { chunks: [], unfit: [] };
  let bytesInLast = 0;
  items.forEach((item, index) => {
    if (bounds[index] === Infinity) {
      result.unfit.push({ item, reason: 'too-deep' });
      return;
    }
    const bytes = Buffer.byteLength(JSON.stringify(item.parsed.event)) + 1;
    const last = result.chunks.at(-1);
    if (bytes > maxEventBytes) {
      result.unfit.push({ item, reason: 'too-large' });
    } else if (last && bytesInLast + bytes <= maxChunkBytes) {
      last.push(item);
      bytesInLast += bytes;
    } else {
      result.chunks.push([item]);
      bytesInLast = bytes;
    }
  });
  return result;
}
