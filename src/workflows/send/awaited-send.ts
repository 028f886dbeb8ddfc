/** A send and, if asked for, the wait for a status: `sendMessageWorkflow` and `uploadAndSendWorkflow` are both made of it. */
import { workflowInfo } from '@temporalio/workflow';
import { WhatsAppFailureType, whatsAppFailure } from '../../common/failures.js';
import type { DurationInput, SendInput, SendOptions } from '../../common/inputs/index.js';
import type { MessageStatus } from '../../common/message-status.js';
import type { SendOutcome } from '../../common/send-outcome.js';
import type { SendState } from '../states.js';
import { sendChecked, sendTemplateInstead, type CarriedOptions, type KeyedInput, type SendProgress } from './send.js';
import type { AwaitedStatus, SentMessage } from './sent-message.js';
import { statusInbox } from '../events/status-inbox.js';

/** Meta's code for a message outside of the 24 hours after the user's last one. */
const windowClosedCode = 131047;

/** The first status may be the one that is lost. A workflow that has ended refuses the others, which costs no action. */
const anyStatus: readonly MessageStatus[] = ['sent', 'delivered', 'read', 'failed'];

export interface AwaitedSendOptions extends Omit<SendOptions, 'track'> {
  waitFor?: AwaitedStatus | undefined;
  statusDeadline?: DurationInput | undefined;
}

export class AwaitedSend {
  private readonly progress: SendProgress = { phase: 'sending' };
  private message: SentMessage | undefined;
  private done = false;

  constructor() {
    // Before the first await of the workflow, so that a status that overtakes the answer of the send finds its handler.
    statusInbox();
  }

  get state(): SendState {
    const outcome = this.message?.outcome;
    if (outcome === undefined) return { phase: this.progress.phase };
    return { phase: this.done ? 'done' : 'waiting', outcome };
  }

  /**
   * Sends, settles an unknown outcome, and waits for the status if the message was accepted.
   *
   * @throws ApplicationFailure `WhatsApp.MessageFailed`, `WhatsApp.StatusTimeout`; with `onUnknown: 'fail'`,
   * `WhatsApp.SendOutcomeUnknown`
   */
  async run(input: SendInput, { waitFor, statusDeadline, ...options }: AwaitedSendOptions): Promise<SendOutcome> {
    const keyed: KeyedInput = { ...input, sendKey: input.sendKey ?? workflowInfo().runId };
    const sending: CarriedOptions = {
      settleUnknownFor: '2 minutes',
      ...options,
      settleOn: anyStatus,
      ...(waitFor && { track: waitFor }),
    };
    this.message = await sendChecked(keyed, sending, this.progress);
    if (waitFor) {
      await this.reached(this.message, waitFor, statusDeadline).catch(async (error: unknown) => {
        if (!sending.onWindowClosed || !isWindowClosed(error)) throw error;
        // Meta can accept a message and find the window closed later.
        this.message = await sendTemplateInstead(keyed, sending, this.progress);
        await this.reached(this.message, waitFor, statusDeadline);
      });
    }
    this.done = true;
    return this.message.outcome;
  }

  private async reached(
    message: SentMessage,
    waitFor: AwaitedStatus,
    deadline: DurationInput | undefined,
  ): Promise<void> {
    if (message.outcome.kind === 'accepted') await message.reached(waitFor, deadline);
  }
}

function isWindowClosed(error: unknown): boolean {
  const failure = whatsAppFailure(error);
  return failure?.type === WhatsAppFailureType.MessageFailed && failure.details.code === windowClosedCode;
}
