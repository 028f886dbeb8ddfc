/** What conversations of one user tell each other, as it is read from a signal, which can bring anything. */
import { isRecord } from '../../common/events/json.js';
import { isUsableId } from '../../common/ids/workflow-ids.js';
import { defined } from '../../common/schema/defined.js';
import type { ConversationHandover, ConversationMove } from '../states.js';
import { readKeys } from './busy-peers.js';
import { readFormerIds } from './known-user.js';
import { Mailbox } from './mailbox.js';
import { mergeUser } from './user-identity.js';

/** What Temporal UI shows of an alias. */
export const movedAway =
  'The user has another id by now: what still comes here is passed on to the conversation under that one.';

/** Which of two holds that say different things about a user. */
export function isLater(one: ConversationMove, other: ConversationMove): boolean {
  return one.atMs === other.atMs ? one.userKey > other.userKey : one.atMs > other.atMs;
}

/** What is kept of a move: whether something was under way is over soon. */
export function toPlace({ userKey, atMs }: ConversationMove): ConversationMove {
  return { userKey, atMs };
}

/** @returns undefined for what is no move */
export function readMove(given: ConversationMove | undefined, nowMs: number): ConversationMove | undefined {
  const { userKey, atMs, isBusy, asks, referred, userId } = given ?? {};
  if (!isUsableId(userKey)) return undefined;
  const knownMs = typeof atMs === 'number' && Number.isFinite(atMs) ? atMs : nowMs;
  return {
    userKey,
    atMs: knownMs,
    ...(isBusy === true && { isBusy }),
    ...(asks === true && { asks }),
    ...(isRecord(referred) && { referred: readUserId(referred) }),
    ...readUserId({ userId }),
  };
}

function readUserId({ userId }: Record<string, unknown>): { userId?: string } {
  return typeof userId === 'string' ? { userId } : {};
}

/** What is read always fits a signal again. @returns undefined for what is no handover */
export function readHandover(given: ConversationHandover | undefined, nowMs: number): ConversationHandover | undefined {
  const { fromKey, atMs, user, bot, isEmpty, leadsTo, busyPeers, formerUserIds, isReturned, ...mailbox } = given ?? {};
  if (!isUsableId(fromKey)) return undefined;
  const move = readMove({ userKey: fromKey, atMs: atMs ?? nowMs }, nowMs);
  const known = { fromKey, atMs: move?.atMs ?? nowMs };
  if (isEmpty === true) return emptyHandover(known, isUsableId(leadsTo) ? leadsTo : undefined);
  try {
    return {
      ...known,
      user: mergeUser({}, user),
      ...new Mailbox(mailbox).state,
      ...defined({ bot, formerUserIds: readFormerIds(formerUserIds) }),
      ...readPeers(busyPeers),
      ...(isReturned === true && { isReturned }),
    };
  } catch {
    return undefined;
  }
}

function readPeers(given: unknown): { busyPeers?: string[] } {
  const busyPeers = readKeys(given);
  return busyPeers.length > 0 ? { busyPeers } : {};
}

/**
 * The answer of a conversation that has nothing to hand over.
 *
 * @param leadsTo the conversation that it was an alias of
 */
export function emptyHandover(
  { fromKey, atMs }: Pick<ConversationHandover, 'fromKey' | 'atMs'>,
  leadsTo: string | undefined,
): ConversationHandover {
  const nothing = { user: {}, messages: [], messagesReceived: 0, seen: [] };
  return { fromKey, atMs, ...nothing, isEmpty: true, ...defined({ leadsTo }) };
}

/** Gives a handover back to the conversation that has sent it, which goes on with its user. */
export function returned(handover: ConversationHandover, fromKey: string): ConversationHandover {
  return { ...handover, fromKey, atMs: handover.atMs + 1, isReturned: true };
}
