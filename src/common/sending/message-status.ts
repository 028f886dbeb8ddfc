/**
 * The statuses of a message, their order, and all that have come for one message.
 *
 * The statuses of one message form a lattice: whatever order they arrive in, and however often, the end is the same. An
 * earlier state never overwrites a later one. `failed` and `read` are never lost, and every raw transition is kept.
 */

/** The statuses that Meta documents, in the order in which a message reaches them; `failed` apart. */
export const messageStatuses = ['sent', 'delivered', 'read', 'played', 'failed'] as const;

/** A status that Meta documents. Meta may send others; they are delivered as they are. */
export type MessageStatus = (typeof messageStatuses)[number];

const rank: Readonly<Record<string, number>> = { sent: 1, delivered: 2, read: 3, played: 4 };

/** Whether `status` says that the message has reached `wanted`: a `read` without a `delivered` counts as delivered. */
export function hasReached(status: string, wanted: MessageStatus): boolean {
  if (status === 'failed' || wanted === 'failed') return status === wanted;
  return (rank[status] ?? 0) >= (rank[wanted] ?? Infinity);
}

/** The statuses that tell about `wanted`: that status itself, those that imply it, and `failed`. */
export function statusesFor(wanted: MessageStatus): MessageStatus[] {
  return messageStatuses.filter((status) => status === 'failed' || hasReached(status, wanted));
}

/** One status of a message, as it arrived. */
export interface StatusRecord {
  /** `sent`, `delivered`, `read`, `played`, `failed`, or one that this version does not know. */
  status: string;
  /** Meta's id of the message. */
  messageId?: string;
  /** The time of the status, in Unix seconds, as Meta sent it. */
  timestamp?: string;
  /**
   * The participant of a group whom the status is about, by business-scoped user id or phone number. A message to one
   * user has none.
   */
  participant?: string;
  /** What Meta reports about a failure, as it was sent. */
  errors?: unknown[];
}

/** How far a message has come. */
export interface MessageProgress {
  /**
   * The furthest state on the way to the reader, in a group to any participant. Undefined before the first one, and
   * when only `failed` came.
   */
  reached?: Exclude<MessageStatus, 'failed'>;
  /**
   * The earliest failure that Meta reported. A message that was delivered to one device can still fail. A failure for
   * one participant of a group is none of the message: it is only in `transitions`.
   */
  failed?: StatusRecord;
  /** Every different status, in order of arrival. */
  transitions: StatusRecord[];
}

export const noProgress: MessageProgress = { transitions: [] };

/** The progress with one more status. A duplicate changes nothing. */
export function withStatus(progress: MessageProgress, record: StatusRecord): MessageProgress {
  if (progress.transitions.some((known) => identity(known) === identity(record))) return progress;
  const transitions = [...progress.transitions, record];
  if (record.status === 'failed') {
    if (record.participant !== undefined) return { ...progress, transitions };
    const { failed } = progress;
    return { ...progress, transitions, failed: failed && isBefore(failed, record) ? failed : record };
  }
  const reached = furthest(progress.reached, record.status);
  return { ...progress, transitions, ...(reached && { reached }) };
}

/**
 * How far a message to a group has come with each participant, by the participant's id as `transitions` has it. A
 * failure for one is that one's `failed` here. A message to one user gives nothing.
 */
export function progressByParticipant({ transitions }: MessageProgress): Record<string, MessageProgress> {
  const all = new Map<string, MessageProgress>();
  for (const { participant, ...record } of transitions) {
    if (participant !== undefined) all.set(participant, withStatus(all.get(participant) ?? noProgress, record));
  }
  return Object.fromEntries(all);
}

const identity = ({ status, timestamp = '', messageId = '', participant = '' }: StatusRecord): string =>
  `${status} ${timestamp} ${messageId} ${participant}`;

function isBefore(one: StatusRecord, other: StatusRecord): boolean {
  const difference = Number(one.timestamp ?? 0) - Number(other.timestamp ?? 0);
  return difference === 0 ? identity(one) <= identity(other) : difference < 0;
}

function furthest(reached: MessageProgress['reached'], status: string): MessageProgress['reached'] {
  const next = messageStatuses.find((known) => known === status);
  if (next === undefined || next === 'failed') return reached;
  return reached !== undefined && hasReached(reached, next) ? reached : next;
}
