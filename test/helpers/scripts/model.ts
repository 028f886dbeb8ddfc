/** What a conversation has to say to a user, worked out without Temporal, from the rules of docs and docstrings. */
import {
  beginDialogue,
  commandNames,
  helpText,
  keptTemplate,
  label,
  lateText,
  otherwise,
  questionText,
  reminder,
  type AskNumber,
  type Choice,
  type Reply,
  type Step,
  type Steps,
} from './dialogues.js';

const windowMinutes = 24 * 60;

/** An option of a question that was asked. */
export interface AskedOption {
  question: number;
  key: string;
  title: string;
}

interface Arrival {
  id: string;
  place: number;
  text: string;
  tap?: AskedOption;
  command?: string;
}

type Question = Choice | AskNumber;

interface OpenWait {
  fromPlace: number;
  deadline: number;
  /** Absent while any turn is waited for. */
  asked?: { step: Question; number: number; remindAt: number | undefined; tries: number; isShown: boolean };
}

export class ModelConversation {
  /** Everything that the user sees, oldest first. */
  readonly outputs: string[] = [];
  /** Every question with options that was asked, oldest first. */
  readonly choices: AskedOption[][] = [];
  private minute = 0;
  private windowUntil = 0;
  private isOptedOut = false;
  private questions = 0;
  private places = 0;
  private inbox: Arrival[] = [];
  private readonly closed = new Set<number>();
  private steps: Steps | undefined;
  private wait: OpenWait | undefined;

  /** The user writes. */
  hears(id: string, text: string): void {
    this.openWindow();
    if (text === 'STOP') return this.stop();
    if (text === 'START') {
      this.isOptedOut = false;
      return;
    }
    const command = commandNames.find((name) => name === text);
    this.inbox.push({ id, place: this.places++, text, ...(command && { command }) });
  }

  /** The user taps. */
  hearsTap(id: string, tap: AskedOption): void {
    this.openWindow();
    this.inbox.push({ id, place: this.places++, text: tap.title, tap });
  }

  edits(id: string, text: string): void {
    this.openWindow();
    this.inbox = this.inbox.map((arrival) => (arrival.id === id ? { ...arrival, text } : arrival));
  }

  revokes(id: string): void {
    this.openWindow();
    this.inbox = this.inbox.filter((arrival) => arrival.id !== id);
  }

  /** Lets time pass. What was written before it becomes turns. */
  pass(minutes: number): void {
    const end = this.minute + minutes;
    this.work(false);
    this.minute += Math.min(1, minutes);
    this.work(true);
    for (let due = this.nextDue(); due <= end; due = this.nextDue()) {
      this.minute = due;
      this.fire();
      this.work(true);
    }
    this.minute = end;
  }

  private openWindow(): void {
    this.windowUntil = this.minute + windowMinutes;
  }

  /** The user opts out: the question is over. */
  private stop(): void {
    this.isOptedOut = true;
    if (this.wait?.asked) this.answer({ why: 'opted-out' });
  }

  // What comes next.

  private work(isBurstOver: boolean): void {
    for (let next = this.next(isBurstOver); next.length > 0; next = this.next(isBurstOver)) {
      this.inbox = this.inbox.filter((arrival) => !next.includes(arrival));
      this.handle(next);
    }
  }

  /** A special one, or the messages of a turn. */
  private next(isBurstOver: boolean): Arrival[] {
    const from = this.wait?.fromPlace ?? 0;
    const waiting = this.inbox.filter((arrival) => this.isSpecial(arrival) || arrival.place >= from);
    const [first] = waiting;
    if (first === undefined || this.isSpecial(first)) return waiting.slice(0, 1);
    const specialAt = waiting.findIndex((arrival) => this.isSpecial(arrival));
    const burst = specialAt < 0 ? waiting : waiting.slice(0, specialAt);
    const tapAt = burst.findIndex(({ tap }) => tap !== undefined);
    if (tapAt >= 0) return burst.slice(0, tapAt + 1);
    return isBurstOver || specialAt >= 0 ? burst : [];
  }

  private isSpecial({ command, tap }: Arrival): boolean {
    return command !== undefined || (tap !== undefined && this.closed.has(tap.question));
  }

