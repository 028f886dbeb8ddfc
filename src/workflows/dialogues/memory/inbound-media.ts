/**
 * Puts the files of a user into the media store of the worker as they arrive, beside the dialogues. Meta forgets a file
 * after 7 days, and a dialogue may take longer. A turn waits until its files are stored or lost.
 */
import { condition, isCancellation, patched } from '@temporalio/workflow';
import type { KeptFile, LostMedia } from '../../../common/events/kept-file.js';
import type { WhatsAppMessageEvent } from '../../../common/events/types.js';
import { WhatsAppFailureType, whatsAppFailure } from '../../../common/failures.js';
import type { DurationInput } from '../../../common/inputs/index.js';
import { proxyWhatsAppActivities } from '../../activities/proxies.js';
import { readMessage } from '../../questions/turn.js';
import type { Bot } from './bot.js';

/** A run that went on before files were stored goes on as it did. */
const patch = 'temporal-whatsapp-store-media';

/** How many files are on their way at the same time. */
const mostAtOnce = 5;

/** The longest text of a failure that is kept, in characters. */
const longestFailure = 300;

/** How the files of a user are stored. */
export interface StoreMediaOptions {
  /** How long a file is tried. The turn waits so long at most, and tells that the file is lost. @default '10 minutes' */
  within?: DurationInput;
}

/** What this needs of the conversation's run. */
export interface MediaHost {
  readonly phoneNumberId: string;
  readonly bot: Bot;
  /** Whether the next run follows at once, and begins with what this one does not. */
  readonly isAboutToEnd: boolean;
}

export class InboundMedia {
  private readonly host: MediaHost;
  private readonly within: DurationInput | undefined;
  /** The ids of the files that are on their way. */
  private readonly underWay = new Set<string>();
  /** What each event has, which is asked for again and again while many wait. */
  private readonly mediaIds = new WeakMap<WhatsAppMessageEvent, string | false>();

  constructor(host: MediaHost, wanted: boolean | StoreMediaOptions) {
    this.host = host;
    const { within = '10 minutes' }: StoreMediaOptions = typeof wanted === 'object' ? wanted : {};
    this.within = wanted === false ? undefined : within;
  }

  /** Whether the run has to go on, as files are on their way. */
  get holdsRun(): boolean {
    return this.underWay.size > 0;
  }

  /** Whether the turn of a message has to wait for its file. */
  awaits(event: WhatsAppMessageEvent): boolean {
    return this.missingFile(event) !== undefined && patched(patch);
  }

  /** Stores each file from now on, as long as the run lives. */
  start(): void {
    // What cancels this loop cancels the main one of the run, too, which reports it.
    if (this.within !== undefined) this.run(this.within).catch(() => undefined);
  }

  private async run(within: DurationInput): Promise<never> {
    for (;;) {
      await condition(() => this.next !== undefined && patched(patch));
      const { next } = this;
      if (next !== undefined) this.store(next, within).catch(() => undefined);
    }
  }

  /** The id of the file that is to be stored next. */
  private get next(): string | undefined {
    const { bot, isAboutToEnd } = this.host;
    if (isAboutToEnd || this.underWay.size >= mostAtOnce) return undefined;
    for (const event of bot.inbox.events) {
      const mediaId = this.missingFile(event);
      if (mediaId !== undefined && !this.underWay.has(mediaId)) return mediaId;
    }
    return undefined;
  }

  /** The id of a message's file, when it is neither stored nor lost. */
  private missingFile(event: WhatsAppMessageEvent): string | undefined {
    if (this.within === undefined) return undefined;
    let mediaId = this.mediaIds.get(event);
    if (mediaId === undefined) {
      const { media } = readMessage(event);
      mediaId = media === undefined || media.stored || media.lost ? false : media.id;
      this.mediaIds.set(event, mediaId);
    }
    return mediaId === false ? undefined : mediaId;
  }

  private async store(mediaId: string, within: DurationInput): Promise<void> {
    this.underWay.add(mediaId);
    try {
      const file = await this.download(mediaId, within);
      this.host.bot.inbox.setFile(file);
    } finally {
      this.underWay.delete(mediaId);
    }
  }

  private async download(mediaId: string, within: DurationInput): Promise<KeptFile> {
    const activities = proxyWhatsAppActivities({ downloadWhatsAppMedia: { scheduleToCloseTimeout: within } });
    try {
      const stored = await activities.downloadWhatsAppMedia({ phoneNumberId: this.host.phoneNumberId, mediaId });
      return { mediaId, stored };
    } catch (error) {
      if (isCancellation(error)) throw error;
      return { mediaId, lost: toLost(error) };
    }
  }
}

function toLost(error: unknown): LostMedia {
  const failure = whatsAppFailure(error);
  const message = failure?.message ?? (error instanceof Error ? error.message : String(error));
  return { type: failure?.type ?? WhatsAppFailureType.Unavailable, message: message.slice(0, longestFailure) };
}
