/** One send and its statuses: `sendMessageWorkflow` and `uploadAndSendWorkflow` are both made of it. */
import { condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { SendMessageResult } from '../../common/activity-contract.js';
import type { StatusEvent, WhatsAppEvent } from '../../common/events/types.js';
import { WhatsAppFailureType } from '../../common/failures.js';
import type { DurationInput, SendMessageInput } from '../../common/inputs/index.js';
import { hasReached, statusesFor } from '../../common/status-rank.js';
import { whatsAppEventsSignal } from '../definitions.js';
import type { SendResult, SendState, StatusRecord } from '../states.js';
import type { WhatsAppActivityProxies } from './activities.js';
import { isOutcomeUnknown, sendOutcomeUnknown, whatsAppWorkflowFailure } from './failures.js';

/** What a send is waited for, and how long. */
export interface StatusWait {
  waitFor?: 'sent' | 'delivered' | 'read' | undefined;
  /** @default '1 day' */
  statusDeadline?: DurationInput | undefined;
}

/**
 * Sends once and keeps the statuses that the receiver signals. Made before the first `await` of a workflow, so that a status
 * that overtakes the answer of the send finds its handler.
 */
export class TrackedSend {
  private phase: SendState['phase'] = 'sending';
  private accepted: SendMessageResult | undefined;
  private readonly statuses: StatusRecord[] = [];
  private readonly seen = new Set<string>();

  readonly sendKey: string;

  /** @param sendKey names the send. @default the workflow's run id */
  constructor(sendKey: string = workflowInfo().runId) {
    this.sendKey = sendKey;
    setHandler(whatsAppEventsSignal, (events) => this.record(events));
  }

  get state(): SendState {
    return { phase: this.phase, statuses: this.statuses, ...(this.accepted && { accepted: this.accepted }) };
  }

  /**
   * Sends and, when asked to, waits for a status.
   *
   * @throws ApplicationFailure `WhatsApp.SendOutcomeUnknown`, `WhatsApp.MessageFailed` or `WhatsApp.StatusTimeout`; a refusal is the
   * activity's own failure.
   */
  async run(
    activities: WhatsAppActivityProxies,
    message: SendMessageInput,
    { waitFor, statusDeadline = '1 day' }: StatusWait,
  ): Promise<SendResult> {
    this.accepted = await this.send(activities, {
      ...message,
      sendKey: this.sendKey,
      ...(waitFor && { wantedStatuses: statusesFor(waitFor) }),
    });
    if (waitFor) {
      this.phase = 'waiting';
      await this.waitUntil(waitFor, statusDeadline, this.accepted.messageId);
    }
    this.phase = 'done';
    const { bizOpaqueCallbackData } = message;
    return {
      ...this.accepted,
      statuses: this.statuses,
      ...(bizOpaqueCallbackData !== undefined && { bizOpaqueCallbackData }),
    };
  }

  private async send(activities: WhatsAppActivityProxies, input: SendMessageInput): Promise<SendMessageResult> {
    try {
      const summary = `${input.message.type ?? 'text'} message`;
      return await activities.sendWhatsAppMessage.executeWithOptions({ summary }, [input]);
    } catch (error) {
      if (isOutcomeUnknown(error)) throw sendOutcomeUnknown(error, this.sendKey);
      throw error;
    }
  }

  private async waitUntil(
    wanted: 'sent' | 'delivered' | 'read',
    deadline: DurationInput,
    messageId: string,
  ): Promise<void> {
    const settled = (): boolean => this.failure() !== undefined || this.hasReached(wanted);
    const inTime = await condition(settled, deadline, { summary: `wait until ${wanted}` });
    const failed = this.failure();
    if (failed) {
      throw whatsAppWorkflowFailure(
        WhatsAppFailureType.MessageFailed,
        `Meta accepted message ${messageId}, then reported that it failed: ${describeErrors(failed.errors)}`,
        { sendKey: this.sendKey, ...firstError(failed.errors) },
        { messageId, statuses: this.statuses },
      );
    }
    if (inTime) return;
    const last = this.statuses.at(-1)?.status ?? 'accepted';
    throw whatsAppWorkflowFailure(
      WhatsAppFailureType.StatusTimeout,
      `Message ${messageId} was not ${wanted} within ${String(deadline)}; its last known status is ${last}`,
      { sendKey: this.sendKey, advice: 'The message may still be delivered: Meta keeps trying for up to 30 days.' },
      { messageId, statuses: this.statuses },
    );
  }

  private failure(): StatusRecord | undefined {
    return this.statuses.find(({ status }) => status === 'failed');
  }

  private hasReached(wanted: 'sent' | 'delivered' | 'read'): boolean {
    return this.statuses.some(({ status }) => hasReached(status, wanted));
  }

  /** A signal handler must not throw, whatever was signalled. */
  private record(events: WhatsAppEvent[]): void {
    if (!Array.isArray(events)) return;
    for (const event of events) {
      if (event?.kind !== 'status' || event.sendKey !== this.sendKey) continue;
      const key = `${event.status} ${event.timestamp}`;
      if (this.seen.has(key)) continue;
      this.seen.add(key);
      this.statuses.push(toRecord(event));
    }
  }
}

function toRecord({ status = 'unknown', timestamp, errors }: StatusEvent): StatusRecord {
  return { status, ...(timestamp !== undefined && { timestamp }), ...(errors && { errors }) };
}

interface WebhookError {
  code?: number;
  title?: string;
  error_data?: { details?: string };
}

function firstError(errors: unknown[] = []): { code?: number; title?: string; details?: string } {
  const { code, title, error_data } = (errors[0] ?? {}) as WebhookError;
  return {
    ...(code !== undefined && { code }),
    ...(title !== undefined && { title }),
    ...(error_data?.details !== undefined && { details: error_data.details }),
  };
}

function describeErrors(errors: unknown[] | undefined): string {
  const { code, title, details } = firstError(errors);
  return [code === undefined ? 'no error code' : `code ${code}`, title, details].filter(Boolean).join(', ');
}
