/** The phone of a user in a test: what the user does with it, and what is on its screen. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isPhoneNumber } from '../../common/ids/user-reference.js';
import { durationMs, durationSchema, type DurationInput } from '../../common/inputs/index.js';
import { defined } from '../../common/schema/defined.js';
import { parseInput } from '../../common/schema/parse-input.js';
import type { InboundContext, InboundMessage } from '../../emulator/index.js';
import { PhoneExpectationError, rememberCallSite } from './failure.js';
import { describeContent, type PhoneContent } from './phone-content.js';
import { lookEveryMs } from './screens.js';
import {
  describeExpected,
  isExpected,
  toReply,
  type ExpectedMessage,
  type ShownMessage,
  type ShownOption,
} from './shown-message.js';
import { describeShown, formatTranscript, type TranscriptNote } from './transcript.js';

/** How a user writes. */
export interface SaysOptions {
  /** The message of the business that the user quotes. @default none */
  quoting?: ShownMessage | ExpectedMessage;
}

/** Which message a user taps on. */
export interface TapOptions {
  /** The message. @default the newest one that has such an option */
  on?: ShownMessage | ExpectedMessage;
}

/** Which message of their own a user changes. */
export interface ChangeOptions {
  /** The id of the message, as the method that sent it returned it. @default the latest one */
  of?: string;
}

/** How long a message is waited for. */
export interface SeesOptions {
  /** The time, in real time. @default `within` of the kit */
  within?: DurationInput;
}

/** What a phone needs of its kit. */
export interface PhoneHost {
  /** How long a phone waits, in real time. */
  readonly withinMs: number;
  /** What happened to all, such as time that passed. */
  readonly notes: readonly TranscriptNote[];
  nowMs(): number;
  /** Lets time pass. */
  pass(duration: DurationInput): Promise<void>;
  /** What the phone shows, oldest message first. */
  readScreen(): ShownMessage[];
  /** Delivers a message of the user. @returns its id, and the refusal of a receiver that did not take it in time */
  write(message: InboundMessage): Promise<{ messageId: string; refusal?: string }>;
  /** What was to be sent to the user, and was refused. */
  refusals(): readonly TranscriptNote[];
  /** Who waits for what, and what has failed since then, in words. */
  report(sinceMs: number): Promise<string>;
}

/**
 * The phone of one user. Whatever the user does resolves when the receiver has taken it. When something expected does
 * not happen, the error has the transcript, and says who waits for what.
 */
export class Phone {
  /** The user: a phone number, or a business-scoped user id. */
  readonly user: string;
  private readonly host: PhoneHost;
  private readonly read = new Set<string>();
  private readonly written: string[] = [];
  private readonly notes: TranscriptNote[] = [];

  /** @internal */
  constructor(user: string, host: PhoneHost) {
    this.user = user;
    this.host = host;
  }

  /** Writes a text. @returns the id of the message */
  async says(text: string, { quoting }: SaysOptions = {}): Promise<string> {
    const site = rememberCallSite(this.says);
    const quoted = quoting === undefined ? undefined : await this.find(quoting, site);
    const note = quoted ? `${text}  (quotes ${JSON.stringify(quoted.text)})` : text;
    return this.write(note, { text, ...defined({ context: quoted && { messageId: quoted.id } }) }, site);
  }

  /** Taps a button of a message, or a quick reply of a template. @param option its label or its key */
  async taps(option: string, { on }: TapOptions = {}): Promise<string> {
    return this.tap(['button', 'quick-reply'], option, on, rememberCallSite(this.taps));
  }

  /** Picks a row of a list. @param row its title or its key */
  async picks(row: string, { on }: TapOptions = {}): Promise<string> {
    return this.tap(['row'], row, on, rememberCallSite(this.picks));
  }

  /** Fills a flow in, and sends it. @param data the answers by name */
  async fills(data: Record<string, unknown>, { on }: TapOptions = {}): Promise<string> {
    const site = rememberCallSite(this.fills);
    const flow = await this.find(on ?? isFlow, site, isFlow, 'a flow');
    const { flow_token: token } = flowParameters(flow);
    const response = { ...defined({ flow_token: token }), ...data };
    return this.write('fills a flow in', { flowReply: { response }, context: { messageId: flow.id } }, site);
  }

  /** Sends a file, a place, contacts, or anything else. @returns the id of the message */
  async sends(content: PhoneContent): Promise<string> {
    const site = rememberCallSite(this.sends);
    return this.write(`sends ${describeContent(content)}`, content, site);
  }

  /** Changes the text of a message that the user wrote. */
  async edits(text: string, { of = this.lastWritten() }: ChangeOptions = {}): Promise<void> {
    const message = { type: 'text', text: { body: text } };
    const edit = { type: 'edit', edit: { original_message_id: of, message } };
    await this.write(`edits: ${text}`, edit, rememberCallSite(this.edits), false);
  }

  /** Deletes a message that the user wrote. */
  async revokes({ of = this.lastWritten() }: ChangeOptions = {}): Promise<void> {
    const revoke = { type: 'revoke', revoke: { original_message_id: of } };
    await this.write('deletes a message', revoke, rememberCallSite(this.revokes), false);
  }

  /**
   * Waits for the next unread message that is as expected. It is read then, and so are those before it.
   *
   * @param expected the whole text or the name of a template, a pattern for the text, or a function
   * @throws PhoneExpectationError when none comes in time
   */
  async sees(expected: ExpectedMessage, { within }: SeesOptions = {}): Promise<ShownMessage> {
    const site = rememberCallSite(this.sees);
    const withinMs = within === undefined ? this.host.withinMs : toMs(within);
    const found = await this.until(() => this.unread().find((message) => isExpected(message, expected)), withinMs);
    if (!found) {
      const unread = this.unread();
      const instead = unread.length === 0 ? 'nothing came' : `unread is ${unread.map(quote).join(', ')}`;
      throw await this.failure(
        `did not see a message ${describeExpected(expected)} within ${withinMs / 1000} s: ${instead}`,
        site,
      );
    }
    this.markRead(found);
    return found;
  }

