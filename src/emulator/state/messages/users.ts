import { createHash } from 'node:crypto';
import { isPhoneNumber } from '../../../common/ids/user-reference.js';
import { defined } from '../../../common/schema/defined.js';
import { phoneDigits } from '../../meta/identifiers.js';
import { forgetOldest } from '../kept-records.js';

/** Countries of the first digits of a phone number, for the first part of a business-scoped user id. */
const countries: readonly (readonly [prefix: string, country: string])[] = [
  ['1', 'US'],
  ['31', 'NL'],
  ['33', 'FR'],
  ['34', 'ES'],
  ['39', 'IT'],
  ['44', 'GB'],
  ['49', 'DE'],
  ['52', 'MX'],
  ['55', 'BR'],
  ['62', 'ID'],
  ['91', 'IN'],
];

/** Somebody who has WhatsApp. */
export interface WhatsAppUser {
  /** Business-scoped user id: every user has one. */
  userId: string;
  /** Absent for a user who is known by username only. */
  waId?: string;
  name: string;
  username?: string;
}

/** Somebody who gets a message. */
export type Recipient = Pick<WhatsAppUser, 'userId'> & Partial<WhatsAppUser>;

export interface UserReference {
  /** A phone number, in any notation. */
  from?: string | undefined;
  userId?: string | undefined;
  name?: string | undefined;
  username?: string | undefined;
}

/**
 * The users who have written. The same phone number always gets the same business-scoped user id, also after it was
 * forgotten.
 */
export class Users {
  readonly #byId = new Map<string, WhatsAppUser>();
  /** The keys of users by their business-scoped user ids. */
  readonly #keys = new Map<string, string>();
  /** The phone numbers behind user ids that were made of them, and the other way round. */
  readonly #waIds = new Map<string, string>();
  readonly #madeIds = new Map<string, string>();
  readonly #limit: number;
  readonly #onChange: (user: WhatsAppUser) => void;

  constructor(limit: number, onChange: (user: WhatsAppUser) => void) {
    this.#limit = limit;
    this.#onChange = onChange;
  }

  /** The user of these ids, made when there is none. */
  meet({ from, userId, name, username }: UserReference): WhatsAppUser {
    const waId = from === undefined ? undefined : phoneDigits(from);
    const known = this.#byId.get(waId ?? userId ?? '');
    const user: WhatsAppUser = {
      ...(known ?? {
        userId: userId ?? this.#createUserId(waId ?? ''),
        name: name ?? `User ${(waId ?? userId ?? '').slice(-4)}`,
      }),
      ...defined({ waId, userId, name, username }),
    };
    this.#byId.set(waId ?? user.userId, user);
    this.#keys.set(user.userId, waId ?? user.userId);
    for (const forgotten of forgetOldest(this.#byId, this.#limit)) this.#keys.delete(forgotten.userId);
    this.#onChange(user);
    return user;
  }

  find(waIdOrUserId: string): WhatsAppUser | undefined {
    return this.#byId.get(waIdOrUserId);
  }

  /** Somebody who gets a message: what is known of a user who has not written is only the id. */
  recipient(phoneNumberOrUserId: string): Recipient {
    const userId = this.userId(phoneNumberOrUserId);
    return this.#byId.get(this.#keys.get(userId) ?? userId) ?? { userId };
  }

  /** The business-scoped user id behind either id, also of somebody who has not written. */
  userId(phoneNumberOrUserId: string): string {
    const waId = isPhoneNumber(phoneNumberOrUserId) ? phoneDigits(phoneNumberOrUserId) : undefined;
    return waId === undefined ? phoneNumberOrUserId : (this.find(waId)?.userId ?? this.#createUserId(waId));
  }

  /** The ids of somebody: phone number and user id as far as they are known, or the id of a group. */
  ids(phoneNumberOrUserId: string): string[] {
    const userId = this.userId(phoneNumberOrUserId);
    if (userId !== phoneNumberOrUserId) return [phoneDigits(phoneNumberOrUserId), userId];
    const known = [...this.#byId.values()].find((user) => user.userId === userId);
    const waId = known?.waId ?? this.#waIds.get(userId);
    return waId === undefined ? [userId] : [waId, userId];
  }

  all(): WhatsAppUser[] {
    return [...this.#byId.values()];
  }

  /** What is saved and brought back with the state. */
  kept(): Record<string, Map<string, unknown>> {
    return { byId: this.#byId, keys: this.#keys, waIds: this.#waIds, madeIds: this.#madeIds };
  }

  clear(): void {
    this.#byId.clear();
    this.#keys.clear();
    this.#waIds.clear();
    this.#madeIds.clear();
  }

  #createUserId(waId: string): string {
    const known = this.#madeIds.get(waId);
    if (known !== undefined) return known;
    const userId = createUserId(waId);
    this.#waIds.set(userId, waId);
    this.#madeIds.set(waId, userId);
    for (const forgotten of forgetOldest(this.#waIds, this.#limit)) this.#madeIds.delete(forgotten);
    return userId;
  }
}

function createUserId(waId: string): string {
  const country = countries.find(([prefix]) => waId.startsWith(prefix))?.[1] ?? 'ZA';
  const digits = BigInt(`0x${createHash('sha256').update(waId).digest('hex').slice(0, 16)}`);
  return `${country}.${String(digits).padStart(20, '1')}`;
}
