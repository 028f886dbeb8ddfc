/** Runs jest until its report is there. A jest that stays then is ended: an open handle would keep it for ever. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const openHandles = fileURLToPath(new URL('open-handles.mjs', import.meta.url));

/**
 * Starts jest. `ended` resolves with its report and exit code; there is no report after a crash. The exit code of a
 * jest that had to be ended is what its report says.
 */
export function startJest(args, { cwd, env, report, patienceMs = 30_000, log = console.error, output = 'inherit' }) {
  rmSync(report, { force: true });
  const command = ['--import', openHandles, jest, '--json', `--outputFile=${report}`, ...args];
  const child = spawn(process.execPath, command, { cwd, env, stdio: ['ignore', 'ignore', output] });
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  const over = new AbortController();
  exited.then(() => over.abort());
  const ended = (async () => {
    const wasEnded = await endWhenLate(child.pid, report, { patienceMs, log, signal: over.signal });
    const exitCode = await exited;
    const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
    return { results, exitCode: wasEnded ? Number(results?.success !== true) : exitCode };
  })();
  return { ended, kill: (signal) => child.kill(signal) };
}

async function endWhenLate(pid, report, { patienceMs, log, signal }) {
  const pause = (ms) => sleep(ms, undefined, { signal }).catch(() => undefined);
  while (!signal.aborted && !existsSync(report)) await pause(Math.min(500, patienceMs));
  await pause(patienceMs);
  if (signal.aborted) return false;
  const children = descendants(pid);
  log(`\nJEST DID NOT EXIT: its report was written ${patienceMs / 1000} s ago. It is ended now, with its children:`);
  for (const child of children) log(`  ${child.pid} ${child.args}`);
  kill(pid, 'SIGUSR2');
  await pause(1_000);
  for (const child of children) kill(child.pid, 'SIGKILL');
  kill(pid, 'SIGKILL');
  return true;
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** The processes below one, each with its command line. */
function descendants(pid) {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)).filter((found) => found !== null);
  const below = (parent) =>
    all
      .filter(([, , ppid]) => Number(ppid) === parent)
      .flatMap(([, own, , args]) => [{ pid: Number(own), args: args.slice(0, 200) }, ...below(Number(own))]);
  return below(pid).filter(({ args }) => !args.startsWith('ps -A'));
}
