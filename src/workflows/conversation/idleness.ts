/** The end of an alias to which nothing comes any more. */
import { sleep } from '@temporalio/workflow';
import { summaryFor } from '../../common/summaries.js';
import { aliasIdleMs, type Conversation } from './conversation.js';

/** What tells whether a conversation is an idle alias. */
export type IdleConversation = Pick<Conversation, 'movedTo' | 'lastSignalMs'>;

/**
 * Tells that an alias has had no signal for so long that it ends. There is one timer at a time, and it is set
 * anew only when it has fired. A timer for each signal would be an action for each.
 */
export class Idleness {
  private readonly conversation: IdleConversation;
  private isWatching = false;

  constructor(conversation: IdleConversation) {
    this.conversation = conversation;
  }

  get isOver(): boolean {
    return this.conversation.movedTo !== undefined && this.leftMs <= 0;
  }

  /** Called whenever the conversation may have become an alias. */
  watch(): void {
    if (this.isWatching || this.conversation.movedTo === undefined) return;
    // What cancels this wait cancels the main loop, too, which reports it.
    this.wait().catch(() => undefined);
  }

  private async wait(): Promise<void> {
    this.isWatching = true;
    while (this.conversation.movedTo !== undefined && this.leftMs > 0) {
      await sleep(this.leftMs, { summary: summaryFor('timers', 'aliasEnd') });
    }
    this.isWatching = false;
  }

  private get leftMs(): number {
    return this.conversation.lastSignalMs + aliasIdleMs - Date.now();
  }
}
