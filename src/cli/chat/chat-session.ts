/** A phone on a terminal: what has come is shown once, and what was typed is done. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isPhoneNumber } from '../../common/ids/user-reference.js';
import type { EmulatorInfo } from '../../emulator/index.js';
import { readShown, toReply, type ShownMessage } from '../../testing/phone/shown-message.js';
import { TemplateCatalog } from '../../testing/templates.js';
import type { EmulatorLink } from './emulator-link.js';
import { chatHelp, type ChatAction, type ChatProblem } from './parse-line.js';
import { phoneFileContent } from './phone-file.js';
import { messageLines } from './render.js';

/** What a session needs. */
export interface ChatSessionOptions {
  link: Pick<EmulatorLink, 'screen' | 'received' | 'templates' | 'write'>;
  info: EmulatorInfo;
  /** A phone number, or a business-scoped user id. */
  user: string;
  /** The business number that the user writes to. */
  phoneNumberId: string;
  /** Takes what is to be read, line by line. */
  show(line: string): void;
}

type Content = Record<string, unknown>;

export class ChatSession {
  readonly #options: ChatSessionOptions;
  readonly #shown: ShownMessage[] = [];
  /** Ids of what was written here, with whether it was read and when the business last typed after it. */
  readonly #written = new Map<string, { isRead: boolean; typingAtMs: number }>();
  #templates = new TemplateCatalog();

  constructor(options: ChatSessionOptions) {
    this.#options = options;
  }

  /** How many messages of the business there are. */
  get messageCount(): number {
    return this.#shown.length;
  }

  /** Shows what is new. */
  async look(): Promise<void> {
    const { link, user, phoneNumberId } = this.#options;
    const [screen, received] = await Promise.all([link.screen(user), link.received()]);
    for (const { id, readAtMs, typingAtMs = 0 } of received) this.#showTicks(id, readAtMs !== undefined, typingAtMs);
    const known = new Set(this.#shown.map(({ id }) => id));
    for (const sent of screen.filter((message) => message.phoneNumberId === phoneNumberId && !known.has(message.id))) {
      if (sent.type === 'template') await this.#readTemplates();
      const message = readShown(sent, this.#templates);
      this.#shown.push(message);
      for (const line of messageLines(this.#shown.length, message)) this.#options.show(line);
    }
  }

  /**
   * Does what was typed.
   *
   * @returns whether the user has written
   * @throws Error that says why it cannot be done
   */
  async act(action: Exclude<ChatAction | ChatProblem, { kind: 'quit' }>): Promise<boolean> {
    if (action.kind === 'problem') throw new Error(action.problem);
    if (action.kind !== 'help') await this.#write(await this.#content(action));
    else for (const line of chatHelp) this.#options.show(line);
    return action.kind !== 'help';
  }

  /**
   * Waits until there are more messages than so many, and those that come right after.
   *
   * @returns whether there are more
   */
  async untilAnswered(count: number, waitMs: number): Promise<boolean> {
    for (let [seen, patienceMs] = [count, waitMs]; await this.#untilMoreThan(seen, patienceMs); patienceMs = quietMs) {
      seen = this.#shown.length;
    }
    return this.#shown.length > count;
  }

  async #untilMoreThan(count: number, waitMs: number): Promise<boolean> {
    const deadlineMs = Date.now() + waitMs;
    while (this.#shown.length <= count && Date.now() < deadlineMs) {
      await sleep(lookEveryMs);
      await this.look();
    }
    return this.#shown.length > count;
  }

  async #content(action: Exclude<ChatAction, { kind: 'quit' | 'help' }>): Promise<Content> {
    switch (action.kind) {
      case 'text':
        return { text: action.text };
      case 'reply':
        return { text: action.text, context: { messageId: this.#message(action.message).id } };
      case 'react':
        return { reaction: { messageId: this.#message(action.message).id, emoji: action.emoji } };
      case 'location':
        return { location: { latitude: action.latitude, longitude: action.longitude } };
      case 'image':
      case 'file':
        return { ...(await phoneFileContent(action, action.kind === 'image' ? 'image' : undefined)) };
      case 'tap':
        return this.#tap(action.option, action.message);
    }
  }

  #message(number: number): ShownMessage {
    const message = this.#shown[number - 1];
    if (message !== undefined) return message;
    const there = this.#shown.length === 0 ? 'there is none yet' : `the latest one is #${this.#shown.length}`;
    throw new Error(`There is no message #${number}: ${there}.`);
  }

  #tap(option: number, number: number | undefined): Content {
    const message =
      number === undefined ? this.#shown.findLast(({ options }) => options.length > 0) : this.#message(number);
    if (message === undefined) throw new Error('There is nothing to tap yet.');
    const tapped = message.options[option - 1];
    if (tapped !== undefined) return { ...toReply(tapped), context: { messageId: message.id } };
    const place = this.#shown.indexOf(message) + 1;
    throw new Error(`Message #${place} has no option ${option}: it has ${message.options.length}.`);
  }

  async #write(content: Content): Promise<void> {
    const { link, user, phoneNumberId, show } = this.#options;
    const from = isPhoneNumber(user) ? { from: user } : { userId: user };
    const { messageId, refusal } = await link.write({ ...content, ...from, phoneNumberId });
    this.#written.set(messageId, { isRead: false, typingAtMs: 0 });
    if (refusal !== undefined) show(`  (not delivered yet, the receiver says: ${refusal})`);
  }

  #showTicks(id: string, isRead: boolean, typingAtMs: number): void {
    const before = this.#written.get(id);
    if (before === undefined) return;
    if (isRead && !before.isRead) this.#options.show('  ✓✓ read');
    if (typingAtMs > before.typingAtMs) this.#options.show('  typing…');
    this.#written.set(id, { isRead, typingAtMs });
  }

  /** The templates may change while the chat goes on. */
  async #readTemplates(): Promise<void> {
    const { link, info } = this.#options;
    this.#templates = new TemplateCatalog(await link.templates(info));
  }
}

/** How often the emulator is looked at, in milliseconds. */
export const lookEveryMs = 150;

/** How long after a message another one still belongs to the same answer, in milliseconds. */
const quietMs = 500;
