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
  let dev: ChildProcess | undefined;
  let output = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-first-hour-'));
    const [packed] = JSON.parse(
      run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
    ) as [{ filename: string }];
    tarball = join(folder, packed.filename);
  }, 60_000);
  afterAll(async () => {
    if (dev?.pid !== undefined) process.kill(-dev.pid, 'SIGTERM');
    await eventually(() => dev?.exitCode !== null || dev.signalCode !== null);
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
    const project = join(folder, 'shop');
    const manifest = join(project, 'package.json');
    const text = readFileSync(manifest, 'utf8').replace(/("temporal-whatsapp": )"[^"]+"/, `$1"file:${tarball}"`);
    writeFileSync(manifest, text);
    run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], project);
    return project;
  }

  function startDev(project: string): void {
    dev = spawn('npm', ['run', 'dev', '--', ...anyPorts], { cwd: project, env, detached: true });
    for (const stream of [dev.stdout, dev.stderr]) {
      stream?.on('data', (data: Buffer) => {
        output += data.toString();
      });
    }
  }

  const tap = (page: Page, title: string): Promise<void> => page.getByRole('button', { name: title }).last().click();

  test('a bot is made, answers in the browser, waits while its worker is replaced, and goes on', async () => {
    const startedAtMs = Date.now();
    const project = makeProject();
    startDev(project);
    const url = await printed(/http:\S+_phone/);
    await printed(/worker: started/);
    const { page, complaints } = await browser.open(url);
    page.setDefaultTimeout(30_000);
    const shown = (text: string) => page.getByRole('log').getByText(text).last().waitFor();
    await page.getByRole('button', { name: 'Add a user' }).click();
    await page.getByLabel('Name').fill('Ada');
    await page.getByRole('dialog').getByRole('button', { name: 'Add user' }).click();
    await page.getByRole('textbox', { name: 'Message' }).fill('hi');
    await page.keyboard.press('Enter');
    await shown('Hi! What may we bring you?');
    await tap(page, 'Coffee');
    await shown('Which size?');
    await page.getByRole('tab', { name: 'Temporal' }).click();
    await page.getByRole('tabpanel').getByText('Waits for an answer').waitFor();
    appendFileSync(join(project, 'src/workflows.ts'), '\n');
    await printed(/worker: your change is live/);
    await tap(page, 'Large');
    await shown('Large coffee is on its way.');
    expect(complaints).toEqual([]);
    console.info(`from an empty folder to the last answer: ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
  }, 400_000);
});
