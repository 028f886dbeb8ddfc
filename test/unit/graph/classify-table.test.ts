/**
 * Every row of the error table, judged for a send and for a harmless call, whatever the answer around the code says.
 */
import { expect, test } from '@jest/globals';
import { classify, type Classification, type FailedRequest } from '../../../src/graph/classify.js';
import { GraphApiError, type GraphApiErrorFields } from '../../../src/graph/errors.js';
import { expectations } from '../common/error-codes.expected.js';

const random = (): number => 0;
const send: FailedRequest = { idempotent: false, send: true, waitsForToken: true, random };
const once: FailedRequest = { idempotent: false, random };
const harmless: FailedRequest = { idempotent: true, random };

/** What the code must not be judged by. */
const misleading: [string, Partial<GraphApiErrorFields>][] = [
  ['HTTP 400', { httpStatus: 400 }],
  ['HTTP 200', { httpStatus: 200 }],
  ['HTTP 401', { httpStatus: 401 }],
  ['HTTP 403, flagged as not transient', { httpStatus: 403, isTransient: false }],
  ['HTTP 404', { httpStatus: 404 }],
  ['HTTP 429 with Retry-After', { httpStatus: 429, retryAfterMs: 7_000 }],
  ['HTTP 500, flagged as transient', { httpStatus: 500, isTransient: true }],
  ['HTTP 503 with Retry-After', { httpStatus: 503, retryAfterMs: 7_000, isTransient: true }],
  ['HTTP 400 with usage headers', { httpStatus: 400, regainAccessMs: 7_000 }],
];

const rowCodes = (row: string): number[] => [...new Set(row.split('-').map(Number))];

test.each(expectations)('%s is %s and %s, whatever is around the code', (row, type, judgment) => {
  for (const code of rowCodes(row)) {
    for (const [around, fields] of misleading) {
      const error = new GraphApiError({ httpStatus: 400, fromGraph: true, code, ...fields });
      const found = [send, once, harmless].map((request) => classify(error, request));
      expect({ around, code, found }).toMatchObject({
        found: [
          expectedOfSend(`WhatsApp.${type}`, judgment, error),
          expectedOfOther(`WhatsApp.${type}`, judgment, error, false),
          expectedOfOther(`WhatsApp.${type}`, judgment, error, true),
        ],
      });
      for (const one of found) checkDelay(one, judgment, error);
    }
  }
});

function expectedOfSend(type: string, judgment: string, error: GraphApiError): Partial<Classification> {
  const expected = expectedOfOther(type, judgment, error, false);
  if (judgment === 'token') return { ...expected, retryable: true, delayMs: 15_000 };
  return judgment === 'ambiguous' ? { ...expected, type: 'WhatsApp.SendOutcomeUnknown' } : expected;
}

function expectedOfOther(type: string, judgment: string, error: GraphApiError, repeats: boolean): object {
  if (judgment === 'ambiguous') return { type, retryable: repeats, outcome: 'unknown' };
  const [word, seconds] = judgment.split(' ');
  if (word !== 'wait') return { type, retryable: false, outcome: 'refused' };
  return { type, retryable: true, outcome: 'refused', delayMs: toldBy(error) ?? Number(seconds) * 1_000 };
}

/**
 * Headers lengthen what is retried anyway; they never make something retryable, and never say when a token will be
 * there.
 */
function checkDelay(
  { retryable, delayMs, advice, meaning }: Classification,
  judgment: string,
  error: GraphApiError,
): void {
  expect(advice).toMatch(/^[A-Z]/);
  expect(meaning).toMatch(/^\S/);
  if (!retryable) expect(delayMs).toBeUndefined();
  if (judgment === 'ambiguous') expect(delayMs).toBe(retryable ? toldBy(error) : undefined);
}

function toldBy({ retryAfterMs, regainAccessMs }: GraphApiError): number | undefined {
  return retryAfterMs ?? regainAccessMs;
}
