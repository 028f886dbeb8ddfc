/** A user of a stack: writes, taps, and sees what is on the phone. */
import { eventually } from './eventually.js';
import type { Stack } from './stack.js';

/**
 * The engine waits 45 seconds for a worker that was killed after its message was on the phone, and before it told of
 * it. Only then does the dialogue go on.
 */
const killedSendMs = 100_000;

interface ShownButton {
  reply: { id: string; title: string };
}

export class TextingUser {
  readonly from: string;
  private readonly stack: Stack;

  constructor(stack: Stack, from = `49151${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`) {
    this.stack = stack;
    this.from = from;
  }

  async says(text: string): Promise<void> {
    await this.stack.emulator.receiveMessage({ from: this.from, text });
  }

  /** Taps the button of this title on the latest message that has it. */
  async taps(title: string): Promise<void> {
    const button = this.bodies.flatMap(readButtons).findLast(({ reply }) => reply.title === title);
    if (!button) throw new Error(`There is no button "${title}" on the phone of ${this.from}`);
    await this.stack.emulator.receiveMessage({ from: this.from, buttonReply: button.reply });
  }

  /** Waits until so many messages with this text are there. */
  async sees(text: string, times = 1): Promise<void> {
    await eventually(() => this.count(text) >= times, Boolean, killedSendMs);
  }

  /** How many messages have this text. */
  count(text: string): number {
    return this.bodies.filter((body) => JSON.stringify(body).includes(text)).length;
  }

  private get bodies(): unknown[] {
    return this.stack.emulator.phoneScreen(this.from).map(({ body }) => body);
  }
}

function readButtons(body: unknown): ShownButton[] {
  const { interactive } = body as { interactive?: { action?: { buttons?: ShownButton[] } } };
  return interactive?.action?.buttons ?? [];
}
