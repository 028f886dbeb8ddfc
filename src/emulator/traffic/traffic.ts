import { pause } from '../outbound-webhooks/delivery/stop-switch.js';
import type { TrafficEvent } from './traffic-events.js';
import { trafficKinds, type ParsedTraffic, type TrafficKind } from './traffic-options.js';

/** Events are made in steps of so many milliseconds. */
const stepMs = 10;
/** How much faster than wanted events may come after the process was busy, until they have caught up. */
const catchUpFactor = 10;

/** Traffic that has been started. */
export interface TrafficHandle {
  /** Number of the traffic, from 1 on. */
  readonly id: number;
  /**
   * Ids of every event that was made, each once, oldest first; the list grows until the traffic ends. A message, a
   * status and an echo have a message id, a template `message_template_id`, an unknown field an `id` in its value. A
   * malformed item is its own id.
   */
  readonly sent: readonly string[];
  /** How many events of each kind were made. */
  readonly counts: Readonly<Record<TrafficKind, number>>;
  /** Whether events are still made. */
  readonly isRunning: boolean;
  /** Resolves when no more events are made, by `stop()` or after `maxEvents`; rejects when one could not be made. */
  readonly ended: Promise<void>;
  /** Ends it. What was made is delivered, however long it takes: `webhooksSettled()`. */
  stop(): Promise<void>;
}

/** Makes the event with this number and has it posted; undefined, and not posted, once `signal` is aborted. */
export type MakeEvent = (index: number, signal: AbortSignal) => Promise<TrafficEvent | undefined>;

export class Traffic implements TrafficHandle {
  readonly id: number;
  readonly sent: string[] = [];
  readonly counts: Record<TrafficKind, number>;
  readonly ended: Promise<void>;
  isRunning = true;
  readonly #options: ParsedTraffic;
  readonly #stopping = new AbortController();

  constructor(id: number, options: ParsedTraffic, make: MakeEvent) {
    this.id = id;
    this.#options = options;
    this.counts = Object.fromEntries(trafficKinds.map((kind) => [kind, 0])) as Record<TrafficKind, number>;
    this.ended = this.#run(make).finally(() => {
      this.isRunning = false;
    });
    // Who waits for it is told; who does not must not be ended by it.
    this.ended.catch(() => undefined);
  }

  stop(): Promise<void> {
    this.#stopping.abort();
    return this.ended;
  }

  async #run(make: MakeEvent): Promise<void> {
    const { eventsPerSecond, maxEvents } = this.#options;
    const { signal } = this.#stopping;
    const startedAt = performance.now();
    const mostAtOnce = Math.ceil((eventsPerSecond * stepMs * catchUpFactor) / 1000);
    while (this.sent.length < maxEvents && !(await pause(stepMs, signal))) {
      const elapsedMs = performance.now() - startedAt;
      const due = Math.min(Math.floor((elapsedMs * eventsPerSecond) / 1000), maxEvents, this.sent.length + mostAtOnce);
      while (this.sent.length < due) {
        const made = await make(this.sent.length, signal);
        if (!made) return;
        this.sent.push(made.id);
        this.counts[made.kind] += 1;
      }
    }
  }
}
