/** What a question that waits needs of the run that it is asked in. */
import { defined } from '../../common/schema/defined.js';
import type { DialogueChat } from './dialogue-chat.js';
import type { DialogueRunner } from './dialogue-runner.js';
import type { Bot } from './memory/bot.js';
import type { NextArrival } from './memory/inbox.js';
import type { ArrivalWait } from './next-arrival.js';
import type { Speaker } from './speaker.js';
import type { WaitHost } from './wait.js';

/** The parts of a run that waits use. */
export interface WaitingRun<State> {
  readonly bot: Bot;
  readonly groupId: string | undefined;
  readonly speaker: Speaker<State>;
  readonly runner: DialogueRunner<State>;
  /** The question that is open, while one is. */
  openWait: { untilMs: number } | undefined;
  nextArrival(wait: ArrivalWait): Promise<NextArrival | undefined>;
}

export function waitHost<State>(run: WaitingRun<State>, chat: DialogueChat<State>): WaitHost {
  return { ...whatWaitsRead(run, chat), ...whatWaitsDo(run, chat) };
}

type Reading = 'nextPlace' | 'stops' | 'isOptedOut' | 'template' | 'participant';

function whatWaitsRead<State>(run: WaitingRun<State>, chat: DialogueChat<State>): Pick<WaitHost, Reading> {
  return {
    nextPlace: () => run.bot.inbox.nextPlace,
    stops: () => run.bot.consent.stops,
    isOptedOut: (category) => !run.bot.consent.allows(category),
    template: (reference) => run.speaker.template(reference),
    participant: () => (run.groupId === undefined ? undefined : chat.turn.participant),
  };
}

function whatWaitsDo<State>(run: WaitingRun<State>, chat: DialogueChat<State>): Omit<WaitHost, Reading> {
  return {
    next: async ({ fromPlace, deadlineMs, isFor, isOver: isAnswered }) => {
      const isOver = (): boolean => isAnswered() || chat.isSilent;
      // What comes at the end of a wait is left for the next turn.
      const wait = { fromPlace, deadlineMs: () => deadlineMs, isOver, isHeld: isOver };
      const next = await run.nextArrival({ ...wait, ...defined({ isFor }) });
      if (!isAnswered()) chat.check();
      return next;
    },
    say: async (message, { ifWindowClosed, category }) => {
      chat.check();
      const saying = run.speaker.say(message, defined({ ifWindowClosed, category }));
      return chat.counted(saying, (said) => said !== 'window');
    },
    interrupt: async (arrival) => {
      const isAskedAgain = await run.runner.interrupt(arrival);
      chat.check();
      return isAskedAgain;
    },
    heard: (next) => chat.hear(next),
    opened: (waitId, untilMs) => {
      run.openWait = { untilMs };
      run.bot.inbox.openWait(waitId);
    },
    closed: (waitId) => {
      run.openWait = undefined;
      run.bot.inbox.closeWait(waitId);
    },
  };
}
