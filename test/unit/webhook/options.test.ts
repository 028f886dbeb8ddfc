import { describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../src/common/failures.js';
import {
  createWebhookFetchHandler,
  createWebhookHandler,
  createWebhookListener,
  createWebhookRouter,
} from '../../../src/webhook/index.js';
import {
  resolveProcessingOptions,
  resolveWebhookOptions,
  type WebhookHandlerOptions,
} from '../../../src/webhook/options.js';
import { recordingOptions } from './recording-client.js';

describe('a receiver cannot be made', () => {
  test.each<[string, object, RegExp]>([
    ['without an app secret', { appSecrets: [] }, /appSecrets must hold at least one/],
    ['without a list of app secrets', { appSecrets: undefined }, /appSecrets must hold at least one/],
    ['with an empty app secret', { appSecrets: ['good', ''] }, /appSecrets\.1 must be a string, not empty/],
    [
      'with an app secret that ends in a line break',
      { appSecrets: ['s3cret-value\n'] },
      /appSecrets\.0 .* without white space/,
    ],
    ['without a verify token', { verifyTokens: [] }, /verifyTokens must hold at least one/],
    ['with an empty verify token', { verifyTokens: [''] }, /verifyTokens\.0 must be a string/],
    ['without a task queue', { taskQueue: '' }, /taskQueue must name/],
    ['without a client', { client: undefined }, /client must be a Client/],
    ['without a choice of numbers', { phoneNumberIds: undefined }, /phoneNumberIds must list the ids .* or be 'any'/],
    ['with no number at all', { phoneNumberIds: [] }, /phoneNumberIds must list the ids/],
    ['with one number as text', { phoneNumberIds: '106540352242922' }, /phoneNumberIds must list the ids/],
    [
      'with a phone number for its id',
      { phoneNumberIds: ['+15550100'] },
      /phoneNumberIds\.0 must be a phone number id/,
    ],
    ['without a fallback', { fallback: undefined }, /fallback must be chosen: 'dead-letter' keeps/],
    ['with an unknown fallback', { fallback: 'drop' }, /fallback must be chosen/],
    ['with routes that are no functions', { routes: [{ workflowId: 'a' }] }, /routes must be a list of functions/],
    ['with a short id key', { idKey: 'fifteen letters' }, /idKey must be a string of at least 16 characters/],
    ['with a body limit of nothing', { maxBodyBytes: 0 }, /maxBodyBytes must be a whole number above 0 \(got 0\)/],
    ['with a deadline that is no number', { deadlineMs: NaN }, /deadlineMs must be a whole number above 0 \(got NaN\)/],
    ['with half a signal at a time', { maxConcurrentSignals: 0.5 }, /maxConcurrentSignals must be a whole number/],
    ['that admits nothing', { maxInFlight: 0 }, /maxInFlight must be a whole number above 0/],
    ['that reads no bodies', { maxUnverifiedBodies: 0 }, /maxUnverifiedBodies must be a whole number above 0/],
    [
      'that has no room for one body',
      { maxBodyBytes: 2_000, maxUnverifiedBytes: 1_999 },
      /maxUnverifiedBytes must be at least maxBodyBytes, which is 2000: no such body could arrive \(got 1999\)/,
    ],
    ['that keeps dead letters for no time', { deadLetterRetentionMs: -1 }, /deadLetterRetentionMs must be a whole/],
    [
      'that waits for a body for no time',
      { bodyTimeoutMs: 0 },
      /bodyTimeoutMs must be a whole number of milliseconds from 1 to 3600000/,
    ],
    [
      'that waits for a body for more than an hour',
      { bodyTimeoutMs: 3_600_001 },
      /bodyTimeoutMs must be a whole number of milliseconds from 1 to 3600000/,
    ],
  ])('%s', (_what, wrong, message) => {
    const options = { ...recordingOptions(), ...wrong } as WebhookHandlerOptions;
    expect(() => resolveWebhookOptions(options)).toThrow(InvalidInputError);
    for (const make of [createWebhookHandler, createWebhookListener, createWebhookRouter, createWebhookFetchHandler]) {
      expect(() => make(options)).toThrow(message);
    }
  });

  test('and every problem is told at once, without a secret', () => {
    const options = {
      ...recordingOptions(),
      appSecrets: [' s3cret-value'],
      verifyTokens: [],
      idKey: 's3cret-key',
      taskQueue: '',
      deadlineMs: -1,
    };
    const error = (() => {
      try {
        return resolveWebhookOptions(options);
      } catch (thrown) {
        return thrown;
      }
    })() as InvalidInputError;
    const paths = ['appSecrets.0', 'verifyTokens', 'taskQueue', 'idKey', 'deadlineMs'];
    expect(error.problems.map(({ path }) => path)).toEqual(paths);
    expect(JSON.stringify(error.problems) + error.message).not.toContain('s3cret');
  });
});

test('has the defaults of the documentation', () => {
  const { taskQueue: _queue, ...options } = recordingOptions();
  expect(resolveWebhookOptions(options)).toMatchObject({
    taskQueue: 'whatsapp',
    maxBodyBytes: 3_145_728,
    deadlineMs: 5_000,
    maxConcurrentSignals: 50,
    maxInFlight: 100,
    maxUnverifiedBodies: 500,
    maxUnverifiedBytes: 67_108_864,
    bodyTimeoutMs: 30_000,
    deadLetterRetentionMs: 30 * 24 * 3_600_000,
    routes: [],
  });
});

test('processing needs neither secrets nor tokens', () => {
  const { appSecrets: _secrets, verifyTokens: _tokens, ...options } = recordingOptions();
  expect(resolveProcessingOptions(options)).toMatchObject({ deadlineMs: 5_000, fallback: 'dead-letter' });
  expect(() => resolveProcessingOptions({ ...options, phoneNumberIds: [] })).toThrow(/phoneNumberIds must list/);
});
