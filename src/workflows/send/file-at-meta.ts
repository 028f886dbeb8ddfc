/** One file of a workflow: its upload, the message that shows it, and its end. */
import { CancellationScope, log, workflowInfo } from '@temporalio/workflow';
import type { UploadMediaResult } from '../../common/activity-contract.js';
import { WhatsAppFailureType, isWhatsAppFailure } from '../../common/failures.js';
import type { FileToSend, MediaPresentation, PhoneNumberTarget } from '../../common/inputs/index.js';
import type { OutboundMessage } from '../../common/messages/outbound-message.js';
import type { RefusedSend } from '../../common/sending/send-outcome.js';
import type { WhatsAppActivityProxies } from '../activities/proxies.js';
import { kindProblem, mediaMessage } from './media-message.js';

/** A file, its number, and how it is shown. */
export interface FileOfNumber extends PhoneNumberTarget, FileToSend {
  /** Whether an earlier upload of the same bytes is used. @default false */
  reuse?: boolean | undefined;
}

/** Meta's codes for a message with a media id that it does not know, among other reasons. */
const unknownMediaCodes: readonly unknown[] = [100, 131009, 131053];

export class FileAtMeta {
  private readonly activities: WhatsAppActivityProxies;
  private readonly file: FileOfNumber;
  private atMeta: UploadMediaResult | undefined;
  private renewal: Promise<void> | undefined;

  constructor(activities: WhatsAppActivityProxies, file: FileOfNumber) {
    this.activities = activities;
    this.file = file;
  }

  /** What is at Meta, once the file is uploaded. */
  get uploaded(): UploadMediaResult | undefined {
    return this.atMeta;
  }

  /** Uploads the file. @param notMediaId a media id that Meta no longer knows */
  async upload(notMediaId?: string): Promise<UploadMediaResult> {
    const { phoneNumberId, credential, media, filename, mimeType, kind, documentFallback, reuse } = this.file;
    const { taskQueue } = workflowInfo();
    const request = { phoneNumberId, credential, media, filename, mimeType, kind, documentFallback };
    const reusing = reuse === true && { reuse: { taskQueue, ...(notMediaId !== undefined && { notMediaId }) } };
    this.atMeta = await this.activities.uploadWhatsAppMedia({ ...request, ...reusing });
    return this.atMeta;
  }

  /** Uploads the file, and makes sure that it can be shown. @throws ApplicationFailure `WhatsApp.Media` */
  async uploadToShow(): Promise<void> {
    const uploaded = await this.upload();
    const { problem } = this;
    if (problem) throw problem;
    this.createMessage(uploaded);
  }

  /** The message that shows the file now. The file is uploaded. */
  get shown(): { message: OutboundMessage; mediaId: string } {
    const { atMeta } = this;
    if (!atMeta) throw new TypeError('the file is not uploaded yet');
    return { message: this.createMessage(atMeta), mediaId: atMeta.mediaId };
  }

  /** Why the uploaded file cannot be shown as it is wanted. Meta would take the message, and fail it later. */
  get problem(): Error | undefined {
    return this.atMeta && kindProblem(this.atMeta, this.presentation.kind);
  }

  /** The message that shows the uploaded file. @throws ApplicationFailure `WhatsApp.InvalidInput` */
  createMessage(uploaded: UploadMediaResult): OutboundMessage {
    return mediaMessage(uploaded, this.presentation);
  }

  /**
   * Uploads a file again that Meta has forgotten, once for all whom it has refused.
   *
   * @param mediaId what the refused message showed
   * @returns the message with the new media id; undefined when the refusal had another reason
   */
  async renew({ code }: RefusedSend, mediaId: string): Promise<OutboundMessage | undefined> {
    if (this.file.reuse !== true || !unknownMediaCodes.includes(code)) return undefined;
    if (this.atMeta?.mediaId === mediaId) {
      this.renewal ??= this.uploadIfGone(mediaId).finally(() => {
        this.renewal = undefined;
      });
      await this.renewal;
    }
    const { atMeta } = this;
    return atMeta && atMeta.mediaId !== mediaId ? this.createMessage(atMeta) : undefined;
  }

  /** Deletes the media, also when the workflow was canceled. What cannot be deleted expires by itself after 30 days. */
  async delete(): Promise<boolean> {
    const { mediaId = '' } = this.atMeta ?? {};
    const { phoneNumberId, credential } = this.file;
    return CancellationScope.nonCancellable(async () => {
      try {
        await this.activities.deleteWhatsAppMedia({ mediaId, phoneNumberId, credential });
        return true;
      } catch (error) {
        log.warn('the uploaded media could not be deleted; it expires after 30 days', { mediaId, error });
        return false;
      }
    });
  }

  /** A file that went as a document because it fits nothing else is shown as one. */
  private get presentation(): MediaPresentation {
    const { kind, caption, voice, documentFallback } = this.file;
    const fellBack = documentFallback === true && this.atMeta?.kind === 'document';
    return fellBack ? { kind: 'document', caption } : { kind, caption, voice };
  }

  private async uploadIfGone(mediaId: string): Promise<void> {
    if (await this.isGone(mediaId)) await this.upload(mediaId);
  }

  /** Asks Meta. One that does not answer has not forgotten anything. */
  private async isGone(mediaId: string): Promise<boolean> {
    const { phoneNumberId, credential } = this.file;
    try {
      await this.activities.getWhatsAppMedia({ mediaId, phoneNumberId, credential });
      return false;
    } catch (error) {
      return isWhatsAppFailure(error, WhatsAppFailureType.NotFound);
    }
  }
}
