import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { noProgress, withStatus, type MessageProgress, type StatusRecord } from '../../../../src/common/sending/message-status.js';

const join = (records: readonly StatusRecord[]): MessageProgress => records.reduce(withStatus, noProgress);
const record = (status: string, timestamp = '1'): StatusRecord => ({ status, timestamp, messageId: 'wamid.1' });

describe('the progress of a message', () => {
  test('is not set back by an earlier status that arrives later', () => {
    expect(join([record('read'), record('sent'), record('delivered')]).reached).toBe('read');
  });

  test('counts a read without a delivered', () => {
    expect(join([record('read')]).reached).toBe('read');
  });

  test('keeps a failure that a late sent follows', () => {
    const { reached, failed } = join([record('failed', '5'), record('sent', '1')]);
    expect(reached).toBe('sent');
    expect(failed).toMatchObject({ status: 'failed' });
  });

  test('keeps both a read and a failure on another device', () => {
    expect(join([record('read'), record('failed')])).toMatchObject({ reached: 'read', failed: { status: 'failed' } });
  });

  test('keeps statuses that this version does not know, and is not moved by them', () => {
    const progress = join([record('delivered'), record('teleported')]);
    expect(progress.reached).toBe('delivered');
    expect(progress.transitions.map(({ status }) => status)).toEqual(['delivered', 'teleported']);
  });

  const records = fc.uniqueArray(
    fc.record({
      status: fc.constantFrom('sent', 'delivered', 'read', 'played', 'failed', 'new'),
      timestamp: fc.integer({ min: 0, max: 5 }).map(String),
      messageId: fc.constantFrom('wamid.1', 'wamid.2'),
    }),
    { selector: ({ status, timestamp, messageId }) => `${status}${timestamp}${messageId}` },
  );

  test('is the same for every order of arrival, and keeps every transition once', () => {
    fc.assert(
      fc.property(
        records.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([inOrder, shuffled]) => {
          const one = join(inOrder);
          const other = join([...shuffled, ...inOrder]);
          expect(other.reached).toBe(one.reached);
          expect(other.failed).toEqual(one.failed);
          expect(new Set(other.transitions)).toEqual(new Set(one.transitions));
          expect(other.transitions).toHaveLength(inOrder.length);
        },
      ),
    );
  });
});
