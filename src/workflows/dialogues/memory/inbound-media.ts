/**
 * Puts the files of a user into the media store of the worker as they arrive, beside the dialogues. Meta forgets a file
 * after 7 days, and a dialogue may take longer. A turn waits until its files are stored or lost.
 */
import { condition, patched } from '@temporalio/workflow';
import type { WhatsAppMessageEvent } from '../../../common/events/types.js';
import type { DurationInput, StoreMediaOptions } from '../../../common/inputs/index.js';
import { keepFile } from '../../lib/keep-file.js';
import { readMessage } from '../../questions/turn.js';
import type { Bot } from './bot.js';

/** A run that went on before files were stored goes on as it did. */
const patch = 'temporal-whatsapp-store-media';

/** How many files are on their way at the same time. */
const mostAtOnce = 5;

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
      const { phoneNumberId } = this.host;
      const file = await keepFile({ phoneNumberId, mediaId }, within);
      this.host.bot.inbox.setFile(file);
    } finally {
      this.underWay.delete(mediaId);
    }
  }
}
