import { allHandlersFinished, condition, continueAsNew, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { summaryFor } from '../../common/summaries.js';
import type { UploadedMediaState, UploadedMediaWorkflowInput } from '../../common/uploaded-media.js';
import { claimUploadUpdate, reportUploadSignal, uploadedMediaStateQuery } from '../definitions.js';
import { about } from '../lib/about.js';
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { UploadedMedia } from './uploaded-media.js';

/**
 * Knows the media id of one file at one number, as long as Meta does, and lets one activity upload it at a time.
 * `uploadWhatsAppMedia` starts and asks it, with `reuse`.
 *
 * - Workflow id: `whatsapp-media:<phone number id>:<SHA-256 of the bytes>:<hash of type and name>`.
 * - Signals: `reportUpload` says what came of the upload. Queries: `uploadedMediaState`.
 * - Updates: `claimUpload` answers with the media id, or gives the claim to upload, for which it may wait. While eight
 *   others wait it is refused with `WhatsApp.Unavailable`: ask again then. An asker that is canceled holds nobody up.
 *   Its report ends its claim, or its wait.
 * - Continues as new: after 500 questions, or when the server suggests it.
 * - Ends 29 days after the upload, a day before Meta forgets the file, or when an upload failed and nobody waits.
 *
 * The first use of a file costs a start, an update, a signal and a timer. Each further use costs one update. Two timers
 * more when somebody waits for an upload.
 *
 * @returns its last state
 */
export async function uploadedMediaWorkflow(input: UploadedMediaWorkflowInput): Promise<UploadedMediaState> {
  const media = new UploadedMedia(input);
  connect(media);
  while (!media.isOver) {
    setCurrentDetails(media.describe());
    const { nextMs } = media;
    const mayContinue = (): boolean => media.isRunFull && allHandlersFinished();
    const isChanged = (): boolean => media.isOver || media.nextMs !== nextMs || mayContinue();
    await condition(isChanged, Math.max(1, nextMs - Date.now()), { summary: summaryFor('timers', 'uploadedMedia') });
    media.expire();
    if (!media.isOver && mayContinue()) {
      await continueAsNew<typeof uploadedMediaWorkflow>({ ...input, ...media.carried });
    }
  }
  setCurrentDetails(media.describe());
  return media.state;
}
autoUpgrade(uploadedMediaWorkflow);

function connect(media: UploadedMedia): void {
  setHandler(uploadedMediaStateQuery, () => media.state, about(uploadedMediaStateQuery));
  setHandler(claimUploadUpdate, (input) => media.claim(input), {
    ...about(claimUploadUpdate),
    validator: (input) => media.refuseClaim(input),
  });
  setHandler(reportUploadSignal, (claimId, report) => media.report(claimId, report), about(reportUploadSignal));
}
