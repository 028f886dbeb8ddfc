import { describe, expect, test } from '@jest/globals';
import { RateLimitsError, toUpdate, type RateLimits } from '../../../src/rate-limits/rate-limits.js';

const none: RateLimits = { numbers: {} };
const limit = (requestsPerSecond: number): object => ({ rateLimit: { requestsPerSecond } });

describe('what the server is told', () => {
  test('is 80 a second for each number where nothing was set', () => {
    expect(toUpdate(none, {})).toMatchObject({
      updateFairnessKeyRateLimitDefault: limit(80),
      setFairnessWeightOverrides: {},
      unsetFairnessWeightOverrides: [],
    });
  });

  test('keeps a default that is set, and makes a weight of a rate', () => {
    expect(toUpdate({ perNumber: 40, numbers: {} }, { numbers: { 10001: 20 } })).toMatchObject({
      updateFairnessKeyRateLimitDefault: limit(40),
      setFairnessWeightOverrides: { 10001: 0.5 },
    });
  });

  test('leaves weights alone that do not change', () => {
    const update = toUpdate({ perNumber: 40, numbers: { 10001: 20, 10002: 10 } }, { numbers: { 10001: 80 } });
    expect(update.setFairnessWeightOverrides).toEqual({ 10001: 2 });
  });

  test('works all weights out again when the default changes, but for numbers that lose theirs', () => {
    const update = toUpdate(
      { perNumber: 40, numbers: { 10001: 20, 10002: 10 } },
      { perNumber: 20, numbers: { 10002: 'unset', 10003: 5 } },
    );
    expect(update.setFairnessWeightOverrides).toEqual({ 10001: 1, 10003: 0.25 });
    expect(update.unsetFairnessWeightOverrides).toEqual(['10002']);
  });

  test('is no limit and no weight at all with "unset"', () => {
    const update = toUpdate(
      { perNumber: 40, numbers: { 10001: 20 } },
      { perNumber: 'unset', numbers: { 10002: 'unset' } },
    );
    expect(update.updateFairnessKeyRateLimitDefault).not.toHaveProperty('rateLimit');
    expect(update.setFairnessWeightOverrides).toEqual({});
    expect(update.unsetFairnessWeightOverrides).toEqual(['10001', '10002']);
  });
});

describe('a rate limit is refused', () => {
  test('when a number has a rate and the default has none', () => {
    expect(() => toUpdate(none, { perNumber: 'unset', numbers: { 10001: 20 } })).toThrow(
      'Number 10001 cannot have a rate of its own without a default',
    );
  });

  test.each([0.079, 80_001])('when a rate of %p is more than a thousand times away from a default of 80', (rate) => {
    expect(() => toUpdate(none, { numbers: { 10001: rate } })).toThrow(
      `Number 10001 cannot have ${rate} a second with a default of 80: a rate must be from 0.08 to 80000`,
    );
  });

  test('when a new default leaves a number behind that has its own', () => {
    const change = (): unknown => toUpdate({ perNumber: 80, numbers: { 10001: 0.1 } }, { perNumber: 1000 });
    expect(change).toThrow('Number 10001');
    expect(change).toThrow(RateLimitsError);
  });

  test('when more than 1000 numbers have a rate of their own', () => {
    const numbers = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [String(10_000 + index), 20]));
    expect(() => toUpdate({ perNumber: 80, numbers }, { numbers: { 99_999: 20 } })).toThrow('these would be 1001');
    expect(() => toUpdate({ perNumber: 80, numbers }, { numbers: { 99_999: 20, 10_000: 'unset' } })).not.toThrow();
  });
});
