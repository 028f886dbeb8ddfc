/** The first hour of a newcomer: from the packed package to a bot of one's own, talked to in a browser. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeWithBrowser } from '../helpers/chromium.js';
import { eventually } from '../helpers/eventually.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Each port is a free one, as others may use the usual ones. */
const anyPorts = ['--temporal-port', '0', '--ui-port', '0', '--emulator-port', '0', '--webhook-port', '0'];

describeWithBrowser('in an empty folder, with the packed package,', (browser) => {
  const env = { ...process.env, NODE_OPTIONS: '', CI: '1' };
  const run = (command: string, args: string[], cwd: string): string =>
    execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  let folder: string;
  let tarball: string;
  let project: string;
  let startedAtMs: number;
  const started: ChildProcess[] = [];
  let output = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-first-hour-'));
    const [packed] = JSON.parse(
      run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
    ) as [{ filename: string }];
    tarball = join(folder, packed.filename);
    startedAtMs = Date.now();
    project = makeProject();
  }, 120_000);
  afterAll(async () => {
    await Promise.all(started.map((child) => end(child, 'SIGTERM')));
    rmSync(folder, { recursive: true, force: true });
  });

  const printed = (pattern: RegExp): Promise<string> =>
    eventually(
      () => pattern.exec(output)?.[0] ?? '',
      (found) => found !== '',
      90_000,
    );

  /** What `npx temporal-whatsapp init shop && cd shop && npm install` does. The package is in no registry yet. */
  function makeProject(): string {
    const npx = ['exec', '--yes', '--prefer-offline', `--package=${tarball}`, '--'];
    run('npm', [...npx, 'temporal-whatsapp', 'init', 'shop'], folder);
    const made = join(folder, 'shop');
    const manifest = join(made, 'package.json');
    const text = readFileSync(manifest, 'utf8').replace(/("temporal-whatsapp": )"[^"]+"/, `$1"file:${tarball}"`);
    writeFileSync(manifest, text);
    run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], made);
    return made;
  }

  /** Starts a command in the project, in a group of processes of its own. */
  function start(command: string, args: string[]): ChildProcess {
    const child = spawn(command, args, { cwd: project, env, detached: true });
    started.push(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        output += data.toString();
      });
    }
    return child;
  }

  async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
    if (child.pid !== undefined && !hasEnded()) process.kill(-child.pid, signal);
    await eventually(hasEnded);
  }

  const tap = (page: Page, title: string): Promise<void> => page.getByRole('button', { name: title }).last().click();
  const shown = (page: Page, text: string): Promise<void> => page.getByRole('log').getByText(text).last().waitFor();

  /** A user of the bot, whom it has asked twice and who has answered once. */
  async function openWaitingChat(): Promise<{ page: Page; complaints: string[] }> {
    const { page, complaints } = await browser.open(await printed(/http:\S+_phone/));
    page.setDefaultTimeout(30_000);
    await page.getByRole('button', { name: 'Add a user' }).click();
    await page.getByLabel('Name').fill('Ada');
    await page.getByRole('dialog').getByRole('button', { name: 'Add user' }).click();
    await page.getByRole('textbox', { name: 'Message' }).fill('hi');
    await page.keyboard.press('Enter');
    await shown(page, 'Hi! What may we bring you?');
    await tap(page, 'Coffee');
    await shown(page, 'Which size?');
    await page.getByRole('tab', { name: 'Temporal' }).click();
    await page.getByRole('tabpanel').getByText('Waits for an answer').waitFor();
    return { page, complaints };
  }

  async function expectLastAnswer(page: Page, complaints: string[]): Promise<void> {
    await tap(page, 'Large');
    await shown(page, 'Large coffee is on its way.');
    expect(complaints).toEqual([]);
  }

  test('a bot is made, answers in the browser, waits while a change replaces its worker, and goes on', async () => {
    const dev = start('npm', ['run', 'dev', '--', ...anyPorts]);
    await printed(/worker: started/);
    const { page, complaints } = await openWaitingChat();
    appendFileSync(join(project, 'src/workflows.ts'), '\n');
    await printed(/worker: your change is live/);
    await expectLastAnswer(page, complaints);
    console.info(`from an empty folder to the last answer: ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
    await end(dev, 'SIGTERM');
  }, 400_000);

  test('beside dev --bare, its worker is killed while it waits, started again, and goes on', async () => {
    output = '';
    start('npx', ['temporal-whatsapp', 'dev', '--bare', '--write-env', 'bare.env', ...anyPorts]);
    await printed(/Ready for your worker and your receiver/);
    const both = ['--env-file=.env', '--env-file=bare.env', '--import', 'tsx'];
    const startWorker = (): ChildProcess => start('node', [...both, 'src/worker.ts']);
    start('node', [...both, 'src/server.ts']);
    const worker = startWorker();
    const { page, complaints } = await openWaitingChat();
    await end(worker, 'SIGKILL');
    startWorker();
    await expectLastAnswer(page, complaints);
  }, 400_000);
});
