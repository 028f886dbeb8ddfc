/** The participants of a group: who of them wrote, and whether two are the same. */
import type { UserIdentity } from '../../common/events/types.js';

/** The longest name of a participant that is kept, in characters. */
const longestName = 100;

/**
 * Whether two identities are those of one participant: an id of both is the same. A participant of whom Meta tells no
 * id is like nobody but another of whom it tells none.
 */
export function isSameParticipant(one: UserIdentity | undefined, other: UserIdentity | undefined): boolean {
  const ids = listIds(one);
  const others = listIds(other);
  return ids.length === 0 ? others.length === 0 : others.some((id) => ids.includes(id));
}

/** The profile name of a participant, else an id. @returns undefined where there is none, as in a private chat */
export function nameParticipant(participant: UserIdentity | undefined): string | undefined {
  const name = participant?.name ?? participant?.username ?? listIds(participant)[0];
  return typeof name === 'string' ? name.slice(0, longestName) : undefined;
}

function listIds({ userId, waId, phone, parentUserId }: UserIdentity = {}): string[] {
  const ids = [userId, waId, phone].filter((id) => id !== undefined);
  // All ids of a parent business are one user's, but they are rarely all that is known.
  return ids.length > 0 || parentUserId === undefined ? ids : [parentUserId];
}
