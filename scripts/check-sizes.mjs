/**
 * Size check of what an editor reads: the declarations of the build, and the longest hover. It needs `npm run build`.
 *
 *   node scripts/check-sizes.mjs
 *
 * scripts/size-limits.json says how much is allowed, in KB of 1,000 bytes; it may only fall, down to the goal.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { report } from './checks/report.mjs';
import { hoverLimits, longestHovers, maxHover, readHovers, undocumented } from './docs/hovers.mjs';

const goal = 640;
const shownFiles = 5;
const shownHovers = 3;

const root = fileURLToPath(new URL('..', import.meta.url));
const lib = join(root, 'lib');
const limitsPath = join(root, 'scripts/size-limits.json');
// Without the file the goal is the limit.
const { declarations: limit } = existsSync(limitsPath)
  ? JSON.parse(readFileSync(limitsPath, 'utf8'))
  : { declarations: goal };

report('sizes', [...declarationProblems(), ...hoverProblems()]);

function declarationProblems() {
  if (!existsSync(lib)) return ['lib/ is not there: npm run build'];
  const files = readdirSync(lib, { recursive: true })
    .filter((path) => path.endsWith('.d.ts'))
    .map((path) => ({ path, size: statSync(join(lib, path)).size }))
    .sort((left, right) => right.size - left.size);
  const total = Math.ceil(kilobytes(files.reduce((sum, { size }) => sum + size, 0)));
  console.log(
    `declarations: ${total} KB, ${limit} KB allowed, ${goal} KB is the goal; the largest of ${files.length}:`,
  );
  for (const { path, size } of files.slice(0, shownFiles))
    console.log(`  ${kilobytes(size).toFixed(1)} KB  lib/${path}`);
  if (total < limit && limit > goal)
    console.log(`  lower the limit in scripts/size-limits.json to ${Math.max(total, goal)}`);
  if (total <= limit) return [];
  return [
    `lib/**/*.d.ts has ${total} KB, ${limit} allowed: write types as interfaces instead of inferring them from schemas`,
  ];
}

function hoverProblems() {
  const read = readHovers(root);
  const { longest } = hoverLimits(root);
  const hovers = longestHovers(read);
  // What two entries share is counted once.
  const missing = new Set(read.flatMap(undocumented).map((line) => line.slice(line.indexOf(': '))));
  console.log(
    `hovers: ${missing.size} undocumented (node scripts/docs/list-hovers.mjs), the longest of ${hovers.length}:`,
  );
  for (const { length, text } of hovers.slice(0, shownHovers)) console.log(`  ${length} characters  ${text}`);
  if (hovers[0].length < longest && longest > maxHover) {
    console.log('  lower the limit: node scripts/docs/list-hovers.mjs --lower');
  }
  return hovers
    .filter(({ length }) => length > longest)
    .map(({ length, text }) => `${text}: a hover of ${length} characters, ${longest} allowed: name the types in it`);
}

function kilobytes(bytes) {
  return bytes / 1_000;
}