  private handle(arrivals: Arrival[]): void {
    const [{ command, tap } = { command: undefined, tap: undefined }] = arrivals;
    if (command !== undefined) return this.obey(command);
    if (tap && this.closed.has(tap.question)) return void this.say(lateText(tap.title));
    const text = arrivals.map((arrival) => arrival.text).join('\n');
    if (this.wait?.asked) return this.hear(text, arrivals.at(-1)?.tap);
    if (this.wait) return this.answer({ text });
    this.steps = beginDialogue(text);
    this.go({});
  }

  private obey(command: string): void {
    if (command === 'cancel') {
      this.closeWait();
      this.steps = undefined;
      return;
    }
    this.say(helpText);
    if (this.wait?.asked) this.show();
  }

  /** A turn while a question waits. */
  private hear(text: string, tap: AskedOption | undefined): void {
    const asked = this.wait?.asked;
    if (!asked) return;
    const reply = readReply(asked.step, asked.number, text, tap);
    if (reply) return this.answer(reply);
    if (!asked.isShown) return void this.show();
    asked.tries += 1;
    if (asked.tries >= asked.step.tries) return this.answer({ why: 'tries' });
    this.say(otherwise(asked.number));
  }

  // Dialogues.

  private answer(reply: Reply): void {
    this.closeWait();
    this.go(reply);
  }

  private closeWait(): void {
    if (this.wait?.asked) this.closed.add(this.wait.asked.number);
    this.wait = undefined;
  }

  private go(reply: Reply): void {
    let next: Reply | undefined = reply;
    while (this.steps && next) {
      const step = this.steps.next(next);
      if (step.done) {
        this.steps = undefined;
        return;
      }
      next = this.play(step.value);
    }
  }

  /** @returns undefined when the dialogue waits now */
  private play(step: Step): Reply | undefined {
    if ('say' in step) {
      this.say(step.say);
      return {};
    }
    if ('nextTurnWithinMinutes' in step) {
      this.wait = { fromPlace: 0, deadline: this.minute + step.nextTurnWithinMinutes };
      return undefined;
    }
    this.questions += 1;
    const remindAfter = 'ask' in step ? step.remindAfterMinutes : undefined;
    const remindAt = remindAfter === undefined ? undefined : this.minute + remindAfter;
    const asked = { step, number: this.questions, remindAt, tries: 0, isShown: false };
    this.wait = { fromPlace: this.places, deadline: this.minute + step.timeoutMinutes, asked };
    if (this.show()) return undefined;
    this.closeWait();
    return { why: 'window' };
  }

  /** Asks the question that waits. @returns whether anything reaches the user */
  private show(): boolean {
    const asked = this.wait?.asked;
    if (!asked) return true;
    const { step, number } = asked;
    if (!this.isWindowOpen) return this.say('');
    asked.isShown = true;
    this.say(questionText(number, 'ask' in step ? step.ask : step.askNumber));
    if ('ask' in step) this.choices.push(toOptions(step, number));
    return true;
  }

  private get isWindowOpen(): boolean {
    return this.minute < this.windowUntil;
  }

  /** A template is no answer: who has opted out gets none. @returns whether anything reaches the user */
  private say(text: string): boolean {
    if (!this.isWindowOpen && this.isOptedOut) return false;
    this.outputs.push(this.isWindowOpen ? text : keptTemplate);
    return true;
  }

  // Time.

  private nextDue(): number {
    return Math.min(this.wait?.deadline ?? Infinity, this.wait?.asked?.remindAt ?? Infinity);
  }

  private fire(): void {
    const { wait } = this;
    if (wait?.asked?.remindAt !== undefined && wait.asked.remindAt < wait.deadline) {
      wait.asked.remindAt = undefined;
      this.say(reminder(wait.asked.number));
      return;
    }
    this.answer(wait?.asked ? { why: 'timeout' } : {});
  }
}

function toOptions({ options }: Choice, question: number): AskedOption[] {
  return Object.entries(options).map(([key, title]) => ({ question, key, title: label(question, title) }));
}

/** What a turn answers: a tap, the label, the key or the number of an option, or a number. */
function readReply(step: Question, question: number, text: string, tap: AskedOption | undefined): Reply | undefined {
  if (!('ask' in step)) return /^\d+$/.test(text) ? { number: Number(text) } : undefined;
  const options = toOptions(step, question);
  if (tap?.question === question) return { key: tap.key };
  const wanted = text.toLowerCase();
  const named = options.find(({ key, title }) => title.toLowerCase() === wanted || key === wanted);
  const found = named ?? options[Number(wanted) - 1];
  return found && { key: found.key };
}
