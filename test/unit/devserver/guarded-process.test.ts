import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { startGuarded } from '../../../src/devserver/guarded-process.js';
import { createSandbox, type Sandbox } from '../../helpers/temporal-fakes.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await createSandbox();
});
afterEach(() => sandbox.remove());

const pidFile = (name: string): string => join(sandbox.folder, name);

/** A server that writes its process id, starts a helper that does too, and stays. */
function fakeServer(onTerm = 'exit 0'): Promise<string> {
  const text = [
    // Else the shell reports the killed `sleep` to a closed pipe, and ends by that.
    'exec > /dev/null 2>&1',
    `sleep 600 & echo $! > ${pidFile('helper')}`,
    `trap '${onTerm}' TERM`,
    `echo $$ > ${pidFile('server')}`,
    'while true; do sleep 0.05; done',
  ];
  return sandbox.program(join(sandbox.bin, 'server'), text.join('\n'));
}

async function pidIn(name: string): Promise<number> {
  for (;;) {
    const text = await readFile(pidFile(name), 'utf8').catch(() => '');
    if (text.endsWith('\n')) return Number(text);
    await sleep(20);
  }
}

async function gone(pid: number, withinMs: number): Promise<boolean> {
  for (const deadlineMs = Date.now() + withinMs; Date.now() < deadlineMs; await sleep(20)) {
    if (!isAlive(pid)) return true;
  }
  return false;
}

/** A process that has ended but was not collected by its parent counts as gone. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

/** A process of its own that starts the server as the library does. */
async function startParent(onTerm?: string): Promise<ChildProcess> {
  for (const name of ['guard', 'guarded-process']) {
    const source = await readFile(new URL(`../../../src/devserver/${name}.ts`, import.meta.url), 'utf8');
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(source, { compilerOptions: options });
    await writeFile(join(sandbox.folder, `${name}.js`), outputText);
  }
  await writeFile(join(sandbox.folder, 'package.json'), '{ "type": "module" }');
  const parent = join(sandbox.folder, 'parent.js');
  const server = await fakeServer(onTerm);
  await writeFile(
    parent,
    `import { startGuarded } from './guarded-process.js';
     startGuarded(${JSON.stringify(server)}, [], process.env);`,
  );
  return spawn(process.execPath, [parent], { env: sandbox.env, stdio: 'ignore' });
}

describe('a guarded process', () => {
  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'ends, with what it started, when its parent gets %s',
    async (signal) => {
      const parent = await startParent();
      const [server, helper] = [await pidIn('server'), await pidIn('helper')];
      expect(isAlive(server)).toBe(true);
      parent.kill(signal);
      await once(parent, 'exit');
      expect(await gone(server, 3_000)).toBe(true);
      expect(await gone(helper, 3_000)).toBe(true);
    },
  );

  test('ends on stop(), which resolves only when it is gone and can be called twice', async () => {
    const child = startGuarded(await fakeServer(), [], sandbox.env);
    const server = await pidIn('server');
    await Promise.all([child.stop(), child.stop()]);
    expect(isAlive(server)).toBe(false);
    expect(child.hasExited()).toBe(true);
  });

  test('is ended by force when it ignores the polite way', async () => {
    const child = startGuarded(await fakeServer('true'), [], sandbox.env);
    const [server, helper] = [await pidIn('server'), await pidIn('helper')];
    await child.stop();
    expect(await gone(server, 1_000)).toBe(true);
    expect(isAlive(helper)).toBe(false);
  }, 15_000);

  test('does not stay when its guard is killed', async () => {
    const child = startGuarded(await fakeServer(), [], sandbox.env);
    const server = await pidIn('server');
    process.kill(parentPid(server), 'SIGKILL');
    await child.exited;
    expect(await gone(server, 1_000)).toBe(true);
  });

  test.each([
    ['together with its owner', ['parent', 'guard']],
    ['after its owner, while it stops a server that ignores the polite way', ['parent', 'pause', 'guard']],
    ['alone', ['guard']],
  ] as const)(
    'does not stay for ten seconds when its guard is killed %s',
    async (_when, order) => {
      const parent = await startParent(order.length === 3 ? 'true' : undefined);
      const [server, helper] = [await pidIn('server'), await pidIn('helper')];
      const guard = parentPid(server);
      for (const step of order) {
        if (step === 'pause') await sleep(300);
        else process.kill(step === 'guard' ? guard : Number(parent.pid), 'SIGKILL');
      }
      expect(await gone(server, 10_000)).toBe(true);
      expect(await gone(helper, 1_000)).toBe(true);
      parent.kill('SIGKILL');
    },
    15_000,
  );

  test('tells its exit code and its last lines', async () => {
    const program = await sandbox.program(join(sandbox.bin, 'talker'), 'seq 1 30; echo "bad flag" >&2; exit 7');
    const child = startGuarded(program, [], sandbox.env);
    expect(await child.exited).toBe(7);
    expect(child.lastLines()).toHaveLength(20);
    expect(child.lastLines()).toEqual(expect.arrayContaining(['30', 'bad flag']));
  });

  test('says so when the program cannot be started', async () => {
    const child = startGuarded(join(sandbox.folder, 'missing'), [], sandbox.env);
    expect(await child.exited).toBe(127);
    expect(child.lastLines().join('\n')).toContain('ENOENT');
  });
});

function parentPid(pid: number): number {
  return Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
}
