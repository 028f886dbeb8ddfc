/** Events that wait for somebody who handles them, with their size: what a run hands on has to fit one payload. */
import type { WhatsAppEvent } from '../../common/events/types.js';
import { jsonBytes } from '../lib/json-bytes.js';

/** A queue of events, the oldest first. Sizes are those of the events as JSON, in bytes. */
export class EventQueue {
  private entries: { event: WhatsAppEvent; bytes: number }[] = [];

  get events(): WhatsAppEvent[] {
    return this.entries.map(({ event }) => event);
  }

  get length(): number {
    return this.entries.length;
  }

  get bytes(): number {
    return this.entries.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  put(event: WhatsAppEvent): void {
    this.entries.push({ event, bytes: jsonBytes(event) });
  }

  /** Takes the oldest event out. @returns undefined when none waits */
  takeFirst(): WhatsAppEvent | undefined {
    return this.entries.shift()?.event;
  }

  removeAll(isTaken: (event: WhatsAppEvent) => boolean): void {
    this.entries = this.entries.filter(({ event }) => !isTaken(event));
  }
}
