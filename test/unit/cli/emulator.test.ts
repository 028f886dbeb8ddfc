import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { CommandIo } from '../../../src/cli/io.js';
import { createProgram } from '../../../src/cli/program.js';
import type { Behavior } from '../../../src/emulator/index.js';

interface Answers {
  behavior: Behavior;
  faults: object[];
  accessTokens: { expiresAtMs?: number }[];
  apps: object[];
  traffic: object[];
}

const noChange = async (_graphUrl: string): Promise<void> => undefined;

/** Runs `emulator` with these options, and reads its control routes until it has answered all. */
async function emulatorAnswers(options: string[], atTheEnd = noChange): Promise<Answers> {
  let line = '';
  let answers: Answers | undefined;
  const io: CommandIo = {
    env: {},
    print: (text) => void (line = text),
    note: () => undefined,
    untilStopped: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      const { graphUrl } = JSON.parse(line) as { graphUrl: string };
      const get = async (path: string): Promise<unknown> => (await fetch(`${graphUrl}/_emulator${path}`)).json();
      const [behavior, faults, accessTokens] = [get('/behavior'), get('/faults'), get('/access-tokens')];
      const [apps, traffic] = [get('/apps'), get('/traffic')];
      answers = {
        behavior: await behavior,
        faults: await faults,
        accessTokens: await accessTokens,
        apps: await apps,
        traffic: await traffic,
      } as Answers;
      await atTheEnd(graphUrl);
      return 'SIGTERM';
    },
  };
  const words = ['emulator', ...options];
  await (await program(io, words)).parseAsync(words, { from: 'user' });
  if (!answers) throw new Error('the emulator was not asked');
  return answers;
}

async function program(io: CommandIo, line: string[]): ReturnType<typeof createProgram> {
  const created = await createProgram(io, line);
  for (const command of [created, ...created.commands])
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  return created;
}

