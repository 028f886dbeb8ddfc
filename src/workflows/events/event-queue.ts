/** Events that wait for somebody who handles them, with their size: what a run hands on has to fit one payload. */
import type { WhatsAppEvent } from '../../common/events/types.js';
import { jsonBytes } from '../../common/json-bytes.js';

/** A queue of events, the oldest first. Sizes are those of the events as JSON, in bytes. */
export class EventQueue {
  /** The size of all. */
  bytes = 0;
  private entries: { event: WhatsAppEvent; bytes: number }[] = [];

  get events(): WhatsAppEvent[] {
    return this.entries.map(({ event }) => event);
  }

  get length(): number {
    return this.entries.length;
  }

  /** Leaves out what is nested too deeply to be carried: the receiver lets nothing of the kind through. */
  put(event: WhatsAppEvent): void {
    try {
      const bytes = jsonBytes(event);
      this.entries.push({ event, bytes });
      this.bytes += bytes;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }

  /** Takes the oldest event out. @returns undefined when none waits */
  takeFirst(): WhatsAppEvent | undefined {
    const first = this.entries.shift();
    this.bytes -= first?.bytes ?? 0;
    return first?.event;
  }

  removeAll(isTaken: (event: WhatsAppEvent) => boolean): void {
    this.entries = this.entries.filter(({ event }) => !isTaken(event));
    this.bytes = this.entries.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
