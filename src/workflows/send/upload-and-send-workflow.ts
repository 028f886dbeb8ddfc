import { CancellationScope, log, patched, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { UploadMediaResult } from '../../common/activity-contract.js';
import { WhatsAppFailureType, isWhatsAppFailure } from '../../common/failures.js';
import {
  splitSendInput,
  uploadAndSendWorkflowInputSchema,
  type DeleteMediaInput,
  type MediaKind,
  type UploadMediaInput,
  type UploadAndSendWorkflowInput,
} from '../../common/inputs/index.js';
import { findMediaKind, mediaLimits } from '../../common/limits.js';
import { recordedMessageSchema, type OutboundMessage } from '../../common/messages/outbound-message.js';
import { defined } from '../../common/schema/defined.js';
import { uploadAndSendStateQuery } from '../definitions.js';
import { proxyWhatsAppActivities, type WhatsAppActivityProxies } from '../activities/proxies.js';
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { checkWorkflowInput, whatsAppWorkflowFailure } from '../lib/failures.js';
import { eventsOfThisRun } from '../events/run-events.js';
import { describeOutcome, describeSending, workflowSending } from './workflow-sending.js';
import type { SendState, UploadAndSendResult, UploadAndSendState } from '../states.js';
import { about } from '../lib/about.js';

/**
 * Uploads a file, sends it by its media id, and optionally waits for a status and deletes the media afterwards.
 *
 * Upload and send are activities of their own. However often the send is tried, the file is uploaded once.
 *
 * - Workflow id: the caller's choice; the client derives one from the send key.
 * - Signals: `whatsAppEvents` (statuses, from the receiver). Queries: `uploadAndSendState`. Updates: none.
 * - Continues as new: never.
 *
 * @returns what was uploaded, and the outcome of the send: accepted, refused or unknown.
 * @throws ApplicationFailure `WhatsApp.InvalidInput`, `WhatsApp.Media` and what Meta refuses an upload with; from the
 * send as `sendMessageWorkflow`
 */
export async function uploadAndSendWorkflow(input: UploadAndSendWorkflowInput): Promise<UploadAndSendResult> {
  const checked = checkWorkflowInput(uploadAndSendWorkflowInputSchema, input, 'uploadAndSendWorkflow');
  const { content, options } = splitSendInput(checked);
  const { media, filename, mimeType, documentFallback, kind, caption, voice, ...others } = content;
  const { deleteMediaAfter = false, ...envelope } = others;
  const { phoneNumberId, credential } = envelope;
  const activities = proxyWhatsAppActivities(options.activityOptions);
  // Before the first await, so that no status finds the signal without its handler.
  eventsOfThisRun();
  const state: UploadAndSendState = { phase: 'uploading' };
  setHandler(uploadAndSendStateQuery, () => state, about(uploadAndSendStateQuery));

  const file = { phoneNumberId, credential, media, filename, mimeType, kind, documentFallback };
  const uploaded = await upload(activities, file, state);
  const stored = { mediaId: uploaded.mediaId, phoneNumberId, credential };
  const deleteUploaded = (): Promise<boolean> => deleteMedia(activities, stored, state);
  const fellBack = documentFallback === true && uploaded.kind === 'document';
  const shownAs = fellBack ? 'document' : kind;
  const misfit = kindProblem(uploaded, shownAs);
  if (misfit && deleteMediaAfter) await deleteUploaded();
  if (misfit) throw misfit;
  const message = mediaMessage(uploaded, { kind: shownAs, caption, voice: fellBack ? undefined : voice });
  const sending = workflowSending({ ...envelope, message }, options);
  setHandler(uploadAndSendStateQuery, () => ({ ...state, send: sending.state }), about(uploadAndSendStateQuery));
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
  return { uploaded, sent, mediaDeleted };
}
autoUpgrade(uploadAndSendWorkflow);

/** Whether Meta may have accepted the message, and not yet read its file. */
function isUnknown(error: unknown, { outcome }: SendState): boolean {
  return outcome?.kind === 'unknown' || isWhatsAppFailure(error, WhatsAppFailureType.SendOutcomeUnknown);
}

async function upload(
  activities: WhatsAppActivityProxies,
  file: UploadMediaInput,
  state: UploadAndSendState,
): Promise<UploadMediaResult> {
  setCurrentDetails('Uploading the file.');
  const uploaded = await activities.uploadWhatsAppMedia(file);
  Object.assign(state, { phase: 'sending', uploaded });
  return uploaded;
}

interface MediaContent {
  kind: MediaKind | undefined;
  caption: string | undefined;
  voice: boolean | undefined;
}

/** The message that shows the uploaded file, checked again because its kind may come from the file. */
function mediaMessage(uploaded: UploadMediaResult, content: MediaContent): OutboundMessage {
  const { kind = messageKind(uploaded.mimeType), caption, voice } = content;
  // The name of the upload agrees with the type: a phone opens a document by its name.
  const filename = kind === 'document' ? uploaded.filename : undefined;
  const media = { id: uploaded.mediaId, ...defined({ caption, voice, filename }) };
  return checkWorkflowInput(recordedMessageSchema, { type: kind, [kind]: media }, 'uploadAndSendWorkflow');
}

/** Says why a file cannot be shown as the wanted kind. Meta would take the message, and fail it later. */
function kindProblem({ mimeType, filename }: UploadMediaResult, wanted: MediaKind | undefined): Error | undefined {
  const fitting = findMediaKind(mimeType);
  // WhatsApp shows any file as a document.
  if (wanted === undefined || wanted === 'document' || fitting === undefined || fitting === wanted) return undefined;
  // A run that began before there was this check has sent the file.
  if (!patched('media-fits-kind')) return undefined;
  const advice = `Send it as ${fitting} or document, or convert it to ${mediaLimits[wanted].mimeTypes.join(' or ')}`;
  const message = `uploadAndSendWorkflow: ${filename} is ${mimeType}, which WhatsApp does not show as ${wanted}. ${advice}`;
  return whatsAppWorkflowFailure(WhatsAppFailureType.Media, message, { advice });
}

function messageKind(mimeType: string): MediaKind {
  if (mimeType === 'image/webp') return 'sticker';
  const family = mimeType.split('/', 1)[0];
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document';
}

/** Deletes the media, also when the workflow was canceled. What cannot be deleted expires by itself after 30 days. */
async function deleteMedia(
  activities: WhatsAppActivityProxies,
  media: DeleteMediaInput,
  state: UploadAndSendState,
): Promise<boolean> {
  state.phase = 'deleting';
  return CancellationScope.nonCancellable(async () => {
    try {
      await activities.deleteWhatsAppMedia(media);
      return true;
    } catch (error) {
      log.warn('the uploaded media could not be deleted; it expires after 30 days', { mediaId: media.mediaId, error });
      return false;
    }
  });
}
