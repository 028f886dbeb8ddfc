import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsentStoreError } from '../../../src/consent/consent-store.js';
import { FileConsentStore } from '../../../src/consent/file-consent-store.js';
import { describeConsentStore } from '../../helpers/consent-store-contract.js';
import { rejection } from '../../helpers/rejection.js';

const phoneNumberId = '106540352242922';
const said = (user: string, changedAtMs: number) => ({ phoneNumberId, user, changedAtMs, stoppedAtMs: changedAtMs });

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'consent-'));
  describeConsentStore(() => new FileConsentStore(join(folder, 'new', 'consent.jsonl')));
});

describe('the file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'consent-'));
    path = join(folder, 'consent.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const lines = (): number => readFileSync(path, 'utf8').split('\n').length - 1;

  test('loses nothing when a crash has left half a line', async () => {
    await new FileConsentStore(path).write([said('491', 1)]);
    appendFileSync(path, '{"phoneNumberId":"1065403522429');
    const store = new FileConsentStore(path);
    await store.write([said('492', 2)]);
    const { consents } = await new FileConsentStore(path).read(phoneNumberId, ['491', '492']);
    expect([...consents.keys()]).toEqual(['491', '492']);
    expect(lines()).toBe(2);
  });

  test('names the line that somebody has broken', async () => {
    writeFileSync(path, `${JSON.stringify(said('491', 1))}\nnot JSON\n`);
    const failure = await rejection(new FileConsentStore(path).read(phoneNumberId, ['491']));
    expect(failure).toBeInstanceOf(ConsentStoreError);
    expect(failure).toHaveProperty('message', expect.stringContaining('consent.jsonl:2'));
  });

  test('gets no line for what changes nothing', async () => {
    const store = new FileConsentStore(path);
    for (const changedAtMs of [5, 5, 4]) await store.write([said('491', changedAtMs)]);
    expect(lines()).toBe(1);
  });

  test('is written anew when most lines are outdated', async () => {
    const store = new FileConsentStore(path);
    for (let turn = 1; turn <= 20; turn += 1) {
      await store.write(Array.from({ length: 100 }, (_, index) => said(String(index), turn)));
    }
    expect(lines()).toBeLessThan(1_200);
    const { consents } = await new FileConsentStore(path).read(phoneNumberId, ['0', '99']);
    expect([...consents.values()].map(({ changedAtMs }) => changedAtMs)).toEqual([20, 20]);
  });

  test('can be read by its owner only', async () => {
    await new FileConsentStore(path).write([said('491', 1)]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('that cannot be written fails the write, and the next write may work', async () => {
    const store = new FileConsentStore(folder);
    expect(await rejection(store.write([said('491', 1)]))).toBeInstanceOf(ConsentStoreError);
    const other = new FileConsentStore(path);
    writeFileSync(path, 'broken\n');
    expect(await rejection(other.write([said('491', 1)]))).toBeInstanceOf(ConsentStoreError);
    rmSync(path);
    await other.write([said('491', 1)]);
    expect((await other.read(phoneNumberId, ['491'])).consents.size).toBe(1);
  });
});
