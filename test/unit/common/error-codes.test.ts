import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import {
  errorCodes,
  errorSections,
  findErrorCode,
  transportEvents,
  whoActs,
  type ErrorCodeEntry,
} from '../../../src/common/error-codes.js';
import { WhatsAppFailureType } from '../../../src/common/failures.js';
import { expectations } from './error-codes.expected.js';

const rowKey = ({ first, last }: { first: number; last: number }): string =>
  first === last ? String(first) : `${first}-${last}`;

describe('the error table', () => {
  test('has a row for each expectation, and an expectation for each row', () => {
    expect(errorCodes.map(rowKey).sort()).toEqual(expectations.map(([code]) => code).sort());
  });

  test.each(expectations)('says of %s: %s, %s', (code, type, judgment) => {
    const entry = errorCodes.find((row) => rowKey(row) === code)?.entry;
    expect(entry?.type).toBe(`WhatsApp.${type}`);
    expect(describeJudgment(entry as ErrorCodeEntry)).toBe(judgment);
  });

  test('is ordered, and has no code twice', () => {
    errorCodes.slice(1).forEach(({ first }, index) => expect(first).toBeGreaterThan(errorCodes[index]?.last as number));
  });

  test('has a delay exactly where one is needed', () => {
    for (const { entry } of errorCodes) expect(entry.delayMs !== undefined).toBe(entry.retry === 'delay');
  });

  test('is shown in sections, each row once', () => {
    expect(errorSections.flatMap(({ rows }) => rows.map(rowKey)).sort()).toEqual(errorCodes.map(rowKey).sort());
    expect(new Set(errorSections.map(({ title }) => title)).size).toBe(errorSections.length);
  });
});

test.each([
  ...errorCodes.map((row) => [rowKey(row), row.entry] as const),
  ...Object.entries<ErrorCodeEntry>(transportEvents),
])('%s says what happened, what to do, who does it and where that is from', (_, entry) => {
  expect(Object.values(WhatsAppFailureType)).toContain(entry.type);
  expect(Object.keys(whoActs)).toContain(entry.who);
  expect(entry.meaning).toMatch(/^\S[^\n|]{5,100}$/);
  expect(entry.advice).toMatch(/^[A-Z][^\n|]{5,110}[^.]$/);
  expect(entry.source.page).toMatch(/^\S/);
  expect(entry.source.month).toMatch(/^20(25|26)-(0[1-9]|1[0-2])$/);
  // Where waiting is enough, something is waited for; where it is not, the engine does not wait for ever.
  if (entry.retry === 'never') expect(entry.delayMs).toBeUndefined();
});

describe('findErrorCode', () => {
  test.each([
    [100, 33, 'WhatsApp.NotFound'],
    [100, 2593002, 'WhatsApp.Template'],
    [100, 2388103, 'WhatsApp.Registration'],
    [2388040, undefined, 'WhatsApp.Template'],
    [100, 463, 'WhatsApp.InvalidRequest'],
    [190, 463, 'WhatsApp.Authentication'],
    [100, 2494170, 'WhatsApp.Registration'],
    [100, 2494055, 'WhatsApp.InvalidRequest'],
    [100, 2494100, 'WhatsApp.Unavailable'],
  ])('finds %s with subcode %s as %s', (code, subcode, type) => {
    expect(findErrorCode(code, subcode)?.type).toBe(type);
  });

  test.each([undefined, 199, 300, 5, 200004, -1, 33.5, NaN])('does not know %s', (code) => {
    expect(findErrorCode(code)).toBeUndefined();
  });
});

describe("Meta's OpenAPI file", () => {
  const path = fileURLToPath(new URL('../../../../shared/contract/business-messaging-api_v23.0.yaml', import.meta.url));
  const there = existsSync(path);
  if (!there) console.warn(`SKIPPED: the codes of Meta's OpenAPI file are not compared, because ${path} is not there`);

  (there ? test : test.skip)('shows no code in an error that this table does not know', () => {
    const examples = readFileSync(path, 'utf8').matchAll(
      /error:\n\s+message:[^\n]*\n(?:[^\n]*\n){0,3}?\s+code: (\d+)\n/g,
    );
    const codes = [...new Set([...examples].map(([, code]) => Number(code)))];
    expect(codes.length).toBeGreaterThan(5);
    // Some of its examples have the HTTP status in the place of the code.
    const isStatus = (code: number): boolean => code >= 400 && code < 600;
    expect(codes.filter((code) => findErrorCode(code) === undefined && !isStatus(code))).toEqual([]);
  });
});

function describeJudgment({ retry, delayMs = NaN }: ErrorCodeEntry): string {
  if (retry === 'delay') return `wait ${delayMs / 1_000}`;
  return { never: 'no', 'new-token': 'token', ambiguous: 'ambiguous', 'harmless-only': 'harmless' }[retry];
}
