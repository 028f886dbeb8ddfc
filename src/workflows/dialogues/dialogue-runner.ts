/** Runs one dialogue at a time. What goes wrong in it ends the dialogue, and not its conversation. */
import { CancellationScope, condition, inWorkflowContext, isCancellation, log } from '@temporalio/workflow';
import type { WhatsAppMessageEvent } from '../../common/events/types.js';
import { isSameParticipant } from '../questions/participant.js';
import { readMessage, toTurn, type Turn } from '../questions/turn.js';
import type { ConversationDefinition } from './definition.js';
import { DialogueChat, DialogueEnded, DialogueRestarted, type ChatHost } from './dialogue-chat.js';
import { keepState, restoreState } from './memory/copy-state.js';
import type { NextArrival } from './memory/inbox.js';
import { summaryFor } from '../../common/summaries.js';

/** How a dialogue ended: with a result, or with what it threw. */
export interface DialogueEnd {
  result?: unknown;
  failure?: unknown;
}

/** A dialogue, and what began it. */
export interface DialogueStart<State> {
  name: string;
  turn: Turn;
  body: (chat: DialogueChat<State>) => unknown;
  /** The messages that began it. They are heard again when it is superseded before it has answered. */
  events: readonly WhatsAppMessageEvent[];
}

/** How long the answer to a send of a superseded dialogue is waited for. Then a send that has not begun is canceled. */
const lastAnswerWithin = '1 second';

interface RunningDialogue<State> {
  name: string;
  chat: DialogueChat<State>;
  isSuperseded: boolean;
  /** Whether it was left alone before its end, as it was superseded. */
  isLeft: boolean;
}

export class DialogueRunner<State> {
  /** How many dialogues have ended in this run. */
  ended = 0;
  private readonly host: ChatHost<State>;
  private readonly definition: ConversationDefinition<State>;
  private readonly workflowScope = CancellationScope.current();
  private running: RunningDialogue<State> | undefined;
  /** The state at the end of the latest dialogue, which a wrong one does not replace. */
  private lastState: string | undefined;

  constructor(host: ChatHost<State>, definition: ConversationDefinition<State>) {
    this.host = host;
    this.definition = definition;
  }

  /** The name of the dialogue that is under way. */
  get name(): string | undefined {
    return this.running?.name;
  }

  /** Whether the workflow is canceled, and not only a dialogue. */
  private get isCanceled(): boolean {
    return this.workflowScope.consideredCancelled;
  }

  /** Ends the dialogue that is under way. It may not send any more. */
  end(): void {
    this.running?.chat.close();
  }

  /**
   * A message has come. It ends a turn that does not wait for one, where the definition says so. In a group only a
   * message of the participant whose turn it is does that.
   */
  supersede(event: WhatsAppMessageEvent): void {
    const { running } = this;
    if (!running || this.definition.turns?.supersede !== true || running.chat.isWaiting) return;
    const { participant } = running.chat.turn;
    if (participant && this.host.groupId !== undefined && !isSameParticipant(participant, event.user)) return;
    running.isSuperseded = true;
    // What the turn wants to send in this very moment does not leave either.
    running.chat.close();
  }

  /** Runs a dialogue to its end. It throws only when the workflow is canceled. */
  async run({ name, turn, body, events }: DialogueStart<State>): Promise<DialogueEnd> {
    const { bot } = this.host;
    for (;;) {
      const chat = new DialogueChat<State>(this.host, turn, events);
      const running: RunningDialogue<State> = { name, chat, isSuperseded: false, isLeft: false };
      this.running = running;
      bot.isBusy = true;
      const isLeftEarly = this.definition.turns?.supersede === true;
      const work = isLeftEarly ? () => this.untilSuperseded(running, body) : async () => body(chat);
      const end = await this.contain(name, chat, work);
      chat.close();
      if (running.isLeft) bot.inbox.putBack(chat.unanswered, Date.now());
      this.running = undefined;
      bot.isBusy = false;
      if (end.failure instanceof DialogueRestarted) continue;
      this.ended += 1;
      return end;
    }
  }

