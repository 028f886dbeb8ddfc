/** The events of one body, with a bound: whoever has the app secret may sign millions of items that are none. */
import { typeMismatch } from './json.js';
import { bodySource, unknownEvent, type BaseMembers, type EventSource, type ParsedEvent } from './parsed-event.js';

/**
 * How many parts that cannot be read become events of their own. One POST of Meta holds at most a thousand items.
 *
 * @see "Create a webhook endpoint"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/create-webhook-endpoint (read 2026-11)
 */
const maxMalformed = 1_000;

/** How many events one body has. Meta's 3 MiB have no room for more items of a hundred bytes, and none is shorter. */
const maxEvents = 32_000;

/** Collects the events of one body. What is beyond the bound is counted, and one event stands for all of it. */
export class EventList {
  /** The events so far, in Meta's order. */
  readonly events: ParsedEvent[] = [];
  private malformed = 0;
  private beyond = 0;

  /** Whether the list takes no more events. */
  get isFull(): boolean {
    return this.events.length >= maxEvents;
  }

  /** Adds an event. */
  add(parsed: ParsedEvent): void {
    if (this.isFull) this.beyond += 1;
    else this.events.push(parsed);
  }

  /** Counts an item for which no event is made, as the list is full. */
  skip(): void {
    this.beyond += 1;
  }

  /** Adds what is not of the expected kind, as an event of its own. */
  addMalformed(path: string, expected: string, found: unknown, base: BaseMembers, source: EventSource): void {
    this.malformed += 1;
    if (this.malformed > maxMalformed) this.beyond += 1;
    else this.add(unknownEvent('malformed', base, typeMismatch(path, expected, found), source));
  }

  /** Ends the list: when something was left out, the last event is the whole body. */
  end(body: unknown, base: BaseMembers): ParsedEvent[] {
    if (this.beyond === 0) return this.events;
    const problem = `${this.beyond} more parts were not read, as Meta never posts so many: the body is kept whole`;
    this.events.push(unknownEvent('malformed', base, problem, bodySource(body)));
    return this.events;
  }
}
