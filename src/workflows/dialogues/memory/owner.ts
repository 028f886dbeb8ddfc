/** Who speaks with the user: the bot, a person, or Meta's own agent. Everybody but the bot has it for a time only. */

import type { ConversationLease } from '../../states.js';

/** The longest note for whoever takes over, in characters. */
const longestNote = 1_000;

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
    const { note } = lease;
    const isBounded = typeof note !== 'string' || note.length <= longestNote;
    const kept = isBounded ? lease : { ...lease, note: note.slice(0, longestNote) };
    this.current = lease.owner === 'bot' ? undefined : kept;
  }

  takeBack(): void {
    this.current = undefined;
  }

  get state(): ConversationLease | undefined {
    return this.current;
  }
}
