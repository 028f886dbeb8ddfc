/** Who has uploaded a file, or is to do it: what an upload asks, wherever that is known. */
import { createHash } from 'node:crypto';
import type { MediaReuse } from '../../common/inputs/index.js';
import { uploadedMediaWorkflowId } from '../../common/ids/workflow-ids.js';
import type { UploadReport } from '../../common/uploaded-media.js';

/** What makes a file the same for Meta. */
export interface FileIdentity {
  sha256: string;
  mimeType: string;
  filename: string;
}

/** The longest claim, in milliseconds. */
export const longestClaimMs = 900_000;

/** How long a media id is used, in milliseconds: a day less than the 30 that Meta keeps it. */
export const usableMs = 29 * 86_400_000;

/** What is known of one file at one number. */
export interface UploadedFiles {
  /**
   * Asks for the media id, and waits while somebody else uploads the file.
   *
   * @returns the media id; undefined when this attempt has to upload the file, and to report what came of it
   * @throws ApplicationFailure when nobody answers in time; it is retried
   */
  claim(reuse: MediaReuse): Promise<string | undefined>;
  /** Reports the upload. One that cannot be reported is used by this activity alone. */
  report(report: UploadReport): Promise<void>;
}

/** The name of a file at a number: the id of its workflow, and its key in a store. */
export function registryId(phoneNumberId: string, { sha256, mimeType, filename }: FileIdentity): string {
  const told = createHash('sha256').update(`${mimeType}\n${filename}`).digest('hex').slice(0, 16);
  return uploadedMediaWorkflowId(phoneNumberId, sha256, told);
}