describe('temporal-whatsapp emulator', () => {
  test('enforces the window alone, and scripts nothing by itself', async () => {
    const { behavior, faults, accessTokens } = await emulatorAnswers([]);
    expect(behavior).toMatchObject({ limits: { pair: false }, enforceWindow: true, statusChaos: false });
    expect([faults, accessTokens[0]?.expiresAtMs]).toEqual([[], undefined]);
  });

  test.each<[string[], object]>([
    [['--pair-limit'], { limits: { pair: { messages: 45, perMs: 6000 } } }],
    [['--pair-limit', '3'], { limits: { pair: { messages: 3, perMs: 6000 } } }],
    [['--throughput', '80'], { limits: { pair: false, throughputPerSecond: 80 } }],
    [['--enforce-window'], { enforceWindow: true }],
    [['--enforce-window', 'webhook'], { enforceWindow: 'webhook' }],
    [['--enforce-window', 'off'], { enforceWindow: false }],
    [
      ['--statuses', 'sent,delivered,read', '--status-delay', '0'],
      { autoStatuses: ['sent', 'delivered', 'read'], statusDelayMs: 0 },
    ],
    [['--template-review'], { templateReview: { event: 'APPROVED', delayMs: 10 } }],
    [
      ['--template-review', 'REJECTED', '--template-review-delay', '5000'],
      { templateReview: { event: 'REJECTED', delayMs: 5000 } },
    ],
    [['--statuses', 'none'], { autoStatuses: [] }],
    [['--status-before-answer'], { statusBeforeAnswer: true }],
    [['--status-reorder', '--status-seed', '7'], { statusChaos: { reorder: true, duplicates: 0, seed: 7 } }],
    [['--status-duplicates', '2'], { statusChaos: { reorder: false, duplicates: 2, seed: 1 } }],
    [['--webhook-batch', '50'], { webhookBatch: { maxItems: 50, windowMs: 100 } }],
    [['--webhook-batch', '50', '--webhook-batch-window', '20'], { webhookBatch: { maxItems: 50, windowMs: 20 } }],
    [['--webhook-duplicates', '0.1'], { webhookDuplicates: { copies: 0.1, delayMs: 0, seed: 1 } }],
    [
      [
        '--webhook-duplicates',
        '2',
        '--webhook-duplicates-delay',
        '500',
        '--webhook-reorder',
        '200',
        '--webhook-seed',
        '7',
      ],
      { webhookDuplicates: { copies: 2, delayMs: 500, seed: 7 }, webhookReorder: { windowMs: 200, seed: 7 } },
    ],
    [['--webhook-retry-all-apps', '--time-scale', '0.001'], { webhookRetryAllApps: true, timeScale: 0.001 }],
  ])('with %j behaves so', async (options, behavior) => {
    expect((await emulatorAnswers(options)).behavior).toMatchObject(behavior);
  });

  test('scripts faults, and lets access tokens expire', async () => {
    const options = [
      '--fault',
      '{"hang":"after"}',
      '--fault',
      '{"code":131056,"times":null}',
      '--access-token-ttl',
      '1000',
    ];
    const { faults, accessTokens } = await emulatorAnswers(options);
    expect(faults).toMatchObject([{ hang: 'after' }, { code: 131056, times: null }]);
    expect(accessTokens[0]?.expiresAtMs).toEqual(expect.any(Number));
  });

  test('adds apps, and lets traffic begin', async () => {
    const url = 'http://127.0.0.1:9/webhook';
    const app = JSON.stringify({ appId: '12345', webhookUrl: url, verify: false });
    const { apps, traffic } = await emulatorAnswers(['--webhook-url', url, '--app', app, '--traffic', '0.5']);
    expect(apps).toMatchObject([{ webhookUrl: url }, { appId: '12345', webhookUrl: url }]);
    expect(traffic).toMatchObject([{ id: 1, isRunning: true }]);
    const options = ['--webhook-url', url, '--traffic', '{"eventsPerSecond":1,"mix":{"echo":1}}'];
    expect((await emulatorAnswers(options)).traffic).toHaveLength(1);
  });

  test('saves its state and a cassette at the end', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'emulator-command-'));
    const [state, har] = [join(folder, 'state.jsonl'), join(folder, 'day.har')];
    await emulatorAnswers(['--state', state, '--har', har, '--seed', '7', '--record-limit', '10']);
    await expect(emulatorAnswers(['--state', state, '--seed', '8'])).rejects.toThrow(/with seed 7/);
    await emulatorAnswers(['--state', state]);
    expect(JSON.parse(await readFile(har, 'utf8'))).toMatchObject({ log: { version: '1.2', entries: [] } });
    await rm(folder, { recursive: true });
  });

  test('ends and saves its state when the cassette cannot be written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'emulator-command-'));
    const [state, har] = [join(folder, 'state.jsonl'), join(folder, 'day.har')];
    let graphUrl = '';
    const options = ['--state', state, '--har', har];
    const ended = emulatorAnswers(options, async (url) => {
      graphUrl = url;
      await mkdir(har);
    });
    await expect(ended).rejects.toThrow(`the HAR file ${har} cannot be written`);
    expect(await readFile(state, 'utf8')).toContain('"identity"');
    await expect(fetch(graphUrl)).rejects.toThrow('fetch failed');
    await rm(folder, { recursive: true });
  });

  test('refuses a cassette that it cannot write before it starts, and writes one for its owner only', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'emulator-command-'));
    const missing = join(folder, 'none', 'day.har');
    await expect(emulatorAnswers(['--har', missing])).rejects.toThrow(`${missing} cannot be written`);
    await expect(emulatorAnswers(['--har', folder])).rejects.toThrow('it is a folder');
    const har = join(folder, 'day.har');
    await writeFile(har, 'of yesterday', { mode: 0o644 });
    await emulatorAnswers(['--har', har]);
    expect((await stat(har)).mode & 0o777).toBe(0o600);
    await rm(folder, { recursive: true });
  });

  test.each<[string[], RegExp]>([
    [['--webhook-batch', '1001'], /webhookBatch\.maxItems/],
    [['--webhook-duplicates', 'often'], /must be a number/],
    [['--time-scale', '0'], /timeScale/],
    [['--app', '[]'], /must be a JSON object/],
    [['--app', '{"secret":"a"}'], /addApp/],
    [['--traffic', '10'], /nobody gets the webhooks/],
    [['--traffic', 'much'], /must be a JSON object/],
    [['--throughput', 'many'], /whole number/],
    [['--throughput', '0'], /limits\.throughputPerSecond/],
    [['--statuses', 'sent,seen'], /autoStatuses\.1/],
    [['--template-review', 'maybe'], /APPROVED, REJECTED/],
    [['--enforce-window', 'never'], /refuse, webhook, off/],
    [['--fault', 'hang'], /must be JSON/],
    [['--fault', '{"hang":"often"}'], /addFault.*hang/s],
  ])('refuses %j', async (options, message) => {
    await expect(emulatorAnswers(options)).rejects.toThrow(message);
  });
});
