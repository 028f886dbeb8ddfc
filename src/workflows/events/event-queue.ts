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

  get first(): WhatsAppEvent | undefined {
    return this.entries[0]?.event;
  }

  put(event: WhatsAppEvent): void {
    this.entries.push({ event, bytes: jsonBytes(event) });
  }

  putFirst(events: readonly WhatsAppEvent[]): void {
    this.entries.unshift(...events.map((event) => ({ event, bytes: jsonBytes(event) })));
  }

  takeAll(): WhatsAppEvent[] {
    const { events } = this;
    this.entries = [];
    return events;
  }

  removeAll(isTaken: (event: WhatsAppEvent) => boolean): void {
    this.entries = this.entries.filter(({ event }) => !isTaken(event));
  }
}
