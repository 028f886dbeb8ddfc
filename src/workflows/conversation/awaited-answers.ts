/** Which other conversations of a user have still to say what they know. */
import type { ConversationHandover, ConversationMove } from '../states.js';

export class AwaitedAnswers {
  private readonly keys = new Set<string>();
  /** Those that have told what they know before they were asked. They have nothing more to say. */
  private readonly toldBefore = new Set<string>();

  /** Whether nothing is awaited. */
  get areThere(): boolean {
    return this.keys.size === 0;
  }

  has(key: string): boolean {
    return this.keys.has(key);
  }

  /** The other one is asked. The answer may come before the question is known to have arrived. */
  ask(key: string): void {
    if (!this.toldBefore.delete(key)) this.keys.add(key);
  }

  giveUp(key: string): void {
    this.keys.delete(key);
  }

  /** The other one says that it has the user. */
  takeMove(move: ConversationMove | undefined): void {
    if (move?.userKey !== undefined) this.keys.delete(move.userKey);
  }

  /** The other one has told what it knows, or that it knows nothing. */
  takeHandover(handover: ConversationHandover | undefined): void {
    const { fromKey, isEmpty } = handover ?? {};
    if (fromKey !== undefined && !this.keys.delete(fromKey) && isEmpty !== true) this.toldBefore.add(fromKey);
  }
}
