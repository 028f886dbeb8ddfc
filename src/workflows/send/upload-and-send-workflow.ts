import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import { WhatsAppFailureType, isWhatsAppFailure } from '../../common/failures.js';
import {
  splitSendInput,
  uploadAndSendWorkflowInputSchema,
  type UploadAndSendWorkflowInput,
} from '../../common/inputs/index.js';
import { uploadAndSendStateQuery } from '../definitions.js';
import { proxyWhatsAppActivities } from '../activities/proxies.js';
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { checkWorkflowInput } from '../lib/failures.js';
import { eventsOfThisRun } from '../events/run-events.js';
import { FileAtMeta } from './file-at-meta.js';
import { refuseWrongRecipients } from './wrong-recipients.js';
import { describeOutcome, describeSending, workflowSending } from './workflow-sending.js';
import type { SendState, UploadAndSendResult, UploadAndSendState } from '../states.js';
import { about } from '../lib/about.js';

/**
 * Uploads a file, sends it by its media id, and optionally waits for a status and deletes the media afterwards.
 *
 * Upload and send are activities of their own. However often the send is tried, the file is uploaded once. With `reuse`
 * an earlier upload of the same bytes is sent. Meta refuses one that it has forgotten. Then the file is uploaded again,
 * and sent again under the same send key: a refusal says that nothing was accepted.
 *
 * - Workflow id: the caller's choice; the client derives one from the send key.
 * - Signals: `whatsAppEvents` (statuses, from the receiver). Queries: `uploadAndSendState`. Updates: none.
 * - Continues as new: never.
 * - Temporal actions: three for an upload and a send that waits for nothing. One more for each status that it waits
 *   for, and one for a deletion. `reuse` costs one more, and three more where the file is uploaded.
 *
 * @returns what was uploaded, and the outcome of the send: accepted, refused or unknown.
 * @throws ApplicationFailure `WhatsApp.InvalidInput`, `WhatsApp.Media` and what Meta refuses an upload with; from the
 * send as `sendMessageWorkflow`
 */
export async function uploadAndSendWorkflow(input: UploadAndSendWorkflowInput): Promise<UploadAndSendResult> {
  const checked = checkWorkflowInput(uploadAndSendWorkflowInputSchema, input, 'uploadAndSendWorkflow');
  refuseWrongRecipients('uploadAndSendWorkflow', [{ ...checked, path: 'to' }]);
  const { content, options } = splitSendInput(checked);
  const { media, filename, mimeType, documentFallback, kind, caption, voice, reuse, ...others } = content;
  const { deleteMediaAfter = false, ...envelope } = others;
  const { phoneNumberId, credential } = envelope;
  const shown = { media, filename, mimeType, documentFallback, kind, caption, voice };
  const file = new FileAtMeta(proxyWhatsAppActivities(options.activityOptions), {
    ...shown,
    phoneNumberId,
    credential,
    reuse,
  });
  // Before the first await, so that no status finds the signal without its handler.
  eventsOfThisRun();
  const state: UploadAndSendState = { phase: 'uploading' };
  setHandler(uploadAndSendStateQuery, () => state, about(uploadAndSendStateQuery));
  const deleteUploaded = (): Promise<boolean> => {
    state.phase = 'deleting';
    return file.delete();
  };

  setCurrentDetails('Uploading the file.');
  const uploaded = await file.upload();
  Object.assign(state, { phase: 'sending', uploaded });
  const { problem } = file;
  if (problem && deleteMediaAfter) await deleteUploaded();
  if (problem) throw problem;
  const sending = workflowSending({ ...envelope, message: file.createMessage(uploaded) }, options, {
    instead: (refused) => file.renew(refused, uploaded.mediaId),
  });
  const whole = (): UploadAndSendState => ({ ...state, uploaded: file.uploaded ?? uploaded, send: sending.state });
  setHandler(uploadAndSendStateQuery, whole, about(uploadAndSendStateQuery));
  const what = `Uploaded as media \`${uploaded.mediaId}\` (${uploaded.mimeType}, ${uploaded.size} bytes). Sending it.`;
  setCurrentDetails(describeSending(what, sending));
  const sent = await sending.sendAndWait().catch(async (error: unknown) => {
    if (deleteMediaAfter && !isUnknown(error, sending.state)) await deleteUploaded();
    throw error;
  });
  // Meta may still have to read the file of a message that it may have accepted.
  const mediaDeleted = deleteMediaAfter && sent.kind !== 'unknown' && (await deleteUploaded());
  state.phase = 'done';
  setCurrentDetails(describeOutcome(sent));
  return { uploaded: file.uploaded ?? uploaded, sent, mediaDeleted };
}
autoUpgrade(uploadAndSendWorkflow);

/** Whether Meta may have accepted the message, and not yet read its file. */
function isUnknown(error: unknown, { outcome }: SendState): boolean {
  return outcome?.kind === 'unknown' || isWhatsAppFailure(error, WhatsAppFailureType.SendOutcomeUnknown);
}