  /**
   * Lets time pass, and expects that no message comes meanwhile and none is unread.
   *
   * @throws PhoneExpectationError when there is one
   */
  async seesNothing(duration: DurationInput = '1 second'): Promise<void> {
    const site = rememberCallSite(this.seesNothing);
    await this.host.pass(duration);
    await sleep(lookEveryMs);
    const unread = this.unread();
    if (unread.length > 0) throw await this.failure(`expected to see nothing, and saw ${unread.map(quote)}`, site);
  }

  /** What the phone shows, oldest message first. */
  screen(): ShownMessage[] {
    return this.host.readScreen();
  }

  /** Who said what when, one line each. */
  transcript(): string {
    const screen = this.screen();
    const firstMs = Math.min(this.notes[0]?.atMs ?? Infinity, screen[0]?.atMs ?? Infinity);
    const notes = this.host.notes.filter(({ atMs }) => atMs >= firstMs);
    return formatTranscript([...notes, ...this.notes, ...this.host.refusals()], screen, this.unread());
  }

  private async tap(
    kinds: readonly ShownOption['kind'][],
    wanted: string,
    on: ShownMessage | ExpectedMessage | undefined,
    site: string,
  ): Promise<string> {
    const isWanted = ({ kind, title, key }: ShownOption): boolean =>
      kinds.includes(kind) && (title === wanted || key === wanted);
    const has = ({ options }: ShownMessage): boolean => options.some(isWanted);
    const message = await this.find(on ?? has, site, has, `a ${kinds.join(' or ')} ${JSON.stringify(wanted)}`);
    const option = message.options.find(isWanted);
    if (!option) throw await this.failure(`cannot tap ${wanted}`, site);
    return this.write(`taps "${option.title}"`, { ...toReply(option), context: { messageId: message.id } }, site);
  }

  /** The newest message on the screen that is meant, as soon as there is one. The user has read it then. */
  private async find(
    meant: ShownMessage | ExpectedMessage,
    site: string,
    suits: (message: ShownMessage) => boolean = () => true,
    what = 'it',
  ): Promise<ShownMessage> {
    const isMeant = (message: ShownMessage): boolean =>
      isShownMessage(meant) ? message.id === meant.id : isExpected(message, meant);
    const look = (): ShownMessage | undefined =>
      this.screen().findLast((message) => isMeant(message) && suits(message));
    const found = await this.until(look, this.host.withinMs);
    if (!found) {
      const on = isShownMessage(meant)
        ? `on ${quote(meant)}`
        : typeof meant === 'function'
          ? ''
          : `on a message ${describeExpected(meant)}`;
      throw await this.failure(`has no message with ${what} ${on}`.trim(), site);
    }
    this.markRead(found);
    return found;
  }

  private async write(
    note: string,
    message: PhoneContent & { context?: InboundContext },
    site: string,
    isNew = true,
  ): Promise<string> {
    this.notes.push({ atMs: this.host.nowMs(), who: 'user', text: note });
    const from = isPhoneNumber(this.user) ? { from: this.user } : { userId: this.user };
    const { messageId, refusal } = await this.host.write({ ...message, ...from } as InboundMessage);
    if (refusal !== undefined) throw await this.failure(`wrote, and the receiver did not take it: ${refusal}`, site);
    if (isNew) this.written.push(messageId);
    return messageId;
  }

  private lastWritten(): string {
    const last = this.written.at(-1);
    if (last === undefined) throw new Error(`${this.user} has written nothing that could be changed`);
    return last;
  }

  private unread(): ShownMessage[] {
    return this.screen().filter(({ id }) => !this.read.has(id));
  }

  private markRead(message: ShownMessage): void {
    for (const { id } of this.unread()) {
      this.read.add(id);
      if (id === message.id) return;
    }
  }

  private async until<Found>(look: () => Found | undefined, withinMs: number): Promise<Found | undefined> {
    const deadlineMs = Date.now() + withinMs;
    for (;;) {
      const found = look();
      if (found !== undefined || Date.now() >= deadlineMs) return found;
      await sleep(lookEveryMs);
    }
  }

  private async failure(what: string, site: string): Promise<PhoneExpectationError> {
    const report = await this.host.report(this.notes.at(-1)?.atMs ?? 0);
    const parts = [`${this.user} ${what}.`, `The phone of ${this.user}:\n${this.transcript()}`, report];
    return new PhoneExpectationError(parts.join('\n\n'), site);
  }
}

function isShownMessage(meant: ShownMessage | ExpectedMessage): meant is ShownMessage {
  return typeof meant === 'object' && !(meant instanceof RegExp);
}

function quote(message: ShownMessage): string {
  return JSON.stringify(describeShown(message));
}

function toMs(duration: DurationInput): number {
  return durationMs(parseInput(durationSchema, duration, 'within'));
}

function isFlow({ sent }: ShownMessage): boolean {
  return (sent.body['interactive'] as { type?: unknown } | undefined)?.type === 'flow';
}

function flowParameters({ sent }: ShownMessage): { flow_token?: unknown } {
  const interactive = sent.body['interactive'] as { action?: { parameters?: { flow_token?: unknown } } } | undefined;
  return interactive?.action?.parameters ?? {};
}
