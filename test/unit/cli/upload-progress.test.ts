import { expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { readUploadProgress, showUpload } from '../../../src/cli/upload/upload-progress.js';

/** A client whose workflow has these activities under way. */
function clientWith(pendingActivities: object[] | null): Client {
  const loadedDataConverter = { payloadConverter: defaultPayloadConverter, payloadCodecs: [] };
  const describe = async () => ({ raw: { pendingActivities } });
  const workflow = { getHandle: () => ({ describe }) };
  return { options: { namespace: 'default', loadedDataConverter }, workflow } as unknown as Client;
}
const activity = (name: string, told?: object, attempt = 1): object => ({
  activityType: { name },
  attempt,
  heartbeatDetails: told && { payloads: [defaultPayloadConverter.toPayload(told)] },
});
const read = (...pending: object[]) => readUploadProgress(clientWith(pending), 'w');

test('an upload is as far as its heartbeat says', async () => {
  const told = { bytes: 2_500_000, total: 10_000_000 };
  expect(await read(activity('getWhatsAppMedia'), activity('uploadWhatsAppMedia', told, 2))).toEqual({
    ...told,
    attempt: 2,
  });
  expect(await read(activity('uploadWhatsAppMedia', { bytes: 7 }))).toEqual({ bytes: 7, attempt: 1 });
});

test('an upload that has told nothing has begun, and without one there is nothing to show', async () => {
  expect(await read(activity('uploadWhatsAppMedia'))).toEqual({ bytes: 0, attempt: 1 });
  expect(await read(activity('sendWhatsAppMessage'))).toBeUndefined();
  expect(await readUploadProgress(clientWith(null), 'w')).toBeUndefined();
});

test.each([
  [{ bytes: 2_500_000, total: 10_000_000, attempt: 1 }, 'uploading: 2.5 of 10.0 MB (25 %)'],
  [{ bytes: 9_999_999, total: 10_000_000, attempt: 3 }, 'uploading: 10.0 of 10.0 MB (99 %), attempt 3'],
  [{ bytes: 120_000, attempt: 1 }, 'uploading: 0.1 MB'],
])('%j is shown as one line', (progress, line) => {
  expect(showUpload(progress)).toBe(line);
});
