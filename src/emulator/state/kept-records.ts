/** What is forgotten, so that a long run does not fill the memory: the oldest records beyond a limit. */

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

/** Forgets the oldest entries of a map beyond the limit. @returns what was forgotten */
export function forgetOldest<Entry>(entries: Map<string, Entry>, limit: number): Entry[] {
  const forgotten: Entry[] = [];
  for (const [key, entry] of entries) {
    if (entries.size <= limit) break;
    entries.delete(key);
    forgotten.push(entry);
  }
  return forgotten;
}

/** How many entries a list has that belongs to one record: far more than ever come from Meta. */
const mostOfRecord = 100;

/** Adds to a list that belongs to one record. It forgets its oldest entries: no record is without a bound. */
export function addToRecord<Entry>(entries: Entry[], entry: Entry): void {
  entries.push(entry);
  if (entries.length > mostOfRecord) entries.splice(0, entries.length - mostOfRecord);
}
