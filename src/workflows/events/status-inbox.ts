/** The statuses that the receiver signals to this workflow run, by the send key of their message. */
import { setHandler, workflowInfo } from '@temporalio/workflow';
import type { WhatsAppStatusEvent, WhatsAppEvent } from '../../common/events/types.js';
import { noProgress, withStatus, type MessageProgress, type StatusRecord } from '../../common/message-status.js';
import { whatsAppEventsSignal } from '../definitions.js';

/** How many messages' statuses are kept; the oldest go first. A workflow that tracks more at once should be several. */
const keptMessages = 5_000;

/**
 * A status that Meta delivers again, for up to seven days, changes nothing: every status of a message is kept with its time for as
 * long as the message is, which is by number and not by time, and an equal one is dropped. After that, and in the next run
 * after continue-as-new, whose sends have keys of their own, nobody asks for the message any more, so that what a late
 * duplicate says goes unheard.
 */
export class StatusInbox {
  private readonly progress = new Map<string, MessageProgress>();
  private sends = 0;

  /** A send key that no other send of this run has. */
  nextSendKey(): string {
    this.sends += 1;
    return `${workflowInfo().runId}:${this.sends}`;
  }

  /** What has come for a message. A status that overtakes the answer of its send is here before anybody asks. */
  of(sendKey: string): MessageProgress {
    return this.progress.get(sendKey) ?? noProgress;
  }

  /** For events that another handler of the signal got. Never throws, whatever was signalled: a handler must not. */
  record(events: WhatsAppEvent[]): void {
    if (!Array.isArray(events)) return;
    for (const event of events) {
      if (event?.kind !== 'status' || event.sendKey === undefined) continue;
      this.progress.set(event.sendKey, withStatus(this.of(event.sendKey), toRecord(event)));
    }
    for (const oldest of this.progress.keys()) {
      if (this.progress.size <= keptMessages) return;
      this.progress.delete(oldest);
    }
  }
}

function toRecord({ status = 'unknown', messageId, timestamp, errors }: WhatsAppStatusEvent): StatusRecord {
  return {
    status,
    ...(messageId !== undefined && { messageId }),
    ...(timestamp !== undefined && { timestamp }),
    ...(errors && { errors }),
  };
}

let current: { runId: string; inbox: StatusInbox } | undefined;

/**
 * The inbox of this run, made and connected to the signal at the first call. A workflow with a handler of its own for
 * `whatsAppEvents` sets it before, and hands the events on with `record()`.
 */
export function statusInbox(): StatusInbox {
  const { runId } = workflowInfo();
  if (current?.runId !== runId) {
    const inbox = new StatusInbox();
    current = { runId, inbox };
    setHandler(whatsAppEventsSignal, (events) => inbox.record(events));
  }
  return current.inbox;
}
