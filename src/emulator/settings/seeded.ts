/** Chance that a seed decides: the same text always gives the same number. */
import { createHash } from 'node:crypto';

const ranks = 2 ** 32;

/** A number from 0 to 1, without 1, which the text decides. */
export function seededChance(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / ranks;
}

/** The entries in another order, which the key decides. */
export function shuffled<Entry>(entries: readonly Entry[], key: string): Entry[] {
  return entries
    .map((entry, index) => ({ entry, rank: seededChance(`${key}/${index}`) }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ entry }) => entry);
}
