/** What a person reads, and what a program reads. */

export function reportLine(result) {
  const { name, budget, pass } = result;
  const verdict = budget === undefined ? '' : `, budget ${budget}: ${pass ? 'PASS' : 'FAIL'}`;
  return `${name}\n    ${figures(result)}${verdict}`;
}

function figures({ unit, floor, ours, ratio, rounds }) {
  if (ratio === undefined) return `${number(ours.median)} ${unit}`;
  const spread = `${fixed(ratio.lowerQuartile)} to ${fixed(ratio.upperQuartile)} in the middle half of ${rounds} rounds`;
  return `${fixed(ratio.median)}x of ${number(floor.median)} ${unit}: ${number(ours.median)} ${unit} (${spread})`;
}

function fixed(value) {
  return value.toFixed(2);
}

/** Three digits that count, whole numbers as they are. */
function number(value) {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(value < 100 ? 3 : 4)));
}
