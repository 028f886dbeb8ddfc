import { randomBytes } from 'node:crypto';
import type { PhoneChange } from '../phone-views.js';

/** How many changes are kept for a page that lost its connection. */
const keptChanges = 1_000;
/** How long changes are kept after the last page has gone, in milliseconds. */
const keptForMs = 60_000;

/** A change as it is sent: its id, and its JSON. */
export interface NumberedChange {
  id: string;
  json: string;
}

type Listener = (change: NumberedChange) => void;

/**
 * Tells pages what changes. Without a page it costs nothing: a change is described only when somebody listens, or has
 * listened within the last minute.
 */
export class ChangeFeed {
  readonly #run = randomBytes(4).toString('hex');
  readonly #listeners = new Set<Listener>();
  #kept: NumberedChange[] = [];
  #nextId = 1;
  #leftAtMs = -Infinity;

  /** @param describe makes the change; called only when somebody is there to be told */
  note(describe: () => PhoneChange): void {
    if (!this.#isWatched()) return;
    const change = { id: `${this.#run}.${this.#nextId++}`, json: JSON.stringify(describe()) };
    this.#kept.push(change);
    if (this.#kept.length > keptChanges) this.#kept.splice(0, this.#kept.length - keptChanges);
    for (const listener of this.#listeners) listener(change);
  }

  /** The id of the latest change, which goes with a picture of everything. */
  get latestId(): string {
    return `${this.#run}.${this.#nextId - 1}`;
  }

  /** The changes after this one; undefined when they are not all kept, so that a whole picture is needed. */
  since(id: string): NumberedChange[] | undefined {
    const [run, number = NaN] = [id.split('.')[0], Number(id.split('.')[1])];
    const isKnown = run === this.#run && number < this.#nextId && number >= this.#nextId - 1 - this.#kept.length;
    if (!isKnown || !this.#isWatched()) return undefined;
    return this.#kept.slice(this.#kept.length - (this.#nextId - 1 - number));
  }

  /** @returns what ends it */
  listen(listener: Listener): () => void {
    if (!this.#isWatched()) this.#kept = [];
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      this.#leftAtMs = Date.now();
    };
  }

  #isWatched(): boolean {
    return this.#listeners.size > 0 || Date.now() - this.#leftAtMs < keptForMs;
  }
}
