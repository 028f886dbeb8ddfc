/** Splits one workflow's events into signals that fit a payload. */
import type { WhatsAppEvent } from '../common/events/types.js';

export interface ChunkedEvents {
  /** One signal each, to be sent one after the other. Nearly always one. */
  chunks: WhatsAppEvent[][];
  tooLarge: WhatsAppEvent[];
}

/** Half of what Temporal takes in one payload by default (2 MiB), as codecs may add to it. */
const maxChunkBytes = 1_000_000;

/** An event that alone needs more would be refused at each redelivery, and the rest of its POST with it. */
const maxEventBytes = 1_900_000;

export function chunkEvents(events: readonly WhatsAppEvent[]): ChunkedEvents {
  const result: ChunkedEvents = { chunks: [], tooLarge: [] };
  let bytesInLast = 0;
  for (const event of events) {
    const bytes = jsonBytes(event);
    const last = result.chunks.at(-1);
    if (bytes > maxEventBytes) {
      result.tooLarge.push(event);
    } else if (last && bytesInLast + bytes <= maxChunkBytes) {
      last.push(event);
      bytesInLast += bytes;
    } else {
      result.chunks.push([event]);
      bytesInLast = bytes;
    }
  }
  return result;
}

/** JSON that is nested too deeply can be parsed but not written. */
function jsonBytes(event: WhatsAppEvent): number {
  try {
    return Buffer.byteLength(JSON.stringify(event));
  } catch {
    return Infinity;
  }
}
