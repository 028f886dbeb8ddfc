/** Puts a file of a user into the media store of the worker: it is stored, or it is lost, and nothing is thrown. */
import { isCancellation } from '@temporalio/workflow';
import type { KeptFile, LostMedia } from '../../common/events/stored-content.js';
import { WhatsAppFailureType, whatsAppFailure } from '../../common/failures.js';
import type { DurationInput, PhoneNumberTarget } from '../../common/inputs/index.js';
import { proxyWhatsAppActivities } from '../activities/proxies.js';

/** The longest text of a failure that is kept, in characters. */
const longestFailure = 300;

/** A file at Meta. */
export interface FileToKeep extends PhoneNumberTarget {
  mediaId: string;
}

/** @throws a cancellation, and nothing else */
export async function keepFile(file: FileToKeep, within: DurationInput): Promise<KeptFile> {
  const { mediaId } = file;
  const activities = proxyWhatsAppActivities({ downloadWhatsAppMedia: { scheduleToCloseTimeout: within } });
  try {
    return { mediaId, stored: await activities.downloadWhatsAppMedia(file) };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { mediaId, lost: toLost(error) };
  }
}

function toLost(error: unknown): LostMedia {
  const failure = whatsAppFailure(error);
  const message = failure?.message ?? (error instanceof Error ? error.message : String(error));
  return { type: failure?.type ?? WhatsAppFailureType.Unavailable, message: message.slice(0, longestFailure) };
}
