import { expect, test } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure, CancelledFailure, RetryState } from '@temporalio/common';
import { uploadFailure } from '../../../src/cli/upload/upload-failure.js';
import { describeUnsent } from '../../../src/cli/upload/upload-and-send.js';

function failed(cause: Error): Error {
  const activity = new ActivityFailure(
    'Activity task failed',
    'uploadWhatsAppMedia',
    '1',
    RetryState.TIMEOUT,
    'w',
    cause,
  );
  return new WorkflowFailedError('Workflow execution failed', activity, RetryState.NON_RETRYABLE_FAILURE);
}
const ours = (type: string, message: string, advice: string): Error =>
  failed(ApplicationFailure.create({ type, message, details: [{ advice }] }));

test('a workflow that failed is told by what went wrong, and what to do', () => {
  const error = ours('WhatsApp.Configuration', 'file:///a is outside of the media directories (/media)', 'Move it');
  expect(uploadFailure(error, 'file:///a').message).toBe(
    'file:///a is outside of the media directories (/media) (WhatsApp.Configuration). Move it. ' +
      'The worker reads files below its WHATSAPP_MEDIA_DIR; "dev" has a temporary folder unless that is set.',
  );
});

test('advice is given once, and that about folders only of files', () => {
  const error = ours('WhatsApp.Media', 'https://a/b answered 404. Check the file', 'Check the file');
  expect(uploadFailure(error, 'https://a/b').message).toBe(
    'https://a/b answered 404. Check the file (WhatsApp.Media).',
  );
  const invalid = ours('WhatsApp.InvalidInput', 'to is missing', 'Give it');
  expect(uploadFailure(invalid, 'file:///a').message).toBe('to is missing (WhatsApp.InvalidInput). Give it.');
});

test('of a failure of somebody else the deepest cause is told', () => {
  const cause = ApplicationFailure.create({ type: 'DiskError', message: 'disk full' });
  expect(uploadFailure(failed(cause), 'file:///a').message).toBe('disk full (DiskError)');
  expect(uploadFailure(failed(new CancelledFailure('canceled')), 'file:///a').message).toBe(
    'canceled (CancelledFailure)',
  );
  expect(uploadFailure('no', 'file:///a').message).toBe('no');
});

test('what was not accepted is told apart: nothing was sent, or nobody knows', () => {
  expect(describeUnsent('refused')).toBe('Nothing was sent: Meta refused it.');
  expect(describeUnsent('unknown')).toBe('The message may have been sent: its outcome is unknown.');
});
