/** The message that shows an uploaded file. */
import { patched, workflowInfo } from '@temporalio/workflow';
import type { UploadMediaResult } from '../../common/activity-contract.js';
import { WhatsAppFailureType } from '../../common/failures.js';
import type { MediaKind, MediaPresentation } from '../../common/inputs/index.js';
import { findMediaKind, mediaLimits } from '../../common/limits.js';
import { recordedMessageSchema, type OutboundMessage } from '../../common/messages/outbound-message.js';
import { defined } from '../../common/schema/defined.js';
import { checkWorkflowInput, whatsAppWorkflowFailure } from '../lib/failures.js';

/** The message that shows the uploaded file, checked again because its kind may come from the file. */
export function mediaMessage(uploaded: UploadMediaResult, content: MediaPresentation): OutboundMessage {
  const { kind = messageKind(uploaded.mimeType), caption, voice } = content;
  // The name of the upload agrees with the type: a phone opens a document by its name.
  const filename = kind === 'document' ? uploaded.filename : undefined;
  const media = { id: uploaded.mediaId, ...defined({ caption, voice, filename }) };
  return checkWorkflowInput(recordedMessageSchema, { type: kind, [kind]: media }, workflowInfo().workflowType);
}

/** Says why a file cannot be shown as the wanted kind. Meta would take the message, and fail it later. */
export function kindProblem(
  { mimeType, filename }: UploadMediaResult,
  wanted: MediaKind | undefined,
): Error | undefined {
  const fitting = findMediaKind(mimeType);
  // WhatsApp shows any file as a document.
  if (wanted === undefined || wanted === 'document' || fitting === undefined || fitting === wanted) return undefined;
  // A run that began before there was this check has sent the file.
  if (!patched('media-fits-kind')) return undefined;
  const advice = `Send it as ${fitting} or document, or convert it to ${mediaLimits[wanted].mimeTypes.join(' or ')}`;
  const { workflowType } = workflowInfo();
  const message = `${workflowType}: ${filename} is ${mimeType}, which WhatsApp does not show as ${wanted}. ${advice}`;
  return whatsAppWorkflowFailure(WhatsAppFailureType.Media, message, { advice });
}

function messageKind(mimeType: string): MediaKind {
  if (mimeType === 'image/webp') return 'sticker';
  const family = mimeType.split('/', 1)[0];
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document';
}
