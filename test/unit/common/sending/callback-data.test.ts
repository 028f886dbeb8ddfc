import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  callbackDataFor,
  callbackDataLimit,
  decodeCallbackData,
  encodeCallbackData,
} from '../../../../src/common/sending/callback-data.js';
import { messageStatuses } from '../../../../src/common/sending/message-status.js';

/** Any UTF-16 units, as a caller may use them: emoji, halves of one, separators of our own format. */
const anyString = (maxLength: number) =>
  fc.oneof(
    fc.string({ maxLength }),
    fc.string({ unit: 'binary', maxLength }),
    fc.string({ unit: fc.constantFrom('t', 'w', '1', '.', 'k', 's', '😀', '\ud83d'), maxLength }),
  );
const wantedStatuses = fc.uniqueArray(fc.constantFrom(...messageStatuses));

describe('encodeCallbackData', () => {
  test('gives back workflow id, send key, wanted statuses and the caller’s string, or says that it was kept', () => {
    const inputs = fc.record({
      workflowId: anyString(300),
      sendKey: anyString(150),
      wanted: wantedStatuses,
      callerData: anyString(callbackDataLimit),
    });
    fc.assert(
      fc.property(inputs, (input) => {
        fc.pre(input.workflowId.length + input.sendKey.length < callbackDataLimit - 20);
        const data = encodeCallbackData(input);
        const decoded = decodeCallbackData(data);
        expect(data.length).toBeLessThanOrEqual(callbackDataLimit);
        expect(decoded).toMatchObject({
          workflowId: input.workflowId,
          sendKey: input.sendKey,
          wanted: input.wanted,
        });
        if (!decoded?.callerDataKept) expect(decoded?.callerData ?? '').toBe(input.callerData);
        else expect(decoded.callerData).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  test('keeps a caller’s string only when it does not fit', () => {
    const envelope = { workflowId: 'order-17', sendKey: 'k1', wanted: ['sent' as const] };
    const room = callbackDataLimit - encodeCallbackData(envelope).length;
    const fits = encodeCallbackData({ ...envelope, callerData: 'x'.repeat(room) });
    const tooLong = encodeCallbackData({ ...envelope, callerData: 'x'.repeat(room + 1) });
    expect(fits).toHaveLength(callbackDataLimit);
    expect(decodeCallbackData(fits)).toMatchObject({ callerDataKept: false, callerData: 'x'.repeat(room) });
    expect(decodeCallbackData(tooLong)).toEqual({ ...envelope, callerDataKept: true });
  });

  test('refuses ids that leave no room for the envelope, naming both lengths', () => {
    const encode = () => encodeCallbackData({ workflowId: 'w'.repeat(500), sendKey: 's'.repeat(20), wanted: [] });
    expect(encode).toThrow(RangeError);
    expect(encode).toThrow(/workflow id \(500\) and send key \(20\)/);
  });

  test('writes a wanted status once, however often it is asked for', () => {
    const data = encodeCallbackData({ workflowId: 'w', sendKey: 's', wanted: ['read', 'read', 'failed'] });
    expect(decodeCallbackData(data)?.wanted).toEqual(['read', 'failed']);
  });
});

describe('decodeCallbackData', () => {
  test('takes every string without our header for foreign', () => {
    fc.assert(
      fc.property(anyString(callbackDataLimit), (data) => {
        fc.pre(!/^tw1[a-z]*\./.test(data));
        expect(decodeCallbackData(data)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['an empty string', ''],
    ['another version', 'tw2s.1.1.ab'],
    ['a flag that does not exist', 'tw1z.1.1.ab'],
    ['lengths beyond the end', 'tw1s.9.1.ab'],
    ['a length of many digits', `tw1s.${'z'.repeat(40)}.1.ab`],
    ['a missing length', 'tw1s..1.ab'],
    ['a header that is not at the beginning', ' tw1s.1.1.ab'],
    ['an upper-case length', 'tw1s.A.1.ab'],
  ])('takes %s for foreign', (_what, data) => {
    expect(decodeCallbackData(data)).toBeUndefined();
  });
});

describe('callbackDataFor', () => {
  const noOne = { workflowId: 'w', sendKey: 's', wanted: [] };

  test('sends the caller’s string alone, or nothing, when no status is wanted', () => {
    expect(callbackDataFor(noOne)).toBeUndefined();
    expect(callbackDataFor({ ...noOne, callerData: 'order 17' })).toBe('order 17');
  });

  test('wraps a caller’s string that looks like an envelope, so that it comes back as it went in', () => {
    const lookalike = encodeCallbackData({ workflowId: 'victim', sendKey: 's', wanted: ['read'], callerData: 'x' });
    const data = callbackDataFor({ ...noOne, callerData: lookalike });
    expect(data).not.toBe(lookalike);
    expect(decodeCallbackData(data ?? '')).toEqual({
      workflowId: '',
      sendKey: '',
      wanted: [],
      callerData: lookalike,
      callerDataKept: false,
    });
  });

  test('sends the envelope when a status is wanted', () => {
    const data = callbackDataFor({ ...noOne, wanted: ['failed'], callerData: 'order 17' });
    expect(decodeCallbackData(data ?? '')).toMatchObject({
      workflowId: 'w',
      wanted: ['failed'],
      callerData: 'order 17',
    });
  });
});
