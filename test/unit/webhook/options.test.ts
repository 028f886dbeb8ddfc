import { describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../src/common/failures.js';
import { createWebhookFetchHandler, createWebhookHandler, createWebhookRouter } from '../../../src/webhook/index.js';
import { webhookSettings, type WebhookHandlerOptions } from '../../../src/webhook/options.js';
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
    ['with a body limit of nothing', { maxBodyBytes: 0 }, /maxBodyBytes must be a whole number above 0 \(got 0\)/],
    ['with a deadline that is no number', { deadlineMs: NaN }, /deadlineMs must be a whole number above 0 \(got NaN\)/],
    ['with half a signal at a time', { maxConcurrentSignals: 0.5 }, /maxConcurrentSignals must be a whole number/],
  ])('%s', (_what, wrong, message) => {
    const options = { ...recordingOptions(), ...wrong } as WebhookHandlerOptions;
    expect(() => webhookSettings(options)).toThrow(InvalidInputError);
    for (const make of [createWebhookHandler, createWebhookRouter, createWebhookFetchHandler]) {
      expect(() => make(options)).toThrow(message);
    }
  });

  test('and every problem is told at once, without a secret', () => {
    const options = {
      ...recordingOptions(),
      appSecrets: [' s3cret-value'],
      verifyTokens: [],
      taskQueue: '',
      deadlineMs: -1,
    };
    const error = (() => {
      try {
        return webhookSettings(options);
      } catch (thrown) {
        return thrown;
      }
    })() as InvalidInputError;
    expect(error.problems.map(({ path }) => path)).toEqual(['appSecrets.0', 'verifyTokens', 'taskQueue', 'deadlineMs']);
    expect(JSON.stringify(error.problems) + error.message).not.toContain('s3cret-value');
  });
});

test('has the defaults of the documentation', () => {
  expect(webhookSettings(recordingOptions())).toMatchObject({
    maxBodyBytes: 3_145_728,
    deadlineMs: 5_000,
    maxConcurrentSignals: 50,
  });
});
