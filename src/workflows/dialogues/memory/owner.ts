/** Who speaks with the user: the bot, a person, or Meta's own agent. Everybody but the bot has it for a time only. */

/**
 * Who answers the user: `bot`, `human`, `meta-agent` (Meta's own agent has the thread), or a name of the application's
 * own, such as a team.
 */
export type ConversationOwner = 'bot' | 'human' | 'meta-agent' | (string & {});

/** A lease: who has the conversation, until when, and why. */
export interface ConversationLease {
  /** Who has the conversation. */
  owner: ConversationOwner;
  /** The end of the lease, in Unix milliseconds. The bot has it afterwards. */
  untilMs: number;
  /** What the one who handed over wrote. */
  note?: string;
}

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
