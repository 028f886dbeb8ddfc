/** A question, from the first message to the answer: reminders, tries, commands and the closed window in between. */
import type { UserIdentity } from '../../common/events/types.js';
import type { OutboundMessage } from '../../common/messages/outbound-message.js';
import type { TemplateMessage } from '../../common/messages/template.js';
import { readAnswer, type Answer, type NoAnswer, type NoAnswerReason, type ParseText } from '../questions/answer.js';
import { defined } from '../../common/schema/defined.js';
import type { AskOptions, Parse, TextSchemaResult } from './chat.js';
import type { MessageCategory } from '../../common/sending/message-category.js';
import { newWaitId, type PreparedQuestion, type Question } from '../questions/question.js';
import { checkQuestion, wrongPart, type CheckedReminder } from './check-question.js';
import { windowMs } from './memory/service-window.js';
import type { IsFor, NextArrival, NextTurn } from './memory/inbox.js';
import { isSameParticipant } from '../questions/participant.js';

const defaultTries = 3;

/** What a wait needs of its conversation. */
export interface WaitHost {
  /** The place that the next message of the user gets. */
  nextPlace(): number;
  /** Whether the user has opted out of this category. */
  isOptedOut(category: MessageCategory): boolean;
  /** How often the user has written STOP. */
  stops(): number;
  /** Finds a template by its name. @throws ApplicationFailure when there is none */
  template(reference: TemplateMessage | string | undefined): TemplateMessage | undefined;
  /** Waits for what comes next. @returns undefined at the deadline, or when the user has opted out */
  next(wait: WaitForNext): Promise<NextArrival | undefined>;
  /** Whose turn it is, in a group; undefined in a private chat, and when nobody's message began the dialogue. */
  participant(): UserIdentity | undefined;
  /** Sends. @throws ApplicationFailure when Meta refuses for another reason than the closed window */
  say(message: OutboundMessage, how: SayOptions): Promise<'sent' | 'template' | 'window'>;
  /** Carries out a command or a late tap. @returns whether the question is to be asked again */
  interrupt(arrival: NextArrival): Promise<boolean>;
  /** Notes what the user has said. */
  heard(next: NextTurn): void;
  /** Opens and closes the wait, for the details in Temporal UI and for late taps. */
  opened(waitId: string, untilMs: number): void;
  closed(waitId: string): void;
}

/** Which message is waited for, and how long. */
interface WaitForNext {
  fromPlace: number;
  deadlineMs: number;
  /** Whose messages are heard. @default everybody's */
  isFor?: IsFor;
  isOver: () => boolean;
}

/** How a wait speaks. */
interface SayOptions {
  ifWindowClosed: TemplateMessage | undefined;
  category: MessageCategory | undefined;
}

interface Plan {
  prepared: PreparedQuestion;
  timeoutMs: number;
  reminders: CheckedReminder[];
  otherwise: OutboundMessage | undefined;
  tries: number;
  parse: ParseText;
  /** Whose answer counts. @default everybody's */
  isFor: IsFor | undefined;
  say: SayOptions;
}

export class Wait {
  private readonly host: WaitHost;
  private readonly waitId = newWaitId();
  private readonly plan: Plan;
  private isAsked = false;
  private tries = 0;

  /** Checks everything before anything is sent. @throws ApplicationFailure `WhatsApp.InvalidInput` */
  constructor(host: WaitHost, question: Question, options: AskOptions<unknown>) {
    this.host = host;
    this.plan = makePlan(host, question, options, this.waitId);
  }

  async run(): Promise<Answer> {
    const { host, waitId, plan } = this;
    if (plan.say.category !== undefined && host.isOptedOut(plan.say.category)) return none('opted-out');
    // Whatever arrives from now on is an answer, also when it overtakes the answer to the send.
    const fromPlace = host.nextPlace();
    const startMs = Date.now();
    // Also a STOP that comes while the question is being sent ends the wait.
    const stops = host.stops();
    host.opened(waitId, startMs + plan.timeoutMs);
    try {
      if (!(await this.ask(plan.prepared.pages[0]))) return none('window');
      return await this.listen(fromPlace, startMs, stops);
    } finally {
      host.closed(waitId);
    }
  }

