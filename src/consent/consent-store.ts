/** What users have said about messages, outside of Temporal: conversations write it, and campaigns read it in bulk. */
import type { ConsentStatement } from '../common/inputs/consent.js';

/** What a user has said about messages from one number. A user with several ids has one for each of them. */
export interface UserConsent extends ConsentStatement {
  /** The business number: its phone number id. */
  phoneNumberId: string;
  /** An id of the user: a business-scoped user id, or the digits of the WhatsApp id or phone number. */
  user: string;
}

/** What many users have said, read at once. */
export interface ConsentSnapshot {
  /** The time of the read, in Unix milliseconds. Whatever was stored before it is in the snapshot. */
  asOfMs: number;
  /** The statements by the ids as they were asked for. A user who never stopped anything is absent. */
  consents: ReadonlyMap<string, UserConsent>;
}

/** Which users are listed. */
export interface OptedOutOptions {
  /** The business number: its phone number id. @default all numbers */
  phoneNumberId?: string | undefined;
}

/**
 * A store of what users have said about messages. The activity `storeWhatsAppConsent` writes into it, and campaigns
 * read it. `FileConsentStore` and `PostgresConsentStore` are two.
 */
export interface ConsentStore {
  /**
   * Writes statements. A newer one of the same user and number, by `changedAtMs`, stays as it is.
   *
   * All of them are stored when the promise resolves. After a rejection they may be written again.
   */
  write(consents: readonly UserConsent[]): Promise<void>;
  /**
   * Reads what users have said about messages from one number: thousands at once.
   *
   * @param users Ids of users: business-scoped user ids, WhatsApp ids, or phone numbers as people write them.
   */
  read(phoneNumberId: string, users: readonly string[]): Promise<ConsentSnapshot>;
  /** Lists everybody who has stopped anything, by number and id. What changes meanwhile may be in it. */
  optedOut(options?: OptedOutOptions): AsyncIterable<UserConsent>;
  /** Releases what the store holds open. */
  close(): Promise<void>;
}

/** A store of consent cannot be read or written. The activity fails with `WhatsApp.ConsentStore`, and is retried. */
export class ConsentStoreError extends Error {
  /** `ConsentStoreError` */
  override readonly name = 'ConsentStoreError';
}

/** The newer one of two statements about one user, or the first of two with the same time. */
export function newer(one: UserConsent | undefined, other: UserConsent): UserConsent {
  return one !== undefined && one.changedAtMs >= other.changedAtMs ? one : other;
}

/** The newest statements of a list, one for each number and user, in order of both. */
export function newestOfEach(consents: readonly UserConsent[]): UserConsent[] {
  const newest = new Map<string, UserConsent>();
  for (const consent of consents) {
    const key = consentKey(consent);
    newest.set(key, newer(newest.get(key), consent));
  }
  return [...newest.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, consent]) => consent);
}

/** Number and user as one text. No id has a space. */
export function consentKey({ phoneNumberId, user }: Pick<UserConsent, 'phoneNumberId' | 'user'>): string {
  return `${phoneNumberId} ${user}`;
}
