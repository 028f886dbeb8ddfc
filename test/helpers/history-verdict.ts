/** Compares what a send says of itself with what the emulator knows. */
import type { SendOutcome } from '../../src/client.js';
import { needsWorkflow } from '../../src/common/inputs/index.js';
import { hasReached } from '../../src/common/sending/message-status.js';
import type { EmulatedMessage, GraphEmulator } from '../../src/emulator/index.js';
import { isLost, type Caller, type History } from './send-history.js';

/** How a send ended: its outcome, or the type of the failure that the history asked for. */
export type Ending = SendOutcome | Failed;

interface Failed {
  kind: 'failed';
  type: string;
  /** The key of the message that was waited for. */
  sendKey?: string;
}

/** How often the sends of histories are sent again that ask for it. */
export const maxResends = 2;

/** What one caller got. */
export interface EndedCall {
  caller: Caller;
  ending: Ending;
  /** The time at which the server recorded the end of what the caller's handle is of, in Unix milliseconds. */
  closedAtMs: number;
  /** The time at which the caller knew. An activity that leaves its key to a workflow ends before that. */
  endedAtMs: number;
}

export interface EndedSend {
  history: History;
  to: string;
  sendKey: string;
  startedAtMs: number;
  calls: EndedCall[];
}

/** What a caller got, and the caller that may have decided about it: whoever came first with the key. */
interface Judged extends EndedCall {
  send: EndedSend;
  decider: Caller;
  /** Whether the answer to an attempt may have been lost. */
  mayBeLost: boolean;
}

/** A status that the webhook receiver took, and when it had said so. */
interface Reported {
  status: string;
  sendKey?: string | undefined;
  tookAtMs: number;
}

/** What else is known of the run. */
export interface Circumstances {
  /** From `takenDeliveries`. */
  takenAt: ReadonlyMap<number, number>;
  /** Whether workers were killed meanwhile: any attempt may have vanished. */
  mayLoseAttempts: boolean;
}

/** What is wrong with how this send ended; undefined when everything is true. */
export function findUntruth(
  send: EndedSend,
  emulator: GraphEmulator,
  { takenAt, mayLoseAttempts }: Circumstances,
): string | undefined {
  const messages = emulator.messages({ to: send.to });
  const reported = reportedStatuses(messages, takenAt);
  const mayBeLost = mayLoseAttempts || send.history.steps.some(isLost);
  for (const call of send.calls) {
    const judged = send.history.callers.map((decider): Judged => ({ ...call, send, decider, mayBeLost }));
    const untruths = judged.map((each) => untrue(each, messages, reported));
    // Nobody knows who was first, so it is enough that it is true of one.
    if (untruths.every((untruth) => untruth !== undefined)) return untruths[0];
  }
  return twice(send, messages);
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

/**
 * The problem with the number of messages. A send key has at most one; other keys come only from a resend, or from the
 * template that is sent instead.
 */
function twice({ history, sendKey }: EndedSend, messages: readonly EmulatedMessage[]): string | undefined {
  const mayResend = history.callers.some(({ options }) => options.onUnknown === 'resend');
  const nameless = messages.filter((message) => message.sendKey === undefined).length;
  // Each resend has a key of its own, which only an envelope shows.
  if (nameless > (mayResend ? 1 + maxResends : 1)) return `${nameless} messages without a key to see`;
  const keys = messages.flatMap((message) => message.sendKey ?? []);
  if (new Set(keys).size < keys.length) return `a send key was accepted more than once: ${keys.join(', ')}`;
  const mayFollow = mayResend || history.callers.some(({ options }) => options.onWindowClosed);
  if (messages.length > 1 && !mayFollow) return `sent again although nobody asked for it: ${keys.join(', ')}`;
  const strange = keys.filter((key) => key !== sendKey && !mayFollow);
  return strange.length > 0 ? `sent under a key that nobody asked for: ${strange.join(', ')}` : undefined;
}

/** Without an envelope there is no key to see. */
function readKey(message: EmulatedMessage, sendKey: string): string {
  return message.sendKey ?? sendKey;
}

function untrue(call: Judged, messages: readonly EmulatedMessage[], reported: readonly Reported[]): string | undefined {
  const { ending, send } = call;
  switch (ending.kind) {
    case 'accepted':
      return notAccepted(call, ending, messages, reported);
    case 'refused': {
      const accepted = messages.filter((message) => readKey(message, send.sendKey) === ending.sendKey);
      return accepted.length > 0 ? `refused, but the emulator accepted ${accepted.length}` : undefined;
    }
    case 'unknown':
      return needlesslyUnknown(call, reported);
    case 'failed':
      return wronglyFailed(call, ending, reported);
    default:
      return `ended with what is no outcome: ${JSON.stringify(ending)}`;
  }
}

function notAccepted(
  { decider }: Judged,
  { messageId, settledBy, statuses }: Extract<SendOutcome, { kind: 'accepted' }>,
  messages: readonly EmulatedMessage[],
  reported: readonly Reported[],
): string | undefined {
  if (!messages.some(({ id }) => id === messageId))
    return `accepted as ${messageId}, of which the emulator knows nothing`;
  if (settledBy === 'status' && reported.length === 0) return 'settled by a status that nobody reported';
  const invented = statuses.filter(({ status }) => !reported.some((one) => one.status === status));
  if (invented.length > 0) return `statuses that nobody reported: ${JSON.stringify(invented)}`;
  const { waitFor } = decider.options;
  if (waitFor && !reported.some(({ status }) => hasReached(status, waitFor))) return `${waitFor} was not reported`;
  return undefined;
}

/** Unknown is true only if the answer was lost, and no status came before the send ended. */
function needlesslyUnknown(call: Judged, reported: readonly Reported[]): string | undefined {
  const { send, decider, closedAtMs, endedAtMs, mayBeLost } = call;
  // Of a message without an envelope no workflow hears, as when another caller's activity has sent it.
  const inTime = before(
    closedAtMs,
    reported.filter(({ sendKey }) => sendKey !== undefined),
  );
  if (getsStatuses(decider) && inTime.length > 0) return `unknown, although ${describe(inTime)} came before the end`;
  // On a machine that is slow enough, any attempt can be overtaken by its time limit.
  if (!mayBeLost && endedAtMs - send.startedAtMs < 1_500) return 'unknown, although no answer was lost';
  return undefined;
}

/** Whether any status of a message settles its outcome. The activity alone gets none, and `send()` not each. */
function getsStatuses({ way, options }: Caller): boolean {
  if (way === 'activity' || way === 'own') return false;
  if (way === 'client') return needsWorkflow(options) && options.settleUnknownFor !== false;
  return options.settleUnknownFor !== false;
}

function wronglyFailed(call: Judged, { type, sendKey }: Failed, reported: readonly Reported[]): string | undefined {
  const { decider, closedAtMs } = call;
  const { onUnknown, waitFor } = decider.options;
  if (type === 'WhatsApp.SendOutcomeUnknown' && onUnknown === 'fail') return needlesslyUnknown(call, reported);
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
