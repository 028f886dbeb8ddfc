/** What an application makes of the variables: the same as the commands do. */
import { describe, expect, test } from '@jest/globals';
import { attemptTimeoutMs } from '../../../src/common/attempt-timeout.js';
import { ConfigError } from '../../../src/environment/config.js';
import { fromEnvironment as worker } from '../../../src/from-environment.js';
import { fromEnvironment as receiver } from '../../../src/webhook/from-environment.js';

const emulator = {
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  TEMPORAL_NAMESPACE: 'shop',
  WHATSAPP_TASK_QUEUE: 'orders',
  WHATSAPP_GRAPH_URL: 'http://127.0.0.1:4010',
  WHATSAPP_ACCESS_TOKEN: 'token',
  WHATSAPP_APP_SECRET: 'secret,older',
  WHATSAPP_VERIFY_TOKEN: 'verify',
  WHATSAPP_PHONE_NUMBER_IDS: '106540352242922',
  WHATSAPP_WEBHOOK_HOST: '127.0.0.1',
  WHATSAPP_WEBHOOK_PORT: '3100',
};

describe('for a worker', () => {
  test('the Graph API is the one of the variables, so that an emulator’s .env reaches no other', async () => {
    const { connectionOptions, workerOptions, pluginOptions } = worker({
      ...emulator,
      WHATSAPP_GRAPH_VERSION: 'v24.0',
      WHATSAPP_REQUEST_TIMEOUT_MS: '5000',
      WHATSAPP_ID_KEY: 'a key of sixteen characters',
      WHATSAPP_SECRET_PIN: '123456',
    });
    expect(connectionOptions.address).toBe('127.0.0.1:7233');
    expect(workerOptions).toEqual({ namespace: 'shop', taskQueue: 'orders', shutdownGraceTime: attemptTimeoutMs });
    const { graph, credentials, secrets, idKey, media, consent } = pluginOptions;
    expect(graph).toMatchObject({ baseUrl: 'http://127.0.0.1:4010', version: 'v24.0', timeouts: { request: 5000 } });
    // Of several app secrets the current one signs requests.
    expect(await credentials.getCredential('default')).toEqual({ accessToken: 'token', appSecret: 'secret' });
    expect(await secrets?.getSecret('pin')).toBe('123456');
    expect([idKey, media !== undefined, consent]).toEqual(['a key of sixteen characters', true, undefined]);
  });

  test('a version and a consent store are there when they are set', async () => {
    const { workerOptions, pluginOptions } = worker({
      ...emulator,
      TEMPORAL_DEPLOYMENT_NAME: 'shop',
      TEMPORAL_WORKER_BUILD_ID: 'v2',
      WHATSAPP_CONSENT_FILE: '/nowhere/consent',
    });
    expect(workerOptions.workerDeploymentOptions).toEqual({
      version: { deploymentName: 'shop', buildId: 'v2' },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    });
    await pluginOptions.consent?.close();
  });

  test('what is missing and what is malformed is named, all at once', () => {
    const broken = { WHATSAPP_GRAPH_URL: 'graph.facebook.com', WHATSAPP_REQUEST_TIMEOUT_MS: 'soon' };
    expect(() => worker(broken)).toThrow(ConfigError);
    expect(() => worker(broken)).toThrow(
      /3 problems[^]*WHATSAPP_GRAPH_URL must be an http[^]*WHATSAPP_REQUEST_TIMEOUT_MS must be a whole number[^]*WHATSAPP_ACCESS_TOKEN must be set/,
    );
  });
});

describe('for a receiver', () => {
  test('it has what the command has, without a client', () => {
    const { connectionOptions, namespace, receiverOptions, serverOptions } = receiver({
      ...emulator,
      WHATSAPP_CONVERSATION_WORKFLOW: 'orderBot',
      WHATSAPP_METRICS_PORT: '9464',
    });
    expect([connectionOptions.address, namespace]).toEqual(['127.0.0.1:7233', 'shop']);
    expect(serverOptions).toEqual({ host: '127.0.0.1', port: 3100, path: '/webhook' });
    expect(receiverOptions).toEqual({
      taskQueue: 'orders',
      appSecrets: ['secret', 'older'],
      verifyTokens: ['verify'],
      phoneNumberIds: ['106540352242922'],
      fallback: 'dead-letter',
      storeMedia: false,
      conversation: { workflow: 'orderBot' },
      deadLetterRetentionMs: 30 * 24 * 60 * 60 * 1000,
      maxInFlight: 100,
      deadlineMs: 5_000,
    });
  });

  test('it says which variables are missing', () => {
    expect(() => receiver({ WHATSAPP_APP_SECRET: ' , ' })).toThrow(
      /WHATSAPP_APP_SECRET must be set[^]*WHATSAPP_VERIFY_TOKEN must be set[^]*WHATSAPP_PHONE_NUMBER_IDS must be set/,
    );
  });
});
