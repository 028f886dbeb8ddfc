/** An upload that many share: the same bytes at the same number are uploaded once. */
import type { Client } from '@temporalio/client';
import type { UploadMediaResult } from '../../common/activity-contract.js';
import type { MediaReuse } from '../../common/inputs/index.js';
import type { UploadReport } from '../../common/uploaded-media.js';
import type { Attempt } from '../attempt/activity.js';
import type { UploadedMediaStore } from '../../media/uploaded-media-store.js';
import { findClient } from '../attempt/worker-client.js';
import { StoredRegistry } from './stored-registry.js';
import { UploadRegistry } from './upload-registry.js';
import { registryId, type UploadedFiles } from './uploaded-files.js';

/** A file that was read, but not uploaded. */
export type FileRead = Omit<UploadMediaResult, 'mediaId'>;

export interface SharedUpload {
  phoneNumberId: string;
  attempt: Attempt;
  /** Reads the file once, for what makes it the same as another one. */
  read: () => Promise<FileRead>;
  upload: () => Promise<UploadMediaResult>;
  /** The store that knows what is at Meta. @default workflows */
  store: UploadedMediaStore | undefined;
}

/** Finds the media id of a file, or uploads it for all who use it. Where nobody can be asked, it uploads. */
export async function reuseUpload(shared: SharedUpload, reuse: MediaReuse): Promise<UploadMediaResult> {
  const { phoneNumberId, attempt, read, upload, store } = shared;
  const client = findClient();
  if (client === undefined && store === undefined) return upload();
  const file = await read();
  const registry: UploadedFiles = store
    ? new StoredRegistry(store, attempt, registryId(phoneNumberId, file))
    : new UploadRegistry(client as Client, attempt, phoneNumberId, file);
  const mediaId = await attempt.reporting(
    () => file.size,
    () => registry.claim(reuse),
  );
  if (mediaId !== undefined) return { ...file, mediaId, reused: true };
  const report = (told: UploadReport): Promise<void> =>
    attempt.reporting(
      () => file.size,
      () => registry.report(told),
    );
  try {
    const uploaded = await upload();
    const isSame = registryId(phoneNumberId, uploaded) === registryId(phoneNumberId, file);
    // A file that has changed meanwhile is another one.
    await report(isSame ? { mediaId: uploaded.mediaId } : {});
    return { ...uploaded, reused: false };
  } catch (error) {
    await report({});
    throw error;
  }
}
