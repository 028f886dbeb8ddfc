/** The other conversations in which something is under way with the user, and how an answer finds who has asked. */
import { isUsableId } from '../../common/ids/workflow-ids.js';
import type { TapRoute } from '../states.js';

/** Something is under way in one conversation for each id of the user, at most. */
const keptPeers = 10;

/** An answer is given to no more conversations than that. */
const longestRoute = 20;

export class BusyPeers {
  private readonly keys: Set<string>;

  constructor(keys: readonly string[]) {
    this.keys = new Set(keys);
  }

  has(key: string): boolean {
    return this.keys.has(key);
  }

  add(key: string): void {
    this.keys.add(key);
    const [oldest] = this.keys;
    if (this.keys.size > keptPeers && oldest !== undefined) this.keys.delete(oldest);
  }

  delete(key: string): void {
    this.keys.delete(key);
  }

  clear(): void {
    this.keys.clear();
  }

  /** The keys, in the order in which they told. @returns undefined when there are none */
  get state(): string[] | undefined {
    return this.keys.size === 0 ? undefined : [...this.keys];
  }

  /** The greatest key but this one. */
  greatest(other: string): string | undefined {
    return [...this.keys]
      .filter((key) => key !== other)
      .sort()
      .at(-1);
  }

  /**
   * The way of an answer that is strange here: to each of those that may know it, once. The last that told comes first.
   *
   * @returns undefined when nobody is left
   */
  onward(here: string, { tried, next }: TapRoute): { to: string; route: TapRoute } | undefined {
    const asked = new Set([...tried, here]);
    const [to, ...rest] = new Set([...next, ...[...this.keys].reverse()].filter((key) => !asked.has(key)));
    if (to === undefined || asked.size >= longestRoute) return undefined;
    return { to, route: { tried: [...asked, to], next: rest } };
  }
}

/** The way as a signal may bring it: anything. */
export function readRoute(given: TapRoute | undefined): TapRoute {
  return { tried: readKeys(given?.tried), next: readKeys(given?.next) };
}

/** Keys of conversations in a list that came by a signal. */
export function readKeys(list: unknown): string[] {
  return Array.isArray(list) ? list.filter(isUsableId).slice(0, longestRoute) : [];
}
