/** A send whose outcome is known as far as it will be, and the wait for the statuses of its message. */
import type { ApplicationFailure } from '@temporalio/workflow';
import { condition, patched } from '@temporalio/workflow';
import { WhatsAppFailureType, type WhatsAppFailureDetails } from '../../common/failures.js';
import type { AwaitedStatus, DurationInput } from '../../common/inputs/index.js';
import { defined } from '../../common/schema/defined.js';
import { hasReached, type MessageProgress, type StatusRecord } from '../../common/sending/message-status.js';
import type { SendOutcome } from '../../common/sending/send-outcome.js';
import { sendOutcomeUnknown, whatsAppWorkflowFailure } from '../lib/failures.js';
import type { MessageStatuses, PostedMessage } from '../events/message-statuses.js';
import { summaryFor } from '../../common/summaries.js';

const defaultDeadline = '1 day';

/**
 * A message that was sent: what `send()` resolves with.
 *
 * Its statuses come to the run that has sent it. A run keeps those of its latest 5,000 messages. An older message gets
 * no more, and whoever waits for one ends with `WhatsApp.StatusTimeout`.
 */
export class SentMessage {
  private readonly settled: SendOutcome;
  private readonly statuses: MessageStatuses;
  private readonly tracked: AwaitedStatus | undefined;
  /** The message itself. */
  private readonly posted: PostedMessage;
  /** What was posted before, with an outcome that is still unknown: the user may get that, too. */
  private readonly earlier: readonly PostedMessage[];

  /**
   * @param sendKeys all under which the message was posted
   * @internal
   */
  constructor(
    settled: SendOutcome,
    sendKeys: readonly string[],
    statuses: MessageStatuses,
    tracked: AwaitedStatus | undefined,
  ) {
    const { sendKey } = settled;
    this.settled = settled;
    this.statuses = statuses;
    this.tracked = tracked;
    this.posted = { sendKey, messageId: settled.kind === 'accepted' ? settled.messageId : undefined };
    statuses.identify(this.posted);
    // Runs that began before go on with the statuses of one of them.
    const others = sendKeys.length > 1 && patched('statuses-of-resends') ? sendKeys : [];
    this.earlier = others.filter((key) => key !== sendKey).map((key) => ({ sendKey: key }));
  }

  /** The outcome: accepted, refused or unknown, with the statuses that have come until now. */
  get outcome(): SendOutcome {
    const { settled } = this;
    return settled.kind === 'accepted' ? { ...settled, statuses: this.progress.transitions } : settled;
  }

  /**
   * How far the message has come, by the statuses that were asked for. A message that was sent again after an unknown
   * outcome has come as far as any of its copies. It has failed when no copy is left that has not.
   */
  get progress(): MessageProgress {
    const own = this.statuses.progressFor(this.posted);
    if (this.earlier.length === 0) return own;
    const { failed, ...progress } = this.statuses.progressForAll([this.posted, ...this.earlier]);
    const lives = this.earlier.some((copy) => isAlive(this.statuses.progressFor(copy)));
    return own.failed === undefined || lives ? progress : { ...progress, ...defined({ failed }) };
  }

  /**
   * Waits until the message has left Meta. A later status counts as an earlier one.
   *
   * @param deadline How long to wait. @default '1 day'
   * @throws ApplicationFailure `WhatsApp.MessageFailed` when Meta reports that it failed; `WhatsApp.StatusTimeout`
   * after the deadline; the refusal, or `WhatsApp.SendOutcomeUnknown`, of a send that was not accepted;
   * `WhatsApp.InvalidInput` when the send did not ask for this status with `track`.
   */
  sent(deadline?: DurationInput): Promise<StatusRecord> {
    return this.reached('sent', deadline);
  }

  /** Waits until the message is on the phone. The rest as for `sent()`. */
  delivered(deadline?: DurationInput): Promise<StatusRecord> {
    return this.reached('delivered', deadline);
  }

  /** Waits until the message was read. The rest as for `sent()`. */
  read(deadline?: DurationInput): Promise<StatusRecord> {
    return this.reached('read', deadline);
  }

  /** Waits until the message has reached a status. The rest as for `sent()`. */
  async reached(wanted: AwaitedStatus, deadline: DurationInput = defaultDeadline): Promise<StatusRecord> {
    const messageId = this.acceptedMessage(wanted);
    const found = (): StatusRecord | undefined =>
      this.progress.transitions.find(({ status }) => hasReached(status, wanted));
    const over = (): boolean => found() !== undefined || this.progress.failed !== undefined;
    await condition(over, deadline, { summary: summaryFor('timers', 'status', { status: wanted }) });
    const { failed } = this.progress;
    if (failed) throw this.failure(messageId, failed);
    const record = found();
    if (record) return record;
    const last = this.progress.transitions.at(-1)?.status ?? 'accepted';
    throw whatsAppWorkflowFailure(
      WhatsAppFailureType.StatusTimeout,
      `Message ${messageId} was not ${wanted} within ${String(deadline)}; its last known status is ${last}`,
      {
        sendKey: this.settled.sendKey,
        advice: 'The message may still be delivered: Meta keeps trying for up to 30 days.',
      },
      { messageId, statuses: this.progress.transitions },
    );
  }

  private acceptedMessage(wanted: AwaitedStatus): string {
    const { settled, tracked } = this;
    if (settled.kind === 'unknown') throw sendOutcomeUnknown(settled);
    if (settled.kind === 'refused') throw whatsAppWorkflowFailure(settled.type, settled.message, settled.details);
    if (tracked === undefined || !hasReached(wanted, tracked)) {
      throw whatsAppWorkflowFailure(
        WhatsAppFailureType.InvalidInput,
        `The status ${wanted} was not asked for; send with { track: '${wanted}' }`,
      );
    }
    return settled.messageId;
  }

  private failure(messageId: string, { errors }: StatusRecord): ApplicationFailure {
    return whatsAppWorkflowFailure(
      WhatsAppFailureType.MessageFailed,
      `Meta accepted message ${messageId}, then reported that it failed: ${describeErrors(errors)}`,
      { sendKey: this.settled.sendKey, ...firstError(errors) },
      { messageId, statuses: this.progress.transitions },
    );
  }
}

/** Whether a copy has surely been accepted, and has not failed. */
function isAlive({ transitions, failed }: MessageProgress): boolean {
  return transitions.length > 0 && failed === undefined;
}

interface WebhookError {
  code?: number;
  title?: string;
  error_data?: { details?: string };
  /** The older place of the details. */
  details?: string;
}

/** Meta's code for a failed message. */
export function errorCode({ errors }: StatusRecord): number | undefined {
  return firstError(errors).code;
}

function firstError(errors: unknown[] = []): Pick<WhatsAppFailureDetails, 'code' | 'title' | 'details'> {
  const { code, title, error_data, details } = (errors[0] ?? {}) as WebhookError;
  return defined({ code, title, details: error_data?.details ?? details });
}

function describeErrors(errors: unknown[] | undefined): string {
  const { code, title, details } = firstError(errors);
  return [code === undefined ? 'no error code' : `code ${code}`, title, details].filter(Boolean).join(', ');
}
