/** How long the command takes from its process to its ready line, against a process that does nothing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ratioResult } from './compare.mjs';

const main = fileURLToPath(new URL('../lib/cli/main.js', import.meta.url));

export async function measure({ rounds = 15 }) {
  const pairs = [];
  // The first start reads the files from the disk.
  for (let round = -1; round < rounds; round += 1) {
    const pair = {
      floor: await untilOutput(['--eval', 'console.log(1)']),
      ours: await untilOutput([main, 'emulator', '--port', '0']),
    };
    if (round >= 0) pairs.push(pair);
  }
  return [ratioResult({ name: 'start of "temporal-whatsapp emulator" until its ready line', unit: 'ms', pairs })];
}

async function untilOutput(args) {
  const start = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  const milliseconds = performance.now() - start;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  return milliseconds;
}
