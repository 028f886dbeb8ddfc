import { describe, expect, test } from '@jest/globals';
import { classify, type FailedRequest } from '../../../src/graph/classify.js';
import { GraphApiError, GraphTransportError } from '../../../src/graph/errors.js';

const send: FailedRequest = { idempotent: false, send: true, random: () => 0 };
const once: FailedRequest = { idempotent: false, random: () => 0 };
const harmless: FailedRequest = { idempotent: true, random: () => 0 };

type Fields = Partial<ConstructorParameters<typeof GraphApiError>[0]>;
const graphError = (fields: Fields): GraphApiError =>
  new GraphApiError({ httpStatus: 400, fromGraph: true, ...fields });

describe('a code that is never to be retried', () => {
  test.each([
    [0, 401, 'WhatsApp.Authentication'],
    [190, 401, 'WhatsApp.Authentication'],
    [3, 500, 'WhatsApp.Permission'],
    [10, 403, 'WhatsApp.Permission'],
    [200, 403, 'WhatsApp.Permission'],
    [299, 403, 'WhatsApp.Permission'],
    [33, 400, 'WhatsApp.NotFound'],
    [100, 400, 'WhatsApp.InvalidRequest'],
    [368, 403, 'WhatsApp.AccountState'],
    [130472, 400, 'WhatsApp.MarketingWithheld'],
    [130497, 403, 'WhatsApp.RecipientUnreachable'],
    [131026, 400, 'WhatsApp.RecipientUnreachable'],
    [131031, 403, 'WhatsApp.AccountState'],
    [131045, 500, 'WhatsApp.Registration'],
    [131047, 400, 'WhatsApp.ServiceWindowClosed'],
    [131048, 400, 'WhatsApp.AccountState'],
    [131049, 400, 'WhatsApp.MarketingWithheld'],
    [131053, 400, 'WhatsApp.Media'],
    [132001, 404, 'WhatsApp.Template'],
    [133005, 400, 'WhatsApp.PinMismatch'],
    [133016, 429, 'WhatsApp.RegistrationLimit'],
    [136025, 400, 'WhatsApp.VerificationCode'],
    [138000, 401, 'WhatsApp.AccountState'],
    [138006, 401, 'WhatsApp.RecipientUnreachable'],
    [138020, 400, 'WhatsApp.AccountState'],
  ])('%i with HTTP %i is %s, whatever status, headers and flags say', (code, httpStatus, type) => {
    const error = graphError({ code, httpStatus, retryAfterMs: 5_000, regainAccessMs: 60_000, isTransient: true });
    for (const request of [send, once, harmless]) {
      const found = classify(error, request);
      expect(found).toMatchObject({ type, retryable: false, outcome: 'refused' });
      expect(found.delayMs).toBeUndefined();
      expect(found.advice).toMatch(/^[A-Z]/);
    }
  });
});

