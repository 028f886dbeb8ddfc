/** How long a process takes to load the receiver, against what it is made of: Express and Temporal's client. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ratioResult } from './compare.mjs';

const run = promisify(execFile);
const receiver = new URL('../lib/webhook/index.js', import.meta.url).href;

/** Milliseconds of a new process for the imports alone, by its clock and of its CPU. */
const script = `
const modules = process.argv.slice(1);
const cpu = process.cpuUsage();
const start = performance.now();
for (const name of modules) await import(name);
const milliseconds = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(JSON.stringify({ clock: milliseconds, cpu: (user + system) / 1_000 }));
process.exit();
`;

export async function measure({ rounds = 15 }) {
  const clock = [];
  const cpu = [];
  for (let round = 0; round < rounds; round += 1) {
    const pair = {};
    const order = round % 2 === 0 ? ['floor', 'ours'] : ['ours', 'floor'];
    for (const side of order)
      pair[side] = await load(side === 'floor' ? ['express', '@temporalio/client'] : [receiver]);
    clock.push({ floor: pair.floor.clock, ours: pair.ours.clock });
    cpu.push({ floor: pair.floor.cpu, ours: pair.ours.cpu });
  }
  return [
    ratioResult({ name: 'import of "./webhook", CPU', unit: 'ms', pairs: cpu, atMost: 1.2 }),
    ratioResult({ name: 'import of "./webhook", by the clock', unit: 'ms', pairs: clock }),
  ];
}

async function load(modules) {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script, ...modules], { cwd });
  return JSON.parse(stdout);
}