  private async listen(fromPlace: number, startMs: number, stops: number): Promise<Answer> {
    const { host, plan } = this;
    const reminders = [...plan.reminders];
    const isOver = (): boolean => host.stops() > stops;
    for (;;) {
      const deadlineMs = startMs + Math.min(plan.timeoutMs, reminders[0]?.afterMs ?? Infinity);
      const next = await host.next({ fromPlace, deadlineMs, isOver, ...defined({ isFor: plan.isFor }) });
      if (isOver()) return none('opted-out');
      if (next === undefined) {
        const reminder = reminders.shift();
        if (!reminder || startMs + plan.timeoutMs <= Date.now()) return none('timeout');
        await host.say(reminder.with, plan.say);
        continue;
      }
      const answer = await this.hear(next);
      if (answer) return answer;
    }
  }

  /** Takes what came. @returns the answer, if it is one; undefined to go on waiting */
  private async hear(next: NextArrival): Promise<Answer | undefined> {
    const { host, plan, waitId } = this;
    if (!('turn' in next)) {
      if (await host.interrupt(next)) await this.ask(plan.prepared.pages[0]);
      return undefined;
    }
    host.heard(next);
    const reading = readAnswer(plan.prepared, waitId, next.turn, plan.parse);
    if (reading && 'answer' in reading) return reading.answer;
    if (reading) {
      await this.ask(plan.prepared.pages[reading.page]);
      return undefined;
    }
    // A template went out instead, and the user has written: now the question itself can be asked.
    if (!this.isAsked) {
      await this.ask(plan.prepared.pages[0]);
      return undefined;
    }
    this.tries += 1;
    if (this.tries >= plan.tries) return none('tries');
    await host.say(plan.otherwise ?? plan.prepared.pages[0] ?? neverEmpty(), plan.say);
    return undefined;
  }

  /** @returns whether anything has reached the user */
  private async ask(page: OutboundMessage | undefined): Promise<boolean> {
    const said = await this.host.say(page ?? neverEmpty(), this.plan.say);
    this.isAsked ||= said === 'sent';
    return said !== 'window';
  }
}

function neverEmpty(): never {
  throw new Error('A question has at least one page');
}

function none(why: NoAnswerReason): NoAnswer {
  return { kind: 'none', why };
}

function makePlan(host: WaitHost, question: Question, options: AskOptions<unknown>, waitId: string): Plan {
  const { otherwise, category, tries = defaultTries } = options;
  const { prepared, timeoutMs, reminders } = checkQuestion(question, options, waitId);
  const ifWindowClosed = host.template(options.ifWindowClosed);
  const longestMs = Math.max(timeoutMs, ...reminders.map(({ afterMs }) => afterMs));
  if (longestMs > windowMs && !ifWindowClosed) {
    throw wrongPart(
      'timeout',
      'is more than a day, and after 24 hours without a message of the user only templates go out: ' +
        'set ifWindowClosed here, or templates.ifWindowClosed of the conversation',
    );
  }
  const parse = toParse(options.parse);
  const isFor = answerers(host.participant(), options.answeredBy);
  return { prepared, timeoutMs, reminders, otherwise, tries, parse, isFor, say: { ifWindowClosed, category } };
}

/** Whose answer counts. In a group that is whoever wrote last, and anybody when no message began the dialogue. */
function answerers(asked: UserIdentity | undefined, answeredBy: AskOptions['answeredBy'] = 'asked'): IsFor | undefined {
  if (answeredBy !== 'asked' && answeredBy !== 'anyone') {
    throw wrongPart('answeredBy', `must be 'asked' or 'anyone', not ${JSON.stringify(answeredBy)}`);
  }
  if (asked === undefined || answeredBy === 'anyone') return undefined;
  return ({ user }) => isSameParticipant(asked, user);
}

/** A schema or a function, as one function. @throws ApplicationFailure when a schema is not synchronous */
function toParse(parse: Parse<unknown> | undefined): ParseText {
  if (parse === undefined) return (text) => text;
  if (typeof parse === 'function') return (text) => refusePromise(parse(text));
  return (text) => {
    const result = refusePromise(parse['~standard'].validate(text)) as TextSchemaResult<unknown>;
    return result.issues === undefined ? result.value : undefined;
  };
}

function refusePromise<Value>(result: Value): Value {
  if (typeof (result as { then?: unknown } | null | undefined)?.then !== 'function') return result;
  // One that nobody handles would fail the workflow task when it rejects.
  Promise.resolve(result).catch(() => undefined);
  throw wrongPart('parse', 'must be synchronous: a question cannot wait for it');
}