describe('throttling', () => {
  test.each([
    [4, 400, 60_000],
    [80007, 429, 60_000],
    [613, 400, 60_000],
    [130429, 400, 2_000],
    [130429, 403, 2_000],
    [130429, 500, 2_000],
    [131056, 400, 1_000],
    [132069, 400, 3_600_000],
  ])('%i with HTTP %i is retried after %i ms, also for a send', (code, httpStatus, delayMs) => {
    const expected = { type: 'WhatsApp.RateLimited', retryable: true, delayMs, outcome: 'refused' };
    expect(classify(graphError({ code, httpStatus }), send)).toMatchObject(expected);
  });

  test("takes Meta's own delay, the longer one of both headers", () => {
    const error = graphError({ code: 80007, retryAfterMs: 3_000, regainAccessMs: 600_000 });
    expect(classify(error, send).delayMs).toBe(600_000);
    expect(classify(graphError({ code: 130429, retryAfterMs: 9_000 }), send).delayMs).toBe(9_000);
  });

  test('by status alone is retried, too', () => {
    const error = graphError({ httpStatus: 429, fromGraph: false, retryAfterMs: 4_000 });
    expect(classify(error, send)).toMatchObject({ type: 'WhatsApp.RateLimited', retryable: true, delayMs: 4_000 });
  });

  test.each([
    [1, 1_000],
    [2, 4_000],
    [3, 16_000],
    [4, 64_000],
    [6, 1_024_000],
    [60, 1_024_000],
  ])('of a pair waits 4^X seconds: attempt %i, %i ms', (attempt, delayMs) => {
    expect(classify(graphError({ code: 131056 }), { ...send, attempt }).delayMs).toBe(delayMs);
  });

  test('of a number waits longer each time, up to 5 minutes', () => {
    const delays = [1, 2, 3, 50].map((attempt) => classify(graphError({ code: 130429 }), { ...send, attempt }).delayMs);
    expect(delays).toEqual([2_000, 4_000, 8_000, 300_000]);
  });

  test('is jittered upwards only, never earlier than told', () => {
    const late = { ...send, random: () => 1 };
    expect(classify(graphError({ code: 4 }), late).delayMs).toBe(75_000);
    expect(classify(graphError({ code: 4, retryAfterMs: 1_000 }), late).delayMs).toBe(1_100);
    const delays = new Set(
      Array.from({ length: 20 }, () => classify(graphError({ code: 4 }), { idempotent: true }).delayMs),
    );
    expect(delays.size).toBeGreaterThan(1);
  });
});

test.each([
  [131057, 'WhatsApp.Unavailable', 60_000],
  [133004, 'WhatsApp.Unavailable', 300_000],
  [133015, 'WhatsApp.Registration', 300_000],
  [134101, 'WhatsApp.Unavailable', 600_000],
  [139102, 'WhatsApp.Unavailable', 5_000],
])('%i was surely not accepted and is retried as %s after %i ms', (code, type, delayMs) => {
  const expected = { type, retryable: true, delayMs, outcome: 'refused' };
  for (const request of [send, once])
    expect(classify(graphError({ code, httpStatus: 500 }), request)).toMatchObject(expected);
});

describe('what may have been accepted', () => {
  const cases: [string, GraphApiError | GraphTransportError][] = [
    ['code 1', graphError({ code: 1 })],
    ['code 2', graphError({ code: 2, httpStatus: 503 })],
    ['code 131000', graphError({ code: 131000, httpStatus: 500 })],
    ['code 131016', graphError({ code: 131016, httpStatus: 500, retryAfterMs: 1_000 })],
    ['an unknown code with HTTP 500', graphError({ code: 999999, httpStatus: 500 })],
    ['HTTP 502 without Graph', graphError({ httpStatus: 502, fromGraph: false })],
    ['HTTP 504 without Graph', graphError({ httpStatus: 504, fromGraph: false })],
    ['HTTP 408', graphError({ httpStatus: 408, fromGraph: false })],
    ['a success that cannot be read', graphError({ httpStatus: 200, fromGraph: false })],
    ['a lost answer', new GraphTransportError('reset', { phase: 'sent', causeCode: 'ECONNRESET' })],
    ['an answer that broke off', new GraphTransportError('reset', { phase: 'reading' })],
  ];

  test.each(cases)('%s: a send is unknown and never repeated', (_, error) => {
    expect(classify(error, send)).toMatchObject({
      type: 'WhatsApp.SendOutcomeUnknown',
      retryable: false,
      outcome: 'unknown',
    });
  });

  test.each(cases)('%s: another request that must not be repeated ends, and is unknown', (_, error) => {
    expect(classify(error, once)).toMatchObject({ type: 'WhatsApp.Unavailable', retryable: false, outcome: 'unknown' });
  });

  test.each(cases)('%s: a harmless request is retried', (_, error) => {
    expect(classify(error, harmless)).toMatchObject({ type: 'WhatsApp.Unavailable', retryable: true });
  });
});

