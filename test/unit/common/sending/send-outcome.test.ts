import { describe, expect, test } from '@jest/globals';
import { ActivityFailure, ApplicationFailure, CancelledFailure, RetryState, TimeoutFailure } from '@temporalio/common';
import { outcomeOfError } from '../../../../src/common/sending/send-outcome.js';

const activityFailure = (cause: Error): ActivityFailure =>
  new ActivityFailure(
    'Activity task failed',
    'sendWhatsAppMessage',
    '1',
    RetryState.NON_RETRYABLE_FAILURE,
    undefined,
    cause,
  );
const failure = (type: string, details: object = {}): ApplicationFailure =>
  ApplicationFailure.create({ type, message: 'what Meta said', nonRetryable: true, details: [details] });
const timeout = (type: 'START_TO_CLOSE' | 'SCHEDULE_TO_START' | 'SCHEDULE_TO_CLOSE' | 'HEARTBEAT'): TimeoutFailure =>
  new TimeoutFailure('activity timeout', undefined, type);

describe('an error of the send activity', () => {
  test('with a code of Meta is a refusal that says what to do', () => {
    const error = activityFailure(failure('WhatsApp.ServiceWindowClosed', { code: 131047, advice: 'Send a template' }));
    expect(outcomeOfError(error, 'k')).toEqual({
      kind: 'refused',
      sendKey: 'k',
      type: 'WhatsApp.ServiceWindowClosed',
      code: 131047,
      message: 'what Meta said',
      advice: 'Send a template',
      details: { code: 131047, advice: 'Send a template' },
    });
  });

  test.each([
    ['a lost answer', failure('WhatsApp.SendOutcomeUnknown', { outcome: 'unknown' })],
    ['a vanished worker', timeout('START_TO_CLOSE')],
    ['a vanished worker that reported progress', timeout('HEARTBEAT')],
    ['a deadline during an attempt', timeout('SCHEDULE_TO_CLOSE')],
    ['a worker that stopped too hard', failure('WorkerShutdown')],
  ])('from %s is unknown', (_case, cause) => {
    expect(outcomeOfError(activityFailure(cause), 'k')).toMatchObject({ kind: 'unknown', sendKey: 'k' });
  });

  test('from an attempt that vanished after an earlier one was refused is unknown: the last attempt decides', () => {
    const earlier = failure('WhatsApp.RateLimited', { code: 130429 });
    const vanished = Object.assign(timeout('START_TO_CLOSE'), { cause: earlier });
    expect(outcomeOfError(activityFailure(vanished), 'k')).toMatchObject({ kind: 'unknown' });
  });

  test('from a deadline before any worker took it is a refusal: nothing was sent', () => {
    const outcome = outcomeOfError(activityFailure(timeout('SCHEDULE_TO_START')), 'k');
    expect(outcome).toMatchObject({ kind: 'refused', type: 'WhatsApp.Unavailable' });
  });

  test.each([
    ['bad input', activityFailure(failure('WhatsApp.InvalidInput'))],
    ['a cancellation', activityFailure(new CancelledFailure('canceled'))],
    ['an error of somebody else', new Error('boom')],
  ])('that is %s is no outcome', (_case, error) => {
    expect(outcomeOfError(error, 'k')).toBeUndefined();
  });
});