  /** Runs a command or a late tap between dialogues. The user stays here until it has ended. */
  async runBetween(name: string, work: () => Promise<unknown>): Promise<void> {
    const { bot } = this.host;
    bot.isBusy = true;
    try {
      await this.contain(name, new DialogueChat(this.host), work);
    } finally {
      bot.isBusy = false;
    }
  }

  /** Carries out a command or a late tap. @returns whether a question that waits is to be asked again */
  async interrupt(arrival: NextArrival): Promise<boolean> {
    if ('untilMs' in arrival || 'turn' in arrival) return false;
    const chat = new DialogueChat<State>(this.host, toTurn([readMessage(arrival.event)]));
    if (arrival.kind === 'late') {
      await this.definition.late?.(chat, arrival.tap);
      return false;
    }
    const command = this.definition.commands?.[arrival.name];
    if (!command) return false;
    if (typeof command === 'function') {
      await command(chat);
      return true;
    }
    await command.run(chat);
    return command.then !== 'wait';
  }

  /** Runs what a dialogue or a command does. An error goes to `onError`. */
  private async contain(name: string, chat: DialogueChat<State>, work: () => Promise<unknown>): Promise<DialogueEnd> {
    const { known } = this.host.bot;
    this.keepState();
    try {
      const end = await work().then((result): DialogueEnd => ({ result }), readEnd);
      this.remember();
      delete known.degraded;
      return end;
    } catch (failure) {
      if (isCancellation(failure) && this.isCanceled) throw failure;
      await this.reportError(name, chat, failure);
      return { failure };
    }
  }

  /** A superseded dialogue is left alone, once its sends are over: whatever it still does, nothing of it leaves. */
  private async untilSuperseded(
    running: RunningDialogue<State>,
    body: (chat: DialogueChat<State>) => unknown,
  ): Promise<unknown> {
    const scope = new CancellationScope();
    const work = scope.run(async () => body(running.chat));
    let isDone = false;
    const done = (): void => void (isDone = true);
    work.then(done, done);
    await condition(() => isDone || running.isSuperseded);
    if (isDone) {
      // It came to its end in this very moment, by what it could not say any more.
      running.isLeft = running.isSuperseded && running.chat.wasSilenced;
      return work;
    }
    running.isLeft = true;
    await this.cancel(running.chat, scope);
    throw new DialogueEnded('A newer message has superseded this turn');
  }

  /** What has left already was said: it is counted, and stands in the transcript before the next turn reads that. */
  private async cancel(chat: DialogueChat<State>, scope: CancellationScope): Promise<void> {
    const isSilent = (): boolean => !chat.isSending;
    if (chat.isSending) await condition(isSilent, lastAnswerWithin, { summary: summaryFor('timers', 'lastAnswer') });
    scope.cancel();
    await condition(isSilent);
  }

  private async reportError(name: string, chat: DialogueChat<State>, failure: unknown): Promise<void> {
    const { known } = this.host.bot;
    const message = failure instanceof Error ? failure.message : String(failure);
    known.degraded = `${name}: ${message}`.slice(0, 500);
    // Tests run a dialogue alone.
    if (inWorkflowContext()) log.warn('a dialogue has failed', { dialogue: name, problem: known.degraded });
    chat.close();
    try {
      await this.definition.onError?.(new DialogueChat(this.host, chat.turn), failure);
      this.remember();
    } catch (error) {
      if (isCancellation(error) && this.isCanceled) throw error;
      this.keepState();
    }
  }

  /** Goes back to the state before, when this one cannot be kept. */
  keepState(): void {
    try {
      this.remember();
    } catch {
      // The state before is there again.
    }
  }

  /** @throws ApplicationFailure when the state is not plain JSON, or too large; the one before is kept then */
  private remember(): void {
    const { known } = this.host.bot;
    try {
      this.lastState = keepState(known.state);
    } catch (error) {
      known.state = restoreState(this.lastState);
      throw error;
    }
  }
}

/** The ends that are no errors: what was remembered until then counts. @throws what is one */
function readEnd(failure: unknown): DialogueEnd {
  if (failure instanceof DialogueEnded || failure instanceof DialogueRestarted) return { failure };
  throw failure;
}
