/** An upload that many share: the same bytes at the same number are uploaded once. */
import type { UploadMediaResult } from '../../common/activity-contract.js';
import type { MediaReuse } from '../../common/inputs/index.js';
import type { Attempt } from '../attempt/activity.js';
import { findClient } from '../attempt/worker-client.js';
import { UploadRegistry, registryId } from './upload-registry.js';

/** A file that was read, but not uploaded. */
export type FileRead = Omit<UploadMediaResult, 'mediaId'>;

export interface SharedUpload {
  phoneNumberId: string;
  attempt: Attempt;
  /** Reads the file once, for what makes it the same as another one. */
  read: () => Promise<FileRead>;
  upload: () => Promise<UploadMediaResult>;
}

/** Finds the media id of a file, or uploads it for all who use it. Where nobody can be asked, it uploads. */
export async function reuseUpload(shared: SharedUpload, reuse: MediaReuse): Promise<UploadMediaResult> {
  const { phoneNumberId, attempt, read, upload } = shared;
  const client = findClient();
  if (client === undefined) return upload();
  const file = await read();
  const registry = new UploadRegistry(client, attempt, phoneNumberId, file);
  const mediaId = await attempt.reporting(
    () => file.size,
    () => registry.claim(reuse),
  );
  if (mediaId !== undefined) return { ...file, mediaId, reused: true };
  try {
    const uploaded = await upload();
    const isSame = registryId(phoneNumberId, uploaded) === registryId(phoneNumberId, file);
    // A file that has changed meanwhile is another one.
    await registry.report(isSame ? { mediaId: uploaded.mediaId } : {});
    return { ...uploaded, reused: false };
  } catch (error) {
    await registry.report({});
    throw error;
  }
}
