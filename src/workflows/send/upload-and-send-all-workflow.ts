import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import { uploadAndSendAllWorkflowInputSchema, type UploadAndSendAllWorkflowInput } from '../../common/inputs/index.js';
import { proxyWhatsAppActivities } from '../activities/proxies.js';
import { uploadAndSendAllStateQuery } from '../definitions.js';
import { eventsOfThisRun } from '../events/run-events.js';
import { about } from '../lib/about.js';
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { checkWorkflowInput } from '../lib/failures.js';
import type { UploadAndSendAllResult, UploadAndSendAllState } from '../states.js';
import { FileAtMeta } from './file-at-meta.js';
import { SendsToAll } from './sends-to-all.js';
import { refuseWrongRecipients } from './wrong-recipients.js';

/**
 * Uploads each file once, and sends all of them to each recipient, in order.
 *
 * - Nothing is sent before every file is uploaded, and fits the way in which it is to be shown.
 * - The files of one recipient go one after the other: the next one leaves when the one before was sent, or after 30
 *   seconds. A file that was not accepted ends the files of that recipient. Others go on.
 * - Each message has a send key of its own, so that nothing is sent twice.
 * - What was uploaded in vain is deleted: all files when one cannot be uploaded, and a file for which nobody was
 *   accepted. `reuse` deletes nothing.
 *
 * - Workflow id: the caller's choice. The client derives one from the send key:
 *   `whatsapp-send-all:<phone number id>:<send key>`.
 * - Signals: `whatsAppEvents` (statuses, from the receiver). Queries: `uploadAndSendAllState`. Updates: none.
 * - Continues as new: never; 500 messages bound its history.
 * - Temporal actions: a start, one for each upload, two for each message (the send, and its first status), and one for
 *   each deletion. `settleUnknownFor: false` saves the status of each recipient's last message.
 *
 * @returns the outcome of every message, also when none was accepted
 * @throws ApplicationFailure `WhatsApp.InvalidInput`, `WhatsApp.Media` and what Meta refuses an upload with
 */
export async function uploadAndSendAllWorkflow(input: UploadAndSendAllWorkflowInput): Promise<UploadAndSendAllResult> {
  const checked = checkWorkflowInput(uploadAndSendAllWorkflowInputSchema, input, 'uploadAndSendAllWorkflow');
  refuseWrongRecipients(
    'uploadAndSendAllWorkflow',
    checked.recipients.map((each, index) => ({ ...each, path: `recipients.${index}.to` })),
  );
  const { files: given, reuse, deleteMediaAfter = false, phoneNumberId, credential } = checked;
  const activities = proxyWhatsAppActivities(checked.activityOptions);
  // Before the first await, so that no status finds the signal without its handler.
  eventsOfThisRun();
  const files = given.map((file) => new FileAtMeta(activities, { ...file, phoneNumberId, credential, reuse }));
  const sends = new SendsToAll(checked, files);
  const state: Pick<UploadAndSendAllState, 'phase'> = { phase: 'uploading' };
  setHandler(uploadAndSendAllStateQuery, () => ({ ...state, ...sends.state }), about(uploadAndSendAllStateQuery));

  setCurrentDetails(`Uploading ${files.length} files.`);
  await uploadAll(files, reuse === true);
  state.phase = 'sending';
  setCurrentDetails(`Sending ${files.length} files to ${checked.recipients.length} recipients.`);
  const failures = await sends.sendAll();
  state.phase = 'deleting';
  const unwanted = reuse === true ? [] : files.filter((_, index) => sends.mayDelete(index, deleteMediaAfter));
  const deleted = await deleteAll(unwanted);
  if (failures.length > 0) throw failures[0];
  state.phase = 'done';
  const result = { ...sends.state, deleted };
  setCurrentDetails(`${result.complete} of ${checked.recipients.length} recipients were sent all files.`);
  return result;
}
autoUpgrade(uploadAndSendAllWorkflow);

/** Uploads all files. When one cannot be sent, the others are deleted, as nobody would hear of their media ids. */
async function uploadAll(files: readonly FileAtMeta[], isShared: boolean): Promise<void> {
  const ended = await Promise.allSettled(files.map((file) => file.uploadToShow()));
  const failed = ended.find((end) => end.status === 'rejected');
  if (!failed) return;
  if (!isShared) await deleteAll(files.filter(({ uploaded }) => uploaded !== undefined));
  throw failed.reason;
}

/** @returns the media ids of those that were deleted */
async function deleteAll(files: readonly FileAtMeta[]): Promise<string[]> {
  const ids = await Promise.all(
    files.map(async (file) => ((await file.delete()) ? file.uploaded?.mediaId : undefined)),
  );
  return ids.filter((id) => id !== undefined);
}
