/** Chance that a seed decides: the same text always gives the same number. */
import { createHash } from 'node:crypto';

const ranks = 2 ** 32;

/** From 0 to 1, without 1. */
export function chanceOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / ranks;
}

/** Another order; the same one for the same key. */
export function shuffled<Entry>(entries: readonly Entry[], key: string): Entry[] {
  return entries
    .map((entry, index) => ({ entry, rank: chanceOf(`${key}/${index}`) }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ entry }) => entry);
}
