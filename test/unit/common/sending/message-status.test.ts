import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  noProgress,
  progressByParticipant,
  withStatus,
  type MessageProgress,
  type StatusRecord,
} from '../../../../src/common/sending/message-status.js';

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

  describe('in a group', () => {
    const of = (participant: string, status: string): StatusRecord => ({ ...record(status), participant });

    test('counts the same status of the same second once for each participant', () => {
      const { transitions } = join([of('1', 'delivered'), of('2', 'delivered'), of('1', 'delivered')]);
      expect(transitions.map(({ participant }) => participant)).toEqual(['1', '2']);
    });

    test('is reached by the first participant, and fails only when Meta names none', () => {
      const { reached, failed, transitions } = join([of('1', 'failed'), of('2', 'delivered')]);
      expect([reached, failed, transitions.length]).toEqual(['delivered', undefined, 2]);
      expect(join([of('1', 'failed'), record('failed')]).failed).toEqual(record('failed'));
    });

    test('has come as far with each participant as the statuses of that one say', () => {
      const progress = join([record('sent'), of('1', 'read'), of('2', 'failed'), of('1', 'delivered')]);
      expect(progressByParticipant(progress)).toEqual({
        1: { reached: 'read', transitions: [record('read'), record('delivered')] },
        2: { failed: record('failed'), transitions: [record('failed')] },
      });
      expect(progressByParticipant(join([record('sent')]))).toEqual({});
    });
  });

  const records = fc.uniqueArray(
    fc.record({
      status: fc.constantFrom('sent', 'delivered', 'read', 'played', 'failed', 'new'),
      timestamp: fc.integer({ min: 0, max: 5 }).map(String),
      messageId: fc.constantFrom('wamid.1', 'wamid.2'),
      participant: fc.constantFrom('', 'US.1', 'US.2'),
    }),
    { selector: ({ status, timestamp, messageId, participant }) => `${status}${timestamp}${messageId}${participant}` },
  );

  /** A chat with one user has no participant. */
  const inChat = ({ participant, ...rest }: StatusRecord): StatusRecord => ({
    ...rest,
    ...(participant && { participant }),
  });

  test('is the same for every order of arrival, and keeps every transition once', () => {
    fc.assert(
      fc.property(
        records
          .map((list) => list.map(inChat))
          .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
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
