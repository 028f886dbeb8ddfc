/** Floor and ours by turns in one run, so that whatever else the machine does falls on both. */

/**
 * Measures both sides once per round, each round the other way round, after one round that does not count.
 *
 * @param {{ rounds: number, slices?: number, floor: () => Promise<number>, ours: () => Promise<number> }} sides each
 * gives one number; with `slices` a round is the mean of that many turns, so that both sides share its good and bad
 * moments
 * @returns {Promise<{ floor: number, ours: number }[]>} one pair for each round
 */
export async function takeTurns({ rounds, slices = 1, floor, ours }) {
  const pairs = [];
  for (let round = -1; round < rounds; round += 1) {
    const pair = { floor: 0, ours: 0 };
    for (let slice = 0; slice < slices; slice += 1) {
      const order = (round + slice) % 2 === 0 ? { floor, ours } : { ours, floor };
      for (const [side, measure] of Object.entries(order)) pair[side] += (await measure()) / slices;
    }
    if (round >= 0) pairs.push(pair);
  }
  return pairs;
}

/**
 * A result: the median of the ratios of the pairs, ours to floor, with its spread, and whether it keeps to the budget.
 *
 * @param {{ name: string, unit: string, pairs: { floor: number, ours: number }[], atLeast?: number, atMost?: number }}
 * options without `atLeast` and `atMost` it is information and cannot miss
 */
export function ratioResult({ name, unit, pairs, atLeast, atMost }) {
  const ratios = summary(pairs.map(({ floor, ours }) => ours / floor));
  return {
    name,
    unit,
    rounds: pairs.length,
    floor: summary(pairs.map(({ floor }) => floor)),
    ours: summary(pairs.map(({ ours }) => ours)),
    ratio: ratios,
    ...judgeBudget(ratios.median, { atLeast, atMost }),
  };
}

/** A result without a floor and a budget. */
export function infoResult({ name, unit, value }) {
  return { name, unit, ours: summary([value]) };
}

/** A result that is counted: it has to be exactly so, each time. */
export function countResult({ name, unit, counts, exactly }) {
  const ours = summary(counts);
  const pass = ours.min === exactly && ours.max === exactly;
  return { name, unit, rounds: counts.length, ours, budget: `= ${exactly}`, pass };
}

function judgeBudget(median, { atLeast, atMost }) {
  if (atLeast !== undefined) return { budget: `>= ${atLeast}`, pass: median >= atLeast };
  if (atMost !== undefined) return { budget: `<= ${atMost}`, pass: median <= atMost };
  return {};
}

/** Quartiles say what the median is worth. */
function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    min: sorted[0],
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
    max: sorted.at(-1),
  };
}

function quantile(sorted, share) {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}
