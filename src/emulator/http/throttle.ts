import { setTimeout as sleep } from 'node:timers/promises';

/** Parts in a second. */
const partsPerSecond = 10;

/** Bytes that come at a limited rate; undefined for none. */
export async function* throttle(
  bytes: AsyncIterable<Buffer>,
  bytesPerSecond: number | undefined,
): AsyncGenerator<Buffer> {
  if (bytesPerSecond === undefined) {
    yield* bytes;
    return;
  }
  const step = Math.max(1, Math.floor(bytesPerSecond / partsPerSecond));
  for await (const chunk of bytes) {
    for (let start = 0; start < chunk.length; start += step) {
      const part = chunk.subarray(start, start + step);
      yield part;
      await sleep((part.length / bytesPerSecond) * 1000, undefined, { ref: false });
    }
  }
}
