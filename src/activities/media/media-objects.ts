/** Activities on a media object's metadata, and what the download shares with them. */
import { ApplicationFailure } from '@temporalio/common';
import type { z } from 'zod';
import type { DeleteMediaResult, MediaMetadata, WhatsAppActivities } from '../../common/activity-contract.js';
import type { WhatsAppFailureDetails } from '../../common/failures.js';
import { deleteMediaInputSchema, getMediaInputSchema } from '../../common/inputs/index.js';
import { defineActivity, type Attempt } from '../attempt/activity.js';
import { member, textMember, type Call, type GraphCaller } from '../graph-caller.js';

type MediaOfNumber = Pick<z.output<typeof deleteMediaInputSchema>, 'mediaId' | 'phoneNumberId' | 'credential'>;

export function mediaObjectActivities(
  graph: GraphCaller,
): Pick<WhatsAppActivities, 'getWhatsAppMedia' | 'deleteWhatsAppMedia'> {
  return {
    getWhatsAppMedia: defineActivity('getWhatsAppMedia', getMediaInputSchema, async (input, attempt) => {
      const { url, ...metadata } = await readMetadata(graph, input, attempt);
      return input.includeUrl ? { ...metadata, url } : metadata;
    }),
    deleteWhatsAppMedia: defineActivity('deleteWhatsAppMedia', deleteMediaInputSchema, (input, attempt) =>
      deleteMedia(graph, input, attempt),
    ),
  };
}

/** Metadata with a fresh download URL. */
export async function readMetadata(
  graph: GraphCaller,
  media: MediaOfNumber,
  attempt: Attempt,
): Promise<MediaMetadata & { url: string }> {
  const call = mediaCall(media, attempt);
  const response = await graph.request(call, { method: 'GET', ...mediaObject(media) });
  const { body } = response;
  const url = textMember(body, 'url');
  const size = Number(member(body, 'file_size'));
  if (url === undefined || !Number.isFinite(size))
    throw graph.unexpectedAnswer(call, response, '"url" and "file_size"');
  return {
    mediaId: textMember(body, 'id') ?? media.mediaId,
    mimeType: textMember(body, 'mime_type') ?? 'application/octet-stream',
    sha256: toHex(textMember(body, 'sha256') ?? ''),
    size,
    url,
  };
}

async function deleteMedia(graph: GraphCaller, media: MediaOfNumber, attempt: Attempt): Promise<DeleteMediaResult> {
  try {
    await graph.requestSuccess(mediaCall(media, attempt), { method: 'DELETE', ...mediaObject(media) });
    return { deleted: true };
  } catch (error) {
    if (isGone(error)) return { deleted: false };
    throw error;
  }
}

function isGone(error: unknown): boolean {
  if (!(error instanceof ApplicationFailure)) return false;
  const { code, subcode, httpStatus } = (error.details?.[0] ?? {}) as WhatsAppFailureDetails;
  return (code === 100 && subcode === 33) || httpStatus === 404;
}

function mediaObject({ mediaId, phoneNumberId }: MediaOfNumber): { path: string; query?: Record<string, string> } {
  return { path: `/${mediaId}`, ...(phoneNumberId !== undefined && { query: { phone_number_id: phoneNumberId } }) };
}

function mediaCall({ credential, phoneNumberId }: MediaOfNumber, attempt: Attempt): Call {
  return { attempt, credential, phoneNumberId, idempotent: true };
}

/** Meta writes digests in hex; webhooks carry the same in base64. A form that nobody knows stays as it is. */
function toHex(written: string): string {
  const digest = written.replace(/^\s*sha-?256\s*[:=-]/i, '').replace(/\s/g, '');
  const hex = digest.replaceAll(':', '');
  if (isDigest(hex.toLowerCase())) return hex.toLowerCase();
  return /^[\w+/-]{43}=?$/.test(digest) ? Buffer.from(digest, 'base64').toString('hex') : written;
}

/** Whether this is a SHA-256 as results have it. */
export function isDigest(sha256: string): boolean {
  return /^[0-9a-f]{64}$/.test(sha256);
}
