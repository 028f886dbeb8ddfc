import { isRecord } from '../../common/events/json.js';
import { invalidParameter } from '../meta/graph-error.js';
import type { IdSource } from '../meta/id-source.js';

/** How many objects of a kind are kept; the oldest go first. */
const mostOfAKind = 500;
/** Largest object, as JSON, in characters. */
const largestObject = 100_000;

/** An object that the emulator keeps as it was sent, without knowing what it means. */
export interface StoredObject {
  id: string;
  /** What it is, in the words of Meta's paths: `solution`, `preverified-number`, … */
  kind: string;
  /** Id of the object whose edge it was made at. */
  ownerId: string;
  members: Record<string, unknown>;
}

/** What operations of the stored level keep. The oldest objects of a kind are forgotten beyond the limit. */
export class StoredObjects {
  readonly #byId = new Map<string, StoredObject>();
  readonly #ids: IdSource;

  constructor(ids: IdSource) {
    this.#ids = ids;
  }

  /** @throws GraphError when the object is too large. */
  add({ kind, ownerId, members }: Omit<StoredObject, 'id'>): StoredObject {
    const id = this.#ids.objectId(kind);
    const added = { id, kind, ownerId, members: fitting(members) };
    this.#byId.set(id, added);
    const ofKind = this.all(kind);
    if (ofKind.length > mostOfAKind) this.#byId.delete(ofKind[0]?.id ?? '');
    return added;
  }

  find(id: string): StoredObject | undefined {
    return this.#byId.get(id);
  }

  /** Objects of a kind, oldest first: all of them, or those of one owner. */
  all(kind?: string, ownerId?: string): StoredObject[] {
    return [...this.#byId.values()].filter(
      (object) => (kind === undefined || object.kind === kind) && (ownerId === undefined || object.ownerId === ownerId),
    );
  }

  /** Puts members into an object, and those of objects into objects. @throws GraphError when it becomes too large. */
  merge(object: StoredObject, changes: Record<string, unknown>): void {
    object.members = fitting(merged(object.members, changes));
  }

  remove(id: string): void {
    this.#byId.delete(id);
  }

  /** What is saved and brought back with the state. */
  kept(): Record<string, Map<string, unknown>> {
    return { byId: this.#byId };
  }

  clear(): void {
    this.#byId.clear();
  }
}

function merged(members: Record<string, unknown>, changes: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(changes).map(([name, change]) => {
    const member = members[name];
    return [name, isRecord(member) && isRecord(change) ? merged(member, change) : change];
  });
  return { ...members, ...Object.fromEntries(entries) };
}

function fitting(members: Record<string, unknown>): Record<string, unknown> {
  if (JSON.stringify(members).length <= largestObject) return members;
  throw invalidParameter(`The emulator keeps objects of at most ${largestObject} characters.`);
}
