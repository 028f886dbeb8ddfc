import { describe, expect, test } from '@jest/globals';
import { ActivityFailure, ApplicationFailure, RetryState, TimeoutFailure } from '@temporalio/common';
import * as guards from '../../../src/common/failure-guards.js';
import { InvalidInputError, WhatsAppFailureType } from '../../../src/common/failures.js';

const names = Object.keys(WhatsAppFailureType) as (keyof typeof WhatsAppFailureType)[];
const all = Object.entries(guards);
const matching = (error: unknown): string[] => all.filter(([, guard]) => guard(error)).map(([name]) => name);
const failure = (type: string): ApplicationFailure => ApplicationFailure.create({ type, message: 'no' });
const inActivity = (cause: Error, activity = 'sendWhatsAppMessage'): ActivityFailure =>
  new ActivityFailure('failed', activity, '1', RetryState.NON_RETRYABLE_FAILURE, 'worker', cause);

test('there is one guard for each failure type, and no other', () => {
  expect(all.map(([name]) => name).sort()).toEqual(names.map((name) => `is${name}`).sort());
});

describe.each(names)('is%s', (name) => {
  const type = WhatsAppFailureType[name];
  const own = [`is${name}`];

  test('is the only one that recognises its failure, thrown in an activity', () => {
    expect(matching(failure(type))).toEqual(own);
    expect(matching(inActivity(failure(type)))).toEqual(own);
    const childFailure = Object.assign(new Error('child failed'), { cause: inActivity(failure(type)) });
    expect(matching(Object.assign(new Error('workflow failed'), { cause: childFailure }))).toEqual(own);
  });

  test('does not take a deadline that cut a later attempt for it', () => {
    const timeout = new TimeoutFailure('too late', undefined, 'SCHEDULE_TO_CLOSE');
    const late = inActivity(Object.assign(timeout, { cause: failure(type) }), 'markWhatsAppMessageRead');
    expect(matching(late)).toEqual([]);
  });

  test('recognises the outcome of a send that was refused with it', () => {
    expect(matching({ outcome: 'refused', sendKey: 'k', type, message: 'no', details: {} })).toEqual(own);
  });
});

test('isSendOutcomeUnknown recognises an unknown outcome that was not thrown', () => {
  expect(matching({ outcome: 'unknown', sendKey: 'k', advice: 'wait' })).toEqual(['isSendOutcomeUnknown']);
});

describe('isSendOutcomeUnknown', () => {
  test.each([
    ['ran out of time', new TimeoutFailure('too late', undefined, 'START_TO_CLOSE')],
    ['was stopped too hard', failure('WorkerShutdown')],
  ])('recognises a send whose worker %s, and no other activity', (_, cause) => {
    expect(matching(inActivity(cause))).toEqual(['isSendOutcomeUnknown']);
    expect(matching(Object.assign(new Error('child'), { cause: inActivity(cause) }))).toEqual(['isSendOutcomeUnknown']);
    expect(matching(inActivity(cause, 'uploadWhatsAppMedia'))).toEqual([]);
  });

  test('does not take the refusal of an earlier attempt for the fate of one that vanished', () => {
    for (const type of ['START_TO_CLOSE', 'SCHEDULE_TO_CLOSE', 'HEARTBEAT'] as const) {
      const earlier = { cause: failure(WhatsAppFailureType.RateLimited) };
      const vanished = Object.assign(new TimeoutFailure('vanished', undefined, type), earlier);
      expect(matching(inActivity(vanished))).toEqual(['isSendOutcomeUnknown']);
    }
  });

  test('does not take a send that no worker took for one that may have left', () => {
    expect(matching(inActivity(new TimeoutFailure('too late', undefined, 'SCHEDULE_TO_START')))).toEqual([]);
  });
});

test('isInvalidInput recognises what a client throws before anything starts', () => {
  const error = new InvalidInputError('sendMessage', [{ path: 'to', message: 'must be there' }]);
  expect(matching(error)).toEqual(['isInvalidInput']);
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'WhatsApp.RateLimited'],
  ['an error of somebody else', new Error('WhatsApp.RateLimited')],
  ['a failure of somebody else', failure('RateLimited')],
  ['a type of ours that is not there', failure('WhatsApp.Other')],
  ['an accepted send', { outcome: 'accepted', messageId: 'wamid.1', sendKey: 'k', statuses: [] }],
])('no guard recognises %s', (_, error) => {
  expect(matching(error)).toEqual([]);
});
