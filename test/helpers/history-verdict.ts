/** Compares what a send says of itself with what the emulator knows. */
import type { SendOutcome } from '../../src/client.js';
import { hasReached } from '../../src/common/sending/message-status.js';
import type { EmulatedMessage, GraphEmulator } from '../../src/emulator/index.js';
import { isLost, type History } from './send-history.js';

/** How a send ended: its outcome, or the type of the failure that the history asked for. */
export type Ending = SendOutcome | Failed;

interface Failed {
  kind: 'failed';
  type: string;
  /** The key of the message that was waited for. */
  sendKey?: string;
}

export interface EndedSend {
  history: History;
  to: string;
  sendKey: string;
  ending: Ending;
  startedAtMs: number;
  /** The time at which the server recorded the end, in Unix milliseconds. */
  closedAtMs: number;
}

/** A status that the webhook receiver took, and when it had said so. */
interface Reported {
  status: string;
  sendKey?: string | undefined;
  tookAtMs: number;
}

/** What is wrong with how this send ended; undefined when everything is true. */
export function findUntruth(
  send: EndedSend,
  emulator: GraphEmulator,
  takenAt: ReadonlyMap<number, number>,
): string | undefined {
  const messages = emulator.messages({ to: send.to });
  return twice(send, messages) ?? untrue(send, messages, reportedStatuses(messages, takenAt));
}

/** The times at which the receiver took each webhook, by the number of its delivery. */
export function takenDeliveries({ webhookDeliveries }: GraphEmulator): Map<number, number> {
  return new Map(
    webhookDeliveries.flatMap(({ id, state, attempts }) => {
      const last = attempts.at(-1);
      return state === 'accepted' && last ? [[id, last.atMs + last.durationMs] as const] : [];
    }),
  );
}

function reportedStatuses(messages: readonly EmulatedMessage[], takenAt: ReadonlyMap<number, number>): Reported[] {
  return messages.flatMap(({ posts, sendKey }) =>
    posts.flatMap(({ status, deliveryId }) => {
      const tookAtMs = takenAt.get(deliveryId);
      return tookAtMs === undefined ? [] : [{ status, sendKey, tookAtMs }];
    }),
  );
}

/** The problem with the number of messages. A send key has at most one; other keys come only from a resend. */
function twice({ history, sendKey }: EndedSend, messages: readonly EmulatedMessage[]): string | undefined {
  // Without an envelope there is no key to see, and no resend either.
  const keys = messages.map((message) => message.sendKey ?? sendKey);
  if (new Set(keys).size < keys.length) return `a send key was accepted more than once: ${keys.join(', ')}`;
  const strange = keys.filter((key) => key !== sendKey && history.options.onUnknown !== 'resend');
  return strange.length > 0 ? `sent again although nobody asked for it: ${strange.join(', ')}` : undefined;
}

function untrue(
  send: EndedSend,
  messages: readonly EmulatedMessage[],
  reported: readonly Reported[],
): string | undefined {
  const { ending } = send;
  switch (ending.kind) {
    case 'accepted':
      return notAccepted(send, ending, messages, reported);
    case 'refused':
      return messages.length > 0 ? `refused, but the emulator accepted ${messages.length}` : undefined;
    case 'unknown':
      return needlesslyUnknown(send, reported);
    case 'failed':
      return wronglyFailed(send, ending, reported);
  }
}

function notAccepted(
  { history }: EndedSend,
  { messageId, settledBy, statuses }: Extract<SendOutcome, { kind: 'accepted' }>,
  messages: readonly EmulatedMessage[],
  reported: readonly Reported[],
): string | undefined {
  if (!messages.some(({ id }) => id === messageId))
    return `accepted as ${messageId}, of which the emulator knows nothing`;
  if (settledBy === 'status' && reported.length === 0) return 'settled by a status that nobody reported';
  const invented = statuses.filter(({ status }) => !reported.some((one) => one.status === status));
  if (invented.length > 0) return `statuses that nobody reported: ${JSON.stringify(invented)}`;
  const { waitFor } = history.options;
  if (waitFor && !reported.some(({ status }) => hasReached(status, waitFor))) return `${waitFor} was not reported`;
  return undefined;
}

/** Unknown is true only if the answer was lost, and no status came before the send ended. */
function needlesslyUnknown(send: EndedSend, reported: readonly Reported[]): string | undefined {
  const { history, startedAtMs, closedAtMs } = send;
  const inTime = before(closedAtMs, reported);
  if (history.way === 'workflow' && inTime.length > 0)
    return `unknown, although ${describe(inTime)} came before the end`;
  // On a machine that is slow enough, any attempt can be overtaken by its time limit.
  if (!history.steps.some(isLost) && closedAtMs - startedAtMs < 1_500) return 'unknown, although no answer was lost';
  return undefined;
}

function wronglyFailed(send: EndedSend, { type, sendKey }: Failed, reported: readonly Reported[]): string | undefined {
  const { history, closedAtMs } = send;
  const { onUnknown, waitFor } = history.options;
  if (type === 'WhatsApp.SendOutcomeUnknown' && onUnknown === 'fail') return needlesslyUnknown(send, reported);
  if (type === 'WhatsApp.MessageFailed' && waitFor) {
    return reported.some(({ status }) => status === 'failed') ? undefined : 'failed, which nobody reported';
  }
  if (type === 'WhatsApp.StatusTimeout' && waitFor) {
    const over = (one: Reported): boolean =>
      one.sendKey === sendKey && (one.status === 'failed' || hasReached(one.status, waitFor));
    const inTime = before(closedAtMs, reported.filter(over));
    return inTime.length > 0 ? `timed out, although ${describe(inTime)} came before the end` : undefined;
  }
  return `ended with ${type}`;
}

/**
 * What the receiver had taken before the server ended the send: the workflow has had it. The server's clock shows whole
 * milliseconds.
 */
function before(closedAtMs: number, reported: readonly Reported[]): Reported[] {
  return reported.filter(({ tookAtMs }) => tookAtMs < closedAtMs - 2);
}

function describe(reported: readonly Reported[]): string {
  return reported.map(({ status }) => status).join(', ');
}
