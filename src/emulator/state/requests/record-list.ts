/** A list that forgets its oldest entries, so that a long run does not fill the memory. */
export class RecordList<Entry> {
  readonly entries: Entry[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Drops a tenth at once: dropping one entry for each new one would move the whole list each time. */
  add(entry: Entry): void {
    this.entries.push(entry);
    if (this.entries.length > this.#limit) this.entries.splice(0, Math.ceil(this.#limit / 10));
  }

  clear(): void {
    this.entries.length = 0;
  }
}
