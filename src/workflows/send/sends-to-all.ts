/** The messages of several files to many recipients: some recipients at a time, the files of each in order. */
import { log, workflowInfo } from '@temporalio/workflow';
import type { UploadMediaResult } from '../../common/activity-contract.js';
import type { FileRecipient, UploadAndSendAllWorkflowInput } from '../../common/inputs/index.js';
import { defined } from '../../common/schema/defined.js';
import type { OutboundMessage } from '../../common/messages/outbound-message.js';
import type { RefusedSend } from '../../common/sending/send-outcome.js';
import { throwIfCanceled } from '../activities/until-answered.js';
import { requestTimeMs } from '../lib/request-deadline.js';
import type { RecipientOutcome, UploadAndSendAllState } from '../states.js';
import { derivedKey } from './derived-key.js';
import type { FileAtMeta } from './file-at-meta.js';
import { hasArrived } from './send-sequence.js';
import { Sending } from './send.js';
import type { SentMessage } from './sent-message.js';

/** How long one file holds up the next one of the same recipient. */
const maxWait = '30 seconds';

export class SendsToAll {
  private readonly input: UploadAndSendAllWorkflowInput;
  private readonly files: readonly FileAtMeta[];
  /** The messages of each recipient, in the order of the input, and each time in the order of the files. */
  private readonly sent: SentMessage[][];

  /** @param input checked before */
  constructor(input: UploadAndSendAllWorkflowInput, files: readonly FileAtMeta[]) {
    this.input = input;
    this.files = files;
    this.sent = input.recipients.map(() => []);
  }

  /**
   * Sends everything. What goes wrong with one recipient stops no other.
   *
   * @returns failures that are no outcomes, such as a cancellation
   */
  async sendAll(): Promise<unknown[]> {
    const { recipients, concurrency = 10 } = this.input;
    const waiting = [...recipients.entries()];
    const failures: unknown[] = [];
    const lane = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await this.sendFiles(...next).catch((error: unknown) => failures.push(error));
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, recipients.length) }, lane));
    return failures;
  }

  /** Whether a file is not needed any more: all who may still have it read by Meta are none. */
  mayDelete(file: number, isWanted: boolean): boolean {
    const kinds = this.sent.flatMap((messages) => messages[file]?.outcome.kind ?? []);
    return !kinds.includes('unknown') && (isWanted || !kinds.includes('accepted'));
  }

  /** What a query and the result show. */
  get state(): Omit<UploadAndSendAllState, 'phase'> {
    const recipients = this.input.recipients.map(({ to, recipient }, index): RecipientOutcome => {
      return { ...defined({ to, recipient }), sent: (this.sent[index] ?? []).map(({ outcome }) => outcome) };
    });
    const isComplete = ({ sent }: RecipientOutcome): boolean =>
      sent.length === this.files.length && sent.every(({ kind }) => kind === 'accepted');
    const uploaded = this.files.flatMap((file): UploadMediaResult[] => (file.uploaded ? [file.uploaded] : []));
    return { uploaded, recipients, complete: recipients.filter(isComplete).length };
  }

  /** The files of one recipient, up to the first one that was not accepted, or failed. */
  private async sendFiles(index: number, recipient: FileRecipient): Promise<void> {
    for (const [position, file] of this.files.entries()) {
      const isLast = position === this.files.length - 1;
      const sendKey = this.keyFor(index, position);
      const message = await this.createSending(recipient, file, { sendKey, isLast }).send();
      this.sent[index]?.push(message);
      await throwIfCanceled();
      const isStopped = message.outcome.kind !== 'accepted';
      if (isStopped || (!isLast && !(await hasArrived(message, 'sent', maxWait)))) return;
    }
  }

  private createSending(
    recipient: FileRecipient,
    file: FileAtMeta,
    { sendKey, isLast }: { sendKey: string; isLast: boolean },
  ): Sending {
    const { phoneNumberId, credential } = this.input;
    const { deadline, priority, settleUnknownFor, onUnknown, maxResends, activityOptions } = this.input;
    const options = defined({ deadline, priority, settleUnknownFor, onUnknown, maxResends, activityOptions });
    const { message, mediaId } = file.shown;
    return new Sending(
      { ...recipient, phoneNumberId, credential, message, sendKey },
      {
        settleUnknownFor: '2 minutes',
        ...options,
        requestedAtMs: requestTimeMs(),
        instead: (refused) => renew(file, refused, mediaId),
        ...(!isLast && { waitFor: 'sent' }),
      },
    );
  }

  private keyFor(recipient: number, file: number): string {
    const { sendKey = workflowInfo().originalExecutionRunId } = this.input;
    return derivedKey(sendKey, `~r${recipient + 1}.${file + 1}`);
  }
}

/** The refusal stays the outcome when the file cannot be uploaded again. */
async function renew(file: FileAtMeta, refused: RefusedSend, mediaId: string): Promise<OutboundMessage | undefined> {
  try {
    return await file.renew(refused, mediaId);
  } catch (error) {
    log.warn('a file that Meta has forgotten could not be uploaded again', { mediaId, error });
    return undefined;
  }
}
