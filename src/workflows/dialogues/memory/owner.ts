/** Who speaks with the user: the bot, a person, or Meta's own agent. Everybody but the bot has it for a time only. */

import type { ConversationLease } from '../../states.js';

/** The lease of a conversation. */
export class Ownership {
  private current: ConversationLease | undefined;

  constructor(carried?: ConversationLease) {
    this.current = carried;
  }

  /** The lease that holds at this time; undefined while the bot has the conversation. */
  lease(nowMs: number): ConversationLease | undefined {
    return this.current && this.current.untilMs > nowMs ? this.current : undefined;
  }

  isBot(nowMs: number): boolean {
    return this.lease(nowMs) === undefined;
  }

  /** Gives the conversation away, and replaces the lease before. */
  give(lease: ConversationLease): void {
    this.current = lease.owner === 'bot' ? undefined : lease;
  }

  takeBack(): void {
    this.current = undefined;
  }

  get state(): ConversationLease | undefined {
    return this.current;
  }
}