test('no connection is retried for everything', () => {
  const error = new GraphTransportError('refused', { phase: 'connect', causeCode: 'ECONNREFUSED' });
  for (const request of [send, once, harmless]) {
    expect(classify(error, request)).toMatchObject({
      type: 'WhatsApp.Unavailable',
      retryable: true,
      outcome: 'refused',
    });
  }
});

describe('an unknown code', () => {
  test.each([200, 400, 403, 404])('with HTTP %i is unclassified and, on a send, not retried', (httpStatus) => {
    const error = graphError({ code: 987654, httpStatus, isTransient: true });
    expect(classify(error, send)).toMatchObject({ type: 'WhatsApp.Unclassified', retryable: false });
    expect(classify(error, once)).toMatchObject({ type: 'WhatsApp.Unclassified', retryable: false });
  });

  test('on a harmless request is left to the retry policy', () => {
    expect(classify(graphError({ code: 987654 }), harmless).retryable).toBe(true);
    expect(classify(graphError({ code: 987654, isTransient: true }), harmless)).toMatchObject({
      type: 'WhatsApp.Unavailable',
      retryable: true,
    });
  });
});

test.each([
  [401, 'WhatsApp.Authentication'],
  [403, 'WhatsApp.Permission'],
  [404, 'WhatsApp.NotFound'],
  [302, 'WhatsApp.Unclassified'],
  [400, 'WhatsApp.Unclassified'],
])('HTTP %i without a code is %s and not retried', (httpStatus, type) => {
  expect(classify(graphError({ httpStatus, fromGraph: false }), harmless)).toMatchObject({ type, retryable: false });
});

describe('a refused token', () => {
  const refusals: [string, GraphApiError][] = [
    ['code 190', graphError({ code: 190, httpStatus: 401 })],
    ['code 0', graphError({ code: 0, httpStatus: 401 })],
    ['code 190 with Retry-After', graphError({ code: 190, retryAfterMs: 3_600_000, isTransient: true })],
    ['HTTP 401 without a code', graphError({ httpStatus: 401, fromGraph: false })],
  ];

  test.each(refusals)('by %s is waited for where that is asked for, for 15 to 19 seconds', (_, error) => {
    const expected = { type: 'WhatsApp.Authentication', retryable: true, outcome: 'refused' };
    const found = [0, 1].map((random) =>
      classify(error, { ...send, waitsForToken: true, attempt: 9, random: () => random }),
    );
    for (const one of found) expect(one).toMatchObject(expected);
    expect(found.map(({ delayMs }) => delayMs)).toEqual([15_000, 18_750]);
    expect(found[0]?.advice).toContain('the send is tried again');
  });

  test.each(refusals)('by %s ends anything else', (_, error) => {
    for (const request of [send, once, harmless]) {
      const found = classify(error, request);
      expect(found).toMatchObject({ type: 'WhatsApp.Authentication', retryable: false, outcome: 'refused' });
      expect(found.delayMs).toBeUndefined();
    }
  });
});

describe('a harmless request', () => {
  test.each([
    ['code 2', graphError({ code: 2, httpStatus: 503, retryAfterMs: 9_000 })],
    ['an unknown code', graphError({ code: 987654, retryAfterMs: 9_000 })],
    ['HTTP 503 without Graph', graphError({ httpStatus: 503, fromGraph: false, retryAfterMs: 9_000 })],
  ])('that fails with %s is not repeated before Meta says', (_, error) => {
    expect(classify(error, harmless)).toMatchObject({ retryable: true, delayMs: 9_000 });
  });

  test('that fails without a header is repeated as the retry policy says', () => {
    expect(classify(graphError({ code: 2, httpStatus: 503 }), harmless)).not.toHaveProperty('delayMs');
  });

  test('is throttled, not unavailable, by HTTP 429 with the transient flag', () => {
    const error = graphError({ code: 987654, httpStatus: 429, isTransient: true, retryAfterMs: 4_000 });
    expect(classify(error, harmless)).toMatchObject({ type: 'WhatsApp.RateLimited', delayMs: 4_000 });
  });
});
