import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { DownloadMediaResult, WhatsAppActivities } from '../../common/activity-contract.js';
import { InvalidInputError, WhatsAppFailureType } from '../../common/failures.js';
import { downloadMediaInputSchema } from '../../common/inputs/index.js';
import { defined } from '../../common/schema/defined.js';
import type { Classification } from '../../graph/classify.js';
import { GraphApiError, type GraphError } from '../../graph/errors.js';
import { mayReceiveToken } from '../../graph/hosts.js';
import type { GraphResponse } from '../../graph/request.js';
import { extensionFor, unknownMimeType } from '../../media/mime-type.js';
import type { MediaStore } from '../../media/store.js';
import { defineActivity, type Attempt } from '../attempt/activity.js';
import { mediaFailure } from '../attempt/failure.js';
import { streamTimeouts, type Call, type GraphCaller } from '../graph-caller.js';
import { isDigest, readMetadata } from './media-objects.js';
import { attemptsForWrongBytes, store, type Expected } from '../store-response.js';

type DownloadInput = z.output<typeof downloadMediaInputSchema>;

export function mediaDownloadActivities(
  graph: GraphCaller,
  media: MediaStore,
): Pick<WhatsAppActivities, 'downloadWhatsAppMedia'> {
  return {
    downloadWhatsAppMedia: defineActivity('downloadWhatsAppMedia', downloadMediaInputSchema, (input, attempt) =>
      download(graph, media, input, attempt),
    ),
  };
}

async function download(
  graph: GraphCaller,
  media: MediaStore,
  input: DownloadInput,
  attempt: Attempt,
): Promise<DownloadMediaResult> {
  const { url, expected, mimeType: named, unreadDigest } = await locate(graph, input, attempt);
  const call: Call = {
    attempt,
    credential: input.credential,
    phoneNumberId: input.phoneNumberId,
    idempotent: true,
    reclassify: (classification, error) => reclassifyExpiry(classification, error, input.mediaId !== undefined),
  };
  const request = { method: 'GET', path: url, responseType: 'stream', timeouts: streamTimeouts } as const;
  const response = await graph.request(call, request);
  const mimeType = named ?? response.headers['content-type'] ?? unknownMimeType;
  if (expected.sha256 === undefined) refusePage(response, named, attempt);
  const filename = newFilename(attempt, input, mimeType);
  const stored = await store(media, response.body, { target: input.target, filename, mimeType, expected }, attempt);
  return { ...stored, mimeType, ...defined({ unreadDigest }) };
}

interface Located {
  url: string;
  expected: Expected;
  mimeType?: string;
  unreadDigest?: string;
}

/** A URL dies after minutes, so every attempt asks for a fresh one. */
async function locate(graph: GraphCaller, input: DownloadInput, attempt: Attempt): Promise<Located> {
  const { mediaId } = input;
  if (mediaId !== undefined) {
    const { url, size, sha256, mimeType } = await readMetadata(graph, { ...input, mediaId }, attempt);
    if (isDigest(sha256)) return { url, mimeType, expected: { size, sha256 } };
    return { url, mimeType, expected: { size }, ...(sha256 !== '' && { unreadDigest: sha256.slice(0, 200) }) };
  }
  const url = input.url as string;
  if (!URL.canParse(url) || !mayReceiveToken(new URL(url), graph.client.trustedOrigins)) {
    const message = "must be a URL on one of Meta's media hosts: the access token goes nowhere else";
    // The rest of the URL may carry a signature.
    const value = URL.canParse(url) ? `the host ${new URL(url).host}` : 'no URL';
    throw new InvalidInputError(attempt.activity, [{ path: 'url', message, value }]);
  }
  return { url, expected: {} };
}

/** Meta answers 404 for a URL that has expired. With a media id the next attempt has a new one. */
function reclassifyExpiry(classification: Classification, error: GraphError, hasId: boolean): Classification {
  if (!(error instanceof GraphApiError) || error.httpStatus !== 404) return classification;
  return {
    type: WhatsAppFailureType.NotFound,
    retryable: hasId,
    outcome: 'refused',
    meaning: 'the download URL has expired',
    advice: hasId
      ? 'Nothing has to be done: the next attempt asks for a new URL'
      : 'Use the media id instead of the URL',
  };
}

/**
 * Refuses a page in place of a file of another type, or of one that nobody knows. Without a digest nothing tells it
 * from an error page with a success status.
 */
function refusePage(response: GraphResponse<Readable>, named: string | undefined, { number }: Attempt): void {
  const answered = bareType(response.headers['content-type']);
  if (!/^(text\/html|application\/(.+\+)?json)$/.test(answered) || bareType(named) === answered) return;
  response.body.destroy();
  const page = `answered with ${answered}${named === undefined ? '' : ` instead of ${named}`}`;
  const advice = named === undefined ? '; use the media id, whose metadata can tell' : '';
  throw mediaFailure(
    `downloadWhatsAppMedia: the URL ${page}, probably an error page, which is not stored${advice}`,
    named !== undefined && number < attemptsForWrongBytes,
  );
}

function bareType(mimeType = ''): string {
  return (mimeType.split(';')[0] ?? '').trim().toLowerCase();
}

/** The same name for every attempt, so that a retry replaces what an earlier one left. */
function newFilename(attempt: Attempt, { mediaId }: DownloadInput, mimeType: string): string {
  return `${(mediaId ?? 'media').replace(/[^\w-]/g, '_')}-${attempt.fileKey}${extensionFor(mimeType)}`;
}
