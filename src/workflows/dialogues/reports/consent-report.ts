/**
 * Tells the consent store what the user has said about messages. It works beside the dialogues: no message of the user
 * waits for the store. What is not stored yet crosses from run to run.
 */
import { condition, patched, sleep } from '@temporalio/workflow';
import type { UserIdentity } from '../../../common/events/types.js';
import { listUserIds, plainUserId } from '../../../common/ids/user-ids.js';
import type { StoreConsentInput } from '../../../common/inputs/index.js';
import { defined } from '../../../common/schema/defined.js';
import { whatsAppFailure } from '../../../common/failures.js';
import { proxyWhatsAppActivities } from '../../activities/proxies.js';
import type { Bot } from '../memory/bot.js';
import { summaryFor } from '../../../common/summaries.js';

/** A run that went on before there was a store goes on as it did. */
const patch = 'temporal-whatsapp-consent-store';

const firstPauseMs = 60_000;
const longestPauseMs = 60 * 60_000;

/** The longest text of a failure that is kept, in characters. */
const longestFailure = 300;

/** What the report needs of the conversation's run. */
export interface ReportingHost {
  readonly phoneNumberId: string;
  readonly bot: Bot;
  readonly user: UserIdentity;
  describe(): void;
}

export class ConsentReport {
  private readonly host: ReportingHost;
  private readonly isEnabled: boolean;
  private isWriting = false;

  constructor(host: ReportingHost, isEnabled: boolean) {
    this.host = host;
    this.isEnabled = isEnabled;
  }

  /** Whether the run has to go on, as a write is under way or about to begin. A pause does not hold it. */
  get holdsRun(): boolean {
    return this.isWriting || (this.isDue && patched(patch));
  }

  /** Writes each change from now on, as long as the run lives. */
  start(): void {
    // What cancels this loop cancels the main one of the run, too, which reports it.
    if (this.isEnabled) this.run().catch(() => undefined);
  }

  private async run(): Promise<never> {
    for (;;) {
      await condition(() => this.isUnstored && patched(patch));
      const { retryAtMs = 0 } = this.host.bot.known.storedConsent;
      if (retryAtMs > Date.now())
        await sleep(retryAtMs - Date.now(), { summary: summaryFor('timers', 'consentStore') });
      if (this.isUnstored) await this.write();
    }
  }

  private get isDue(): boolean {
    const { retryAtMs = 0 } = this.host.bot.known.storedConsent;
    return this.isUnstored && retryAtMs <= Date.now();
  }

  /** Whether the store lacks a change, or an id of a user who has changed something. */
  private get isUnstored(): boolean {
    const { consent, known } = this.host.bot;
    const { changedAtMs } = consent.state;
    if (!this.isEnabled || changedAtMs === undefined) return false;
    const { users } = this;
    if (users.length === 0) return false;
    const { storedConsent } = known;
    return storedConsent.changedAtMs !== changedAtMs || users.some((id) => !storedConsent.users.includes(id));
  }

  private get users(): string[] {
    const { user, bot } = this.host;
    const { address } = bot.known;
    const given = [address?.to, address?.recipient].filter((id) => id !== undefined).map(plainUserId);
    return [...new Set([...listUserIds(user), ...given])];
  }

  private async write(): Promise<void> {
    const { bot, phoneNumberId } = this.host;
    const { changedAtMs = 0, stoppedAtMs, marketingStoppedAtMs } = bot.consent.state;
    const { users } = this;
    const times = { changedAtMs, ...defined({ stoppedAtMs, marketingStoppedAtMs }) };
    this.isWriting = true;
    try {
      await this.store({ phoneNumberId, users, ...times });
      bot.known.storedConsent = { changedAtMs, users };
    } catch (error) {
      this.noteFailure(bot, error);
    } finally {
      this.isWriting = false;
    }
    this.host.describe();
  }

  private async store(input: StoreConsentInput): Promise<void> {
    await proxyWhatsAppActivities().storeWhatsAppConsent(input);
  }

  private noteFailure({ known }: Bot, error: unknown): void {
    const { failures = 0, ...stored } = known.storedConsent;
    const message = whatsAppFailure(error)?.message ?? (error instanceof Error ? error.message : String(error));
    known.storedConsent = {
      ...stored,
      failures: failures + 1,
      failure: message.slice(0, longestFailure),
      retryAtMs: Date.now() + Math.min(firstPauseMs * 2 ** failures, longestPauseMs),
    };
  }
}
