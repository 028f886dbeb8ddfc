/** Who the user of a conversation is, as far as is known, and who is known to be somebody else. */
import type { UserIdentity, WhatsAppMessageEvent } from '../../common/events/types.js';
import type { ConversationHandover } from '../states.js';
import { mergeUser, movedUser } from './user-identity.js';

/** Runs that began before do not tell people apart in what is handed over and in answers of Meta's. */
export const peoplePatch = 'temporal-whatsapp-people';

/** A person by business-scoped user ids: the one of now, and those before. */
export interface Person {
  userId?: string | undefined;
  formerUserIds?: readonly string[] | undefined;
}

/** A user id changes rarely. */
const keptIds = 10;

/** The longest user id that is kept, in characters. Meta's own have at most a quarter of it. */
const longestId = 512;

/**
 * Whether two are two people. A phone number tells nothing of that, as it can get a new owner. Where the user id of one
 * of them is not known, they may be one.
 */
export function areTwoPeople(one: Person, other: Person | undefined): boolean {
  const [oneId, otherId] = [one.userId, other?.userId];
  if (typeof oneId !== 'string' || typeof otherId !== 'string' || oneId === otherId) return false;
  return one.formerUserIds?.includes(otherId) !== true && other?.formerUserIds?.includes(oneId) !== true;
}

/** Whose conversation is handed over. */
export function personIn({ user, formerUserIds }: ConversationHandover): Person {
  return { userId: user.userId, formerUserIds };
}

/** User ids as a signal may bring them: anything. @returns undefined when there are none */
export function readFormerIds(given: unknown): string[] | undefined {
  if (!Array.isArray(given)) return undefined;
  const ids = given.filter((id): id is string => typeof id === 'string' && id.length <= longestId).slice(-keptIds);
  return ids.length > 0 ? ids : undefined;
}

export class KnownUser {
  identity: UserIdentity;
  /** The user ids that the user had before. @default none is known */
  formerUserIds: string[] | undefined;

  constructor(identity?: unknown, formerUserIds?: unknown) {
    this.identity = mergeUser({}, identity);
    this.formerUserIds = readFormerIds(formerUserIds);
  }

  get userId(): string | undefined {
    return this.identity.userId;
  }

  /** What an event or an answer of Meta's tells replaces what was known. A late one can name an id of before. */
  learn(told: UserIdentity): void {
    const { userId } = this;
    this.identity = mergeUser(this.identity, told);
    if (userId !== undefined && this.hadId(this.userId)) this.identity.userId = userId;
  }

  /** A system message tells a new number or user id. @param keepsIds whether the id before is remembered */
  change(event: WhatsAppMessageEvent, keepsIds: () => boolean): void {
    const { userId } = this;
    this.identity = movedUser(this.identity, event);
    if (userId !== undefined && userId !== this.userId && keepsIds()) this.addFormer([userId]);
  }

  /** Another conversation of the user tells what it knew. What is known here stays, but for an id of before. */
  join({ user, formerUserIds = [] }: ConversationHandover): void {
    const { userId: own } = this;
    this.identity = mergeUser(user, this.identity);
    if (user.userId !== undefined && own !== undefined && formerUserIds.includes(own))
      this.identity.userId = user.userId;
    this.addFormer(formerUserIds);
  }

  private hadId(userId: string | undefined): boolean {
    return userId !== undefined && this.formerUserIds?.includes(userId) === true;
  }

  private addFormer(ids: readonly string[]): void {
    const all = new Set([...(this.formerUserIds ?? []), ...ids]);
    this.formerUserIds = readFormerIds([...all].filter((id) => id !== this.userId));
  }
}
