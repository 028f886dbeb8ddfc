import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidCredentialError } from '../../../src/graph/credentials.js';
import { JsonFileCredentialProvider } from '../../../src/graph/json-file-credentials.js';

let directory: string;
let path: string;
let provider: JsonFileCredentialProvider;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rewritten-'));
  path = join(directory, 'credentials.json');
  provider = new JsonFileCredentialProvider(path);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

const content = (value: string): string =>
  JSON.stringify({
    credentials: { default: { accessToken: value }, shop: { accessToken: value } },
    secrets: { pin: value },
  });

/** How a file is wrong while somebody writes it. */
const breaks: readonly [string, () => void][] = [
  ['empty', () => truncateSync(path, 0)],
  ['half written', () => writeFileSync(path, content('two').slice(0, 30))],
  ['away', () => renameSync(path, `${path}.old`)],
  ['of another shape', () => writeFileSync(path, '{"credentials": []}')],
  ['without its entries', () => writeFileSync(path, '{}')],
];
const lookups: readonly [string, (reread: boolean) => Promise<string | undefined>][] = [
  ['getCredential', async (reread) => (await provider.getCredential('shop', { reread }))?.accessToken],
  ['getSecret', () => provider.getSecret('pin')],
];
const cases = breaks.flatMap(([state, broken]) => lookups.map(([name, find]) => [name, state, broken, find] as const));

/** A file system keeps times in steps: the file has to look changed. */
function later(): void {
  const now = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + 2_000);
}

describe('a credential file that could be read before', () => {
  test.each(cases)('is waited for by %s while it is %s', async (_name, _state, broken, find) => {
    writeFileSync(path, content('one'));
    expect(await find(false)).toBe('one');
    broken();
    later();
    setTimeout(() => writeFileSync(path, content('two')), 300);
    // A value may be out of date for a second, but nobody is left without one.
    for (const found of await Promise.all([find(false), find(true), find(false)])) expect(found).toMatch(/one|two/);
    expect(await find(false)).toBe('two');
  });

  test.each(cases)('fails %s in a way that is retried when it stays %s', async (_name, _state, broken, find) => {
    writeFileSync(path, content('one'));
    await find(false);
    broken();
    later();
    const error = await find(false).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(InvalidCredentialError);
    writeFileSync(path, content('three'));
    expect(await find(true)).toBe('three');
  });

  test('has lost an entry for good after a minute, so that the default counts', async () => {
    writeFileSync(path, content('one'));
    await provider.getCredential('shop');
    writeFileSync(path, '{"credentials": {"default": {"accessToken": "one"}}}');
    await expect(provider.getCredential('shop', { reread: true })).rejects.toThrow(
      /had "credentials"."shop" a moment ago/,
    );
    const now = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 61_000);
    expect(await provider.getCredential('shop')).toBeUndefined();
    expect((await provider.getCredential('default'))?.accessToken).toBe('one');
  });
});

test.each(cases.filter(([, state]) => state !== 'without its entries'))(
  'a file that never could be read fails %s at once, and for good, when it is %s',
  async (_name, _state, broken, find) => {
    writeFileSync(path, content('one'));
    broken();
    const took: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      const startedMs = performance.now();
      await expect(find(false)).rejects.toBeInstanceOf(InvalidCredentialError);
      took.push(performance.now() - startedMs);
    }
    // A file that could be read before is waited for longer than this. The quickest counts: the machine may be busy.
    expect(Math.min(...took)).toBeLessThan(500);
  },
);
