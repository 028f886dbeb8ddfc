/**
 * Prose check of comments, docstrings, names and pages, against the limits of scripts/checks/prose-limits.json.
 *
 *   node scripts/check-prose.mjs [--list [rule …]] [--lower]
 *
 * A limit may only fall: a count above it fails, and a count below it asks to lower it, which `--lower` does.
 * `--list` prints every place, of the rules named or of all.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { proseProblems } from './checks/prose/rules.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const limitsPath = `${root}scripts/checks/prose-limits.json`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean' }, lower: { type: 'boolean' } },
});
const limits = JSON.parse(readFileSync(limitsPath, 'utf8'));
const results = proseProblems(root);

for (const { rule, found } of results) {
  const limit = limits[rule] ?? 0;
  const isListed = values.list && (positionals.length === 0 || positionals.includes(rule));
  if (isListed || found.length > limit) printPlaces(rule, found);
  console.log(`${rule}: ${verdict(found.length, limit)}`);
  if (found.length > limit) process.exitCode = 1;
}
if (values.lower) lowerLimits();

function printPlaces(rule, found) {
  for (const { path, line, message } of found) console.log(`${path}:${line}: ${message} (${rule})`);
}

function verdict(count, limit) {
  if (count > limit) return `${count} found, ${limit} allowed: mend those that are new`;
  if (count < limit) return `${count} found, ${limit} allowed: lower the limit (node scripts/check-prose.mjs --lower)`;
  return count === 0 ? 'none' : `${count} found, as many as allowed`;
}

function lowerLimits() {
  const lowered = results.map(({ rule, found }) => [rule, Math.min(found.length, limits[rule] ?? 0)]);
  writeFileSync(limitsPath, `${JSON.stringify(Object.fromEntries(lowered), null, 2)}\n`);
}
