/** What all phones of a test show. One look at the emulator serves them all, as many may wait at the same time. */
import type { EmulatedMessage, GraphEmulator } from '../../emulator/index.js';

/** How often the emulator is looked at, in milliseconds. */
export const lookEveryMs = 10;

export class Screens {
  private readonly emulator: Pick<GraphEmulator, 'messages'>;
  private byId = new Map<string, EmulatedMessage[]>();
  private seen = 0;
  private last: EmulatedMessage | undefined;
  private lookedAtMs = -Infinity;

  constructor(emulator: Pick<GraphEmulator, 'messages'>) {
    this.emulator = emulator;
  }

  /** The messages to any of these ids that are shown, oldest first. */
  read(ids: readonly string[]): EmulatedMessage[] {
    this.look();
    const found = ids.flatMap((id) => this.byId.get(id) ?? []).filter(({ isShown }) => isShown);
    // Messages under several ids come together by their time. Those of one id keep their order.
    return ids.length > 1 ? found.sort((one, other) => one.acceptedAtMs - other.acceptedAtMs) : found;
  }

  private look(): void {
    if (Date.now() - this.lookedAtMs < lookEveryMs / 2) return;
    this.lookedAtMs = Date.now();
    const sent = this.emulator.messages();
    // The emulator was reset, or has forgotten its oldest messages.
    if (sent[this.seen - 1] !== this.last) this.forget();
    for (const message of sent.slice(this.seen)) this.add(message);
    this.seen = sent.length;
    this.last = sent.at(-1);
  }

  private add(message: EmulatedMessage): void {
    const id = message.recipient ?? message.to ?? '';
    const messages = this.byId.get(id);
    if (messages) messages.push(message);
    else this.byId.set(id, [message]);
  }

  private forget(): void {
    this.byId = new Map();
    this.seen = 0;
  }
}
