/** The order of a message's statuses: a later one implies the earlier ones, in whatever order they arrive. */
import { messageStatuses, type MessageStatus } from './message-status.js';

const rank: Readonly<Record<string, number>> = { sent: 1, delivered: 2, read: 3, played: 4 };

/** Whether `status` says that the message has reached `wanted`: a `read` without a `delivered` counts as delivered. */
export function hasReached(status: string, wanted: MessageStatus): boolean {
  if (status === 'failed' || wanted === 'failed') return status === wanted;
  return (rank[status] ?? 0) >= (rank[wanted] ?? Infinity);
}

/** The statuses that somebody who waits for `wanted` has to hear of: it, what implies it, and `failed`. */
export function statusesFor(wanted: MessageStatus): MessageStatus[] {
  return messageStatuses.filter((status) => status === 'failed' || hasReached(status, wanted));
}
