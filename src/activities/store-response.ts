import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { DownloadMediaResult } from '../common/activity-contract.js';
import { GraphTransportError } from '../graph/errors.js';
import { Meter } from '../media/meter.js';
import { MediaError, writeError, type MediaSink, type MediaStore } from '../media/store.js';
import type { Attempt } from './attempt/activity.js';
import { mediaFailure } from './attempt/failure.js';

/** What metadata promise about a file; nothing when there are no metadata. */
export interface Expected {
  /** The number of bytes. */
  size?: number;
  /** The digest in lower-case hex. */
  sha256?: string;
}

/** Bytes that differ from their metadata may be a passing fault, but not forever. */
export const attemptsForWrongBytes = 3;

/** A file that is to be stored. */
export interface ToStore {
  target?: string | undefined;
  filename: string;
  mimeType: string;
  expected: Expected;
}

/** Streams bytes into a new file that appears only when it is whole. */
export async function store(
  media: MediaStore,
  content: Readable,
  { target, filename, mimeType, expected }: ToStore,
  attempt: Attempt,
): Promise<Omit<DownloadMediaResult, 'mimeType'>> {
  const meter = new Meter();
  let sink: MediaSink;
  try {
    sink = await media.create(target, { filename, mimeType });
  } catch (error) {
    content.destroy();
    throw error;
  }
  try {
    await attempt.reporting(
      () => meter.bytes,
      () => pipeline(content, meter, sink.content, { signal: attempt.signal }),
    );
    checkBytes(meter, expected, attempt);
    return { media: await sink.commit(), size: meter.bytes, sha256: meter.sha256 };
  } catch (error) {
    await sink.discard();
    attempt.signal.throwIfAborted();
    throw toStoreError(error, attempt);
  }
}

function checkBytes(meter: Meter, { size, sha256 }: Expected, attempt: Attempt): void {
  const problems = [
    ...(size !== undefined && size !== meter.bytes ? [`${meter.bytes} bytes instead of ${size}`] : []),
    ...(sha256 !== undefined && sha256 !== meter.sha256 ? [`sha256 ${meter.sha256} instead of ${sha256}`] : []),
  ];
  if (problems.length === 0) return;
  throw mediaFailure(
    `${attempt.activity}: what was received differs from Meta's metadata and was not stored: ${problems.join(', ')}`,
    attempt.number < attemptsForWrongBytes,
  );
}

function toStoreError(error: unknown, attempt: Attempt): unknown {
  if (error instanceof ApplicationFailure || error instanceof MediaError) return error;
  if (error instanceof GraphTransportError)
    return mediaFailure(`${attempt.activity}: the download broke off: ${error.message}`, true);
  return writeError('the file', error);
}
