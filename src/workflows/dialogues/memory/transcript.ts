/** What was said, in the form in which language models take it. It is bounded in number and size. */
import { jsonBytes } from '../../../common/json-bytes.js';
import { defined } from '../../../common/schema/defined.js';
import type { TranscriptEntry } from '../../states.js';

interface KeptEntry extends TranscriptEntry {
  /** The id of the message, so that an edit finds it. */
  id?: string;
}

/** A place in a transcript: behind its last entry of that moment. */
export interface TranscriptPlace {
  readonly last: KeptEntry | undefined;
}

/** What crosses from run to run. */
export type TranscriptState = KeptEntry[];

const keptEntries = 100;
const keptBytes = 64_000;
const longestContent = 4_096;

export class Transcript {
  private readonly entries: KeptEntry[];
  private readonly isOn: boolean;

  constructor(state: TranscriptState = [], isOn = true) {
    this.entries = isOn ? [...state] : [];
    this.isOn = isOn;
  }

  /** @param participant who of a group wrote it */
  add(role: TranscriptEntry['role'], content: string, id?: string, participant?: string): void {
    if (!this.isOn) return;
    this.entries.push({ role, content: content.slice(0, longestContent), ...defined({ id, participant }) });
    this.trim();
  }

  /** The place of what is being said: what the user writes before it is confirmed comes after it. */
  get place(): TranscriptPlace {
    return { last: this.entries.at(-1) };
  }

  /** Adds what the business has said, at its place. */
  addAt({ last }: TranscriptPlace, content: string): void {
    const known = last === undefined ? -1 : this.entries.indexOf(last);
    const later = last !== undefined && known === -1 ? [] : this.entries.splice(known + 1);
    this.add('assistant', content);
    this.entries.push(...later);
    this.trim();
  }

  /** The user changed a message, or took it back. */
  change(id: string | undefined, content: string | undefined): void {
    const at = id === undefined ? -1 : this.entries.findIndex((entry) => entry.id === id);
    const entry = this.entries[at];
    if (!entry) return;
    if (content === undefined) this.entries.splice(at, 1);
    else entry.content = content.slice(0, longestContent);
    this.trim();
  }

  /** The latest entries, oldest first. @param last how many at most. @default all that are kept */
  read(last = keptEntries): TranscriptEntry[] {
    return this.entries
      .slice(Math.max(0, this.entries.length - Math.max(0, last)))
      .map(({ role, content, participant }) => ({ role, content, ...defined({ participant }) }));
  }

  merge(older: TranscriptState): void {
    if (!this.isOn) return;
    this.entries.unshift(...older);
    this.trim();
  }

  get state(): TranscriptState {
    return this.entries;
  }

  private trim(): void {
    while (this.entries.length > keptEntries) this.entries.shift();
    let bytes = jsonBytes(this.entries);
    while (bytes > keptBytes && this.entries.length > 1) bytes -= jsonBytes(this.entries.shift()) + 1;
  }
}
