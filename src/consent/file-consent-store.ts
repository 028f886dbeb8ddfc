/** A store of consent in one file, for development, tests and a single worker. */
import { plainUserId } from '../common/ids/user-ids.js';
import { appendConsents, readConsentFile, replaceConsentFile } from './consent-file.js';
import {
  consentKey,
  ConsentStoreError,
  newer,
  newestOfEach,
  type ConsentSnapshot,
  type ConsentStore,
  type OptedOutOptions,
  type UserConsent,
} from './consent-store.js';

/** A file that has more outdated lines than this, and than others, is written anew. */
const outdatedLines = 1_000;

/**
 * A store of consent in a file of lines, which only one process may use at a time. Several workers need a
 * `PostgresConsentStore`.
 *
 * Each change is a line at the end. The file is written anew, as a whole, when most of its lines are outdated. All
 * statements are in memory, about 300 bytes for each id of a user who has ever stopped anything. A crash loses nothing
 * that was reported as written.
 */
export class FileConsentStore implements ConsentStore {
  readonly #path: string;
  #known: Promise<Map<string, UserConsent>> | undefined;
  #lines = 0;
  /** The end of the write that is under way. */
  #writing: Promise<unknown> = Promise.resolve();

  /** @param path The file. It is read when it is first needed, and made by the first write. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Adds statements to the file. @throws ConsentStoreError when it cannot be written */
  write(consents: readonly UserConsent[]): Promise<void> {
    const written = this.#writing.then(() => this.#add(consents));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** Looks up users in memory. @throws ConsentStoreError when the file cannot be read */
  async read(phoneNumberId: string, users: readonly string[]): Promise<ConsentSnapshot> {
    const known = await this.#load();
    const asOfMs = Date.now();
    const consents = new Map<string, UserConsent>();
    for (const asked of users) {
      const consent = known.get(consentKey({ phoneNumberId, user: plainUserId(asked) }));
      if (consent) consents.set(asked, consent);
    }
    return { asOfMs, consents };
  }

  /** Lists everybody who has stopped anything. @throws ConsentStoreError when the file cannot be read */
  async *optedOut({ phoneNumberId }: OptedOutOptions = {}): AsyncIterable<UserConsent> {
    const known = await this.#load();
    for (const consent of newestOfEach([...known.values()])) {
      const isStopped = consent.stoppedAtMs !== undefined || consent.marketingStoppedAtMs !== undefined;
      if (isStopped && (phoneNumberId ?? consent.phoneNumberId) === consent.phoneNumberId) yield consent;
    }
  }

  /** Waits for the write that is under way. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #add(consents: readonly UserConsent[]): Promise<void> {
    const known = await this.#load();
    const news = newestOfEach(consents).filter((consent) => {
      const before = known.get(consentKey(consent));
      return newer(before, consent) !== before;
    });
    if (news.length === 0) return;
    try {
      await appendConsents(this.#path, news);
      for (const consent of news) known.set(consentKey(consent), consent);
      this.#lines += news.length;
      if (this.#lines - known.size > Math.max(outdatedLines, known.size)) await this.#compact(known);
    } catch (error) {
      // A part of a line may be there, which the next reading takes out again.
      this.#known = undefined;
      const { code, message } = error as NodeJS.ErrnoException;
      throw new ConsentStoreError(`${this.#path} cannot be written: ${code ?? message}`);
    }
  }

  async #compact(known: ReadonlyMap<string, UserConsent>): Promise<void> {
    await replaceConsentFile(this.#path, [...known.values()]);
    this.#lines = known.size;
  }

  /** Reads the file once. A reading that failed is repeated by whoever comes next. */
  #load(): Promise<Map<string, UserConsent>> {
    this.#known ??= this.#read().catch((error: unknown) => {
      this.#known = undefined;
      throw error;
    });
    return this.#known;
  }

  async #read(): Promise<Map<string, UserConsent>> {
    const lines = await readConsentFile(this.#path);
    this.#lines = lines.length;
    return new Map(newestOfEach(lines).map((consent) => [consentKey(consent), consent]));
  }
}
