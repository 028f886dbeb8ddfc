/** The statuses of the messages that this workflow run has sent, by the send key of each message. */
import { patched, workflowInfo } from '@temporalio/workflow';
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

/** One message that was posted. Its id is not known while its outcome is unknown. */
export interface PostedMessage {
  sendKey: string;
  messageId?: string | undefined;
}

/** What has come with one send key. */
interface KeyStatuses {
  progress: MessageProgress;
  /** The place of each transition among all statuses of this run. */
  arrivals: number[];
  /** The ids of the messages that are known to have this key. */
  messageIds: Set<string>;
}

/**
 * The statuses of the latest 5,000 messages of this run. Meta may deliver a status again for up to seven days. A status
 * that is known for its message changes nothing.
 *
 * A status of a message that this run has not sent is not taken. It may be about a send of an earlier run.
 */
export class MessageStatuses {
  private readonly byKey = new Map<string, KeyStatuses>();
  private sends = 0;
  private taken = 0;
  /** Whether a key has named two messages: then their ids tell them apart. */
  private isKeyReused = false;

  /** A send key that no other send of this run has. After a reset it is the one of the run before. */
  nextSendKey(): string {
    this.sends += 1;
    return `${workflowInfo().originalExecutionRunId}:${this.sends}`;
  }

  /** Called before a message leaves, since its first status may overtake the answer of the send. */
  expect(sendKey: string): void {
    if (this.byKey.has(sendKey)) {
      // Runs that began before go on with the statuses of both messages.
      this.isKeyReused = patched('statuses-by-message-id');
      return;
    }
    this.byKey.set(sendKey, { progress: noProgress, arrivals: [], messageIds: new Set() });
    const [oldest] = this.byKey.keys();
    if (this.byKey.size > keptMessages && oldest !== undefined) this.byKey.delete(oldest);
  }

  /** Called once the id of a message is known. */
  identify({ sendKey, messageId }: PostedMessage): void {
    if (messageId !== undefined) this.byKey.get(sendKey)?.messageIds.add(messageId);
  }

  /** What has come for a message so far. A message without an id gets what is about no other one with its key. */
  progressFor(message: PostedMessage): MessageProgress {
    const found = this.byKey.get(message.sendKey);
    if (!found) return noProgress;
    return this.isKeyReused ? replay(this.arrived(message)) : found.progress;
  }

  /** What has come for several messages together, in order of arrival. */
  progressForAll(messages: readonly PostedMessage[]): MessageProgress {
    return replay(messages.flatMap((message) => this.arrived(message)));
  }

  /** Takes a status of an expected message. @returns false for every other event */
  take(event: WhatsAppEvent): boolean {
    if (event?.kind !== 'status' || event.sendKey === undefined) return false;
    const known = this.byKey.get(event.sendKey);
    if (known === undefined) return false;
    const progress = withStatus(known.progress, toRecord(event));
    if (progress !== known.progress) known.arrivals.push((this.taken += 1));
    known.progress = progress;
    return true;
  }

  private arrived({ sendKey, messageId }: PostedMessage): Arrived[] {
    const { progress = noProgress, arrivals = [], messageIds } = this.byKey.get(sendKey) ?? {};
    const isOther = (id: string | undefined): boolean =>
      this.isKeyReused &&
      id !== undefined &&
      (messageId === undefined ? messageIds?.has(id) === true : id !== messageId);
    return progress.transitions
      .map((record, index) => ({ record, arrival: arrivals[index] ?? 0 }))
      .filter(({ record }) => !isOther(record.messageId));
  }
}

interface Arrived {
  record: StatusRecord;
  arrival: number;
}

function replay(arrived: Arrived[]): MessageProgress {
  return arrived
    .sort((one, other) => one.arrival - other.arrival)
    .reduce((progress, { record }) => withStatus(progress, record), noProgress);
}

function toRecord(event: WhatsAppStatusEvent): StatusRecord {
  const { status = 'unknown', messageId, timestamp, errors } = event;
  const participant = participantId(event);
  return { status, ...defined({ messageId, timestamp, participant, errors: errors || undefined }) };
}
