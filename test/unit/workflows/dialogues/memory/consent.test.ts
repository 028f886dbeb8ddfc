import { describe, expect, test } from '@jest/globals';
import { Consent } from '../../../../../src/workflows/dialogues/memory/consent.js';

const withheld = (timestamp: number) =>
  ({ kind: 'status', status: 'failed', errors: [{ code: 131050 }], timestamp: String(timestamp) }) as never;
const preference = (value: string, timestamp: number) =>
  ({ kind: 'user_preference', category: 'marketing_messages', value, timestamp: String(timestamp) }) as never;

describe('a change', () => {
  test('has a time, and what changes nothing has none', () => {
    const consent = new Consent();
    consent.takeWord('start', 500);
    expect(consent.state.changedAtMs).toBeUndefined();
    consent.takeWord('stop', 1_000);
    expect(consent.state).toMatchObject({ stoppedAtMs: 1_000, changedAtMs: 1_000 });
    consent.takeWord('stop', 2_000);
    expect(consent.state).toMatchObject({ stoppedAtMs: 1_000, changedAtMs: 1_000 });
    expect(consent.stops).toBe(2);
    consent.takeWord('start', 3_000);
    expect(consent.state).toMatchObject({ startedAtMs: 3_000, changedAtMs: 3_000 });
    consent.takeEvent(withheld(4), 9_000);
    consent.takeEvent(withheld(5), 9_000);
    expect(consent.state).toMatchObject({ marketingStoppedAtMs: 4_000, changedAtMs: 4_000 });
  });

  test('is made by the word itself, and by no other one that a mark tells from it', () => {
    const consent = new Consent({}, { stop: ['хватит мои', 'arrêter'], start: ['хватит мой'] });
    expect(['хватит мой', 'ХВАТИТ МОИ', 'arreter'].map((word) => consent.takeWord(word, 0))).toEqual([
      'start',
      'stop',
      'stop',
    ]);
  });

  test('of the same millisecond is a later one', () => {
    const consent = new Consent();
    consent.takeWord('stop', 1_000);
    consent.takeWord('start', 1_000);
    expect(consent.allows('utility')).toBe(true);
    expect(consent.state.changedAtMs).toBe(1_001);
  });

  test('that comes late does not undo a newer one', () => {
    const consent = new Consent();
    consent.takeWord('stop', 1_000);
    consent.takeWord('start', 5_000);
    consent.takeWord('stop', 4_000);
    consent.takeEvent(withheld(4), 9_000);
    consent.takeEvent(preference('stop', 3), 9_000);
    expect([consent.allows('utility'), consent.allows('marketing')]).toEqual([true, true]);
    consent.takeEvent(preference('stop', 6), 9_000);
    expect([consent.allows('utility'), consent.allows('marketing')]).toEqual([true, false]);
    consent.takeEvent(preference('resume', 5), 9_000);
    expect(consent.allows('marketing')).toBe(false);
  });

  test('is in the past, whatever clock has told it', () => {
    const consent = new Consent();
    consent.takeEvent(preference('stop', 1_000), 9_000);
    expect(consent.state.marketingStoppedAtMs).toBe(9_000);
  });
});

describe('of two conversations', () => {
  const stopped = { stoppedAtMs: 1_000 };

  test.each([
    ['an opt-out there', {}, stopped, false],
    ['an opt-out here', stopped, {}, false],
    ['an opt-in since then here', { startedAtMs: 2_000 }, stopped, true],
    ['an opt-in since then there', stopped, { startedAtMs: 2_000 }, true],
    ['an opt-in before', { startedAtMs: 500 }, stopped, false],
  ])('%s holds', (_, here, there, isAllowed) => {
    const consent = new Consent(here);
    consent.merge(there);
    expect(consent.allows('utility')).toBe(isAllowed);
  });

  test('both opt-outs hold', () => {
    const consent = new Consent({ stoppedAtMs: 1_000 });
    consent.merge({ marketingStoppedAtMs: 2_000 });
    consent.takeWord('x', 0);
    expect(consent.state).toEqual({ stoppedAtMs: 1_000, marketingStoppedAtMs: 2_000, changedAtMs: 2_000 });
  });
});

test.each([null, 7, [], { stoppedAtMs: 'x' }, { changedAtMs: Number.NaN }])('a state of %j is none', (state) => {
  expect(new Consent(state as never).state).toEqual({});
});

test('a state of an earlier version has changed when it was stopped', () => {
  expect(new Consent({ stoppedAtMs: 3, marketingStoppedAtMs: 5 }).state.changedAtMs).toBe(5);
});
