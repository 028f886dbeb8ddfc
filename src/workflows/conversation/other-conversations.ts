/** The conversations under other ids of the same user: they are told of this one, and tell what they know. */
import { CancellationScope, condition, patched, workflowInfo } from '@temporalio/workflow';
import type { ConversationHandover, ConversationMove } from '../states.js';
import { AwaitedAnswers } from './awaited-answers.js';
import type { Outbox, Outgoing } from './outbox.js';
import { reachConversation } from './reach-conversation.js';
import { summaryFor } from '../../common/summaries.js';

/** A conversation that was there before tells within this time what it knows of its user. */
const answerWait = '10 seconds';

/** Runs that began before tell the others nothing more until an answer has come. */
const patch = 'temporal-whatsapp-answers';

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
  private readonly answers = new AwaitedAnswers();
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
    return movedTo === undefined && outbox.isEmpty && !this.isReaching && this.answers.areThere;
  }

  /** Whether one of the others may say that something is for it. */
  get mayClaim(): boolean {
    return !this.areSettled && patched(patch);
  }

  /** Whether the run can end: nothing is under way, and what waits can be carried over. */
  get areReached(): boolean {
    return !this.isReaching && this.answers.areThere && this.conversation.outbox.isCarriable;
  }

  /** Another conversation has told that it has the user. */
  takeMove(move: ConversationMove): void {
    this.answers.takeMove(move);
  }

  /** Another conversation has told what it knows. */
  takeHandover(handover: ConversationHandover): void {
    this.answers.takeHandover(handover);
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
    if (outgoing.kind === 'moved') this.answers.ask(outgoing.to);
    const divided = this.divide(outgoing);
    const [first = outgoing, ...others] = divided ? await divided : [];
    const { workflowType } = workflowInfo();
    const how = await reachConversation(this.phoneNumberId, asking(first), workflowType);
    for (const other of others) await reachConversation(this.phoneNumberId, other, workflowType);
    this.isReaching = false;
    if (outgoing.kind === 'moved') await this.awaitAnswer(outgoing.to, how === 'signaled');
  }

  private async awaitAnswer(key: string, isThere: boolean): Promise<void> {
    const isWaited = isThere && this.conversation.movedTo === undefined && this.answers.has(key);
    if (isWaited) await this.untilAnswered(key, () => this.hasMoreToTell);
    // Two that ask each other would wait for nothing, if what they have to say waited as well.
    if (isWaited && this.answers.has(key) && this.hasMoreToTell) this.awaitBeside(key).catch(() => undefined);
    else this.answers.giveUp(key);
  }

  private async awaitBeside(key: string): Promise<void> {
    await this.untilAnswered(key);
    this.answers.giveUp(key);
  }

  private async untilAnswered(key: string, isLeft = () => false): Promise<void> {
    const summary = summaryFor('timers', 'otherConversation');
    await condition(() => !this.answers.has(key) || isLeft(), answerWait, { summary });
  }

  private get hasMoreToTell(): boolean {
    return !this.conversation.outbox.isEmpty && patched(patch);
  }
}

/** Whoever is told is asked, too: nobody waits longer than until the answer. */
function asking(outgoing: Outgoing): Outgoing {
  return outgoing.kind === 'moved' ? { ...outgoing, move: { ...outgoing.move, asks: true } } : outgoing;
}
