/** The conversations under other ids of the same user: they are told of this one, and tell what they know. */
import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { Outbox, Outgoing } from './outbox.js';
import { reachConversation } from './reach-conversation.js';
import { summaryFor } from '../../common/summaries.js';

/** A conversation that was there before tells within this time what it knows of its user. */
const replyWait = '10 seconds';

/** What is told to others, and whether somebody else has the user. */
interface Told {
  readonly outbox: Outbox;
  readonly movedTo: string | undefined;
}

/** Makes signals of bounded size of one that may be too large. @returns undefined for one that stays as it is */
type DivideSignal = (outgoing: Outgoing) => Promise<Outgoing[]> | undefined;

export class OtherConversations {
  private readonly phoneNumberId: string;
  private readonly conversation: Told;
  private readonly divide: DivideSignal;
  private readonly repliesAwaited = new Set<string>();
  /** Those that have told what they know before they were asked. They have nothing more to say. */
  private readonly toldBefore = new Set<string>();
  private isReaching = false;
  private isStarted = false;

  constructor(phoneNumberId: string, conversation: Told, divide: DivideSignal) {
    this.phoneNumberId = phoneNumberId;
    this.conversation = conversation;
    this.divide = divide;
  }

  /** Whether the user is this conversation's, and all others have told what they know. */
  get areSettled(): boolean {
    const { movedTo, outbox } = this.conversation;
    return movedTo === undefined && outbox.isEmpty && !this.isReaching && this.repliesAwaited.size === 0;
  }

  /** Whether the run can end: nothing is under way, and what waits can be carried over. */
  get areReached(): boolean {
    return !this.isReaching && this.repliesAwaited.size === 0 && this.conversation.outbox.isCarriable;
  }

  /** Another conversation has told that it has the user. */
  replied(key: string | undefined): void {
    if (key !== undefined) this.repliesAwaited.delete(key);
  }

  /** Another conversation has told what it knows. */
  handedOver(key: string | undefined): void {
    if (key !== undefined && !this.repliesAwaited.delete(key)) this.toldBefore.add(key);
  }

  /**
   * Tells others what waits for them, as long as the run lives. Most runs have nothing to tell: nobody waits for it in
   * them.
   */
  reachWhenNeeded(): void {
    const { outbox } = this.conversation;
    // A dialogue that adds something may be canceled, and what it has added has to arrive.
    const scope = CancellationScope.current();
    const begin = (isReady: boolean): void => {
      if (this.isStarted) return;
      this.isStarted = true;
      // What cancels this loop cancels the main one, too, which reports it.
      scope.run(() => this.reachAll(isReady)).catch(() => undefined);
    };
    outbox.onAdd = () => begin(false);
    if (!outbox.isEmpty) begin(true);
  }

  /** @param isReady Otherwise what goes on at this moment comes first, as it does when a condition is waited for. */
  private async reachAll(isReady: boolean): Promise<void> {
    const { outbox } = this.conversation;
    let looks = isReady ? 1 : 0;
    await condition(() => (looks += 1) > 1);
    for (let outgoing = outbox.take(); outgoing; outgoing = outbox.take()) await this.reach(outgoing);
    this.isStarted = false;
  }

  private async reach(outgoing: Outgoing): Promise<void> {
    this.isReaching = true;
    // The reply may come before the signal is known to have arrived.
    if (outgoing.kind === 'moved' && !this.toldBefore.delete(outgoing.to)) this.repliesAwaited.add(outgoing.to);
    const divided = this.divide(outgoing);
    const [first = outgoing, ...others] = divided ? await divided : [];
    const { workflowType } = workflowInfo();
    const how = await reachConversation(this.phoneNumberId, first, workflowType);
    for (const other of others) await reachConversation(this.phoneNumberId, other, workflowType);
    this.isReaching = false;
    if (outgoing.kind === 'moved') await this.awaitReply(outgoing.to, how === 'signaled');
  }

  private async awaitReply(key: string, isThere: boolean): Promise<void> {
    const isWaited = isThere && this.conversation.movedTo === undefined && this.repliesAwaited.has(key);
    if (isWaited) {
      const summary = summaryFor('timers', 'otherConversation');
      await condition(() => !this.repliesAwaited.has(key), replyWait, { summary });
    }
    this.repliesAwaited.delete(key);
  }
}
