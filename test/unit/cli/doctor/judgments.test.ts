import { describe, expect, test } from '@jest/globals';
import { Examination } from '../../../../src/cli/doctor/examination.js';
import { ok, type Finding } from '../../../../src/cli/doctor/finding.js';
import { judgeClock, judgeVersion } from '../../../../src/cli/doctor/graph-checks.js';
import { judgeExpiry } from '../../../../src/cli/doctor/token-checks.js';

const now = Date.parse('2026-11-30T12:00:00Z');
const at = (ms: number): string => new Date(now + ms).toUTCString();

describe('the clock', () => {
  test.each([
    ['the same second', at(0), 'ok', /agrees/],
    ['half a minute ahead', at(-29_000), 'ok', /agrees/],
    ['a minute ahead', at(-61_000), 'warning', /60 s ahead of/],
    ['six minutes behind', at(360_000), 'failure', /3[56]\d s behind/],
    ['no header', null, 'warning', /does not say/],
    ['no date', 'soon', 'warning', /does not say/],
  ])('%s', (_name, date, status, message) => {
    const verdict = judgeClock(date, now, now + 200);
    expect(verdict).toMatchObject({ status, message: expect.stringMatching(message) });
  });
});

describe('the version of the Graph API', () => {
  test.each([
    ['v25.0', 'ok', /until 2028-07-29/],
    ['v26.0', 'ok', /no announced end/],
    ['v21.0', 'warning', /ends in 53 days, on 2027-01-21/],
    ['v20.0', 'failure', /ended on 2026-09-24/],
    ['v12.0', 'failure', /has ended:/],
    ['v30.0', 'warning', /as of 2026-11/],
  ])('%s', (version, status, message) => {
    expect(judgeVersion(version, now)).toMatchObject({ status, message: expect.stringMatching(message) });
  });
});

describe('the end of a token', () => {
  const inDays = (days: number): number => now / 1000 + days * 86_400;
  test.each([
    [{ expires_at: 0 }, ['ok']],
    [{}, ['ok']],
    [{ expires_at: inDays(60) }, ['ok']],
    [{ expires_at: inDays(13) }, ['warning']],
    [{ expires_at: inDays(-1) }, ['failure']],
    [{ expires_at: inDays(60), data_access_expires_at: inDays(2) }, ['ok', 'warning']],
  ])('%j', (data, statuses) => expect(judgeExpiry(data, now).map(({ status }) => status)).toEqual(statuses));
});

describe('an examination', () => {
  const told: Finding[] = [];
  const examination = new Examination({ timeoutMs: 50, secrets: ['s3cret-s3cret'], tell: (one) => told.push(one) });

  test('hands on what a check has learned', async () => {
    const learned = await examination.check('one', () => ({ verdicts: [ok('fine')], value: 7 }), 'Nothing.');
    expect(learned).toBe(7);
    expect(told.at(-1)).toEqual({ check: 'one', status: 'ok', message: 'fine' });
  });

  test('takes an error for a failure, and shows no secret of it', async () => {
    const cause = new Error('refused: access_token=EAAabcdefghijklmnopqrst and s3cret-s3cret');
    const work = (): never => {
      throw new Error('no answer', { cause });
    };
    expect(await examination.check('two', work, 'Try s3cret-s3cret again.')).toBeUndefined();
    expect(told.at(-1)).toMatchObject({ status: 'failure', remedy: 'Try [redacted] again.' });
    expect(told.at(-1)?.message).toBe('no answer: refused: access_token=[redacted] and [redacted]');
  });

  test('ends a check that takes too long', async () => {
    await examination.check('three', () => new Promise<never>(() => undefined), 'Wait.');
    expect(told.at(-1)).toEqual({
      check: 'three',
      status: 'failure',
      message: 'no answer within 0.05 s',
      remedy: 'Wait.',
    });
    expect(examination.findings).toEqual(told);
  });
});
