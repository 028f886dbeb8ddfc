/**
 * Measures the budgets: each as a ratio to a floor that is measured in the same run.
 *
 *   node bench/run.mjs [--json] [--check] [--rounds N] [measurement …]
 *
 * Needs a build. --json prints one JSON document; --check exits with 1 when a budget is missed. Progress goes to
 * standard error.
 */
import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { reportLine } from './report.mjs';

const measurements = {
  'receiver-cpu': () => import('./receiver-cpu.mjs'),
  'receiver-rate': () => import('./receiver-rate.mjs'),
  'receiver-hostile': () => import('./receiver-hostile.mjs'),
  'import-time': () => import('./import-time.mjs'),
  'activity-cpu': () => import('./activity-cpu.mjs'),
  'media-memory': () => import('./media-memory.mjs'),
  'workflow-send': () => import('./workflow-send.mjs'),
  'standalone-send': () => import('./standalone-send.mjs'),
  'conversation-turn': () => import('./conversation-turn.mjs'),
  'emulator-start': () => import('./emulator-start.mjs'),
  'emulator-rate': () => import('./emulator-rate.mjs'),
  'emulator-memory': () => import('./emulator-memory.mjs'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, check: { type: 'boolean' }, rounds: { type: 'string' } },
});
process.exitCode = await main();

async function main() {
  const unknown = positionals.filter((name) => !(name in measurements));
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (unknown.length > 0)
    return refuse(`unknown: ${unknown.join(', ')}; there are ${Object.keys(measurements).join(', ')}`);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
    return refuse('--rounds must be a whole number above 0');
  if (!existsSync(new URL('../lib/index.js', import.meta.url))) return refuse('run "npm run build" first');
  const results = await measureAll(positionals.length > 0 ? positionals : Object.keys(measurements), rounds);
  if (values.json) console.log(JSON.stringify({ machine: machine(), results }, null, 2));
  const missed = results.filter(({ pass }) => pass === false);
  if (missed.length > 0) console.error(`missed: ${missed.map(({ name }) => name).join('; ')}`);
  return values.check && missed.length > 0 ? 1 : 0;
}

async function measureAll(names, rounds) {
  const results = [];
  for (const name of names) {
    console.error(`measuring ${name} …`);
    const { measure } = await measurements[name]();
    for (const result of await measure({ ...(rounds && { rounds }), note: (line) => console.error(`  ${line}`) })) {
      results.push({ measurement: name, ...result });
      if (!values.json) console.log(reportLine(result));
    }
  }
  return results;
}

function machine() {
  return { node: process.version, cpus: cpus().length, model: cpus()[0]?.model, loadAverage: loadavg() };
}

function refuse(message) {
  console.error(`bench: ${message}`);
  return 2;
}
