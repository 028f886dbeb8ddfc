/**
 * List of what an editor shows badly: names and members without documentation, and types that are too long.
 *
 *   node scripts/docs/list-hovers.mjs [--lower] [entry …]
 *
 * The entries are those of package.json, as `./workflow`; all by default. `--lower` brings scripts/hover-limits.json
 * down to what there is.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hoverLimits, longestHovers, maxHover, readHovers, undocumented } from './hovers.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { lower: { type: 'boolean' } } });
const all = readHovers(root);
const read = all.filter(({ entry }) => positionals.length === 0 || positionals.includes(entry));
const limits = hoverLimits(root);
const tooLong = longestHovers(read).filter(({ length }) => length > maxHover);

for (const entryHovers of read) {
  for (const line of undocumented(entryHovers)) console.log(line);
}
for (const { length, text } of tooLong) console.log(`${text}: a hover of ${length} characters, at most ${maxHover}`);
for (const entryHovers of read) {
  const { entry, hovers } = entryHovers;
  const allowed = limits.undocumented[entry] ?? 0;
  console.log(`${entry}: ${undocumented(entryHovers).length} of ${hovers.length} undocumented, ${allowed} allowed`);
}
console.log(`${tooLong.length} hovers are longer than ${maxHover} characters`);
if (values.lower) lowerLimits();

function lowerLimits() {
  const counts = all.map((entryHovers) => {
    const allowed = limits.undocumented[entryHovers.entry] ?? 0;
    return [entryHovers.entry, Math.min(undocumented(entryHovers).length, allowed)];
  });
  const longest = Math.min(Math.max(maxHover, longestHovers(all)[0].length), limits.longest);
  const lowered = { undocumented: Object.fromEntries(counts), longest };
  writeFileSync(`${root}scripts/hover-limits.json`, `${JSON.stringify(lowered, null, 2)}\n`);
}
