/** The statuses of the messages that this workflow run has sent, by the send key of each message. */
import { workflowInfo } from '@temporalio/workflow';
import type { WhatsAppEvent, WhatsAppStatusEvent } from '../../common/events/types.js';
import { participantId } from '../../common/events/identity.js';
import { defined } from '../../common/schema/defined.js';
import {
  noProgress,
  withStatus,
  type MessageProgress,
  type StatusRecord,
} from '../../common/sending/message-status.js';

/** How many messages are kept. The oldest is forgotten first. A workflow that tracks more at once should be several. */
const keptMessages = 5_000;

/**
 * The statuses of the latest 5,000 messages of this run. Meta may deliver a status again for up to seven days. A status
 * that is known for its message changes nothing.
 *
 * A status of a message that this run has not sent is not taken. It may be about a send of an earlier run.
 */
export class MessageStatuses {
  private readonly progress = new Map<string, MessageProgress>();
  private sends = 0;

  /** A send key that no other send of this run has. */
  nextSendKey(): string {
    this.sends += 1;
    return `${workflowInfo().runId}:${this.sends}`;
  }

  /** Called before a message leaves, since its first status may overtake the answer of the send. */
  expect(sendKey: string): void {
    if (this.progress.has(sendKey)) return;
    this.progress.set(sendKey, noProgress);
    const [oldest] = this.progress.keys();
    if (this.progress.size > keptMessages && oldest !== undefined) this.progress.delete(oldest);
  }

  /** What has come for a message so far. */
  progressFor(sendKey: string): MessageProgress {
    return this.progress.get(sendKey) ?? noProgress;
  }

  /** Takes a status of an expected message. @returns false for every other event */
  take(event: WhatsAppEvent): boolean {
    if (event?.kind !== 'status' || event.sendKey === undefined) return false;
    const known = this.progress.get(event.sendKey);
    if (known === undefined) return false;
    this.progress.set(event.sendKey, withStatus(known, toRecord(event)));
    return true;
  }
}

function toRecord(event: WhatsAppStatusEvent): StatusRecord {
  const { status = 'unknown', messageId, timestamp, errors } = event;
  const participant = participantId(event);
  return { status, ...defined({ messageId, timestamp, participant, errors: errors || undefined }) };
}
