import { tmpdir } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Worker, WorkerOptions } from '@temporalio/worker';
import { GraphClient, WhatsAppPlugin, createMediaStore, type WhatsAppPluginOptions } from '../../src/index.js';
import { silentWorkerLogger } from '../helpers/logger.js';

function plugin(options: Partial<WhatsAppPluginOptions> = {}): WhatsAppPlugin {
  return new WhatsAppPlugin({
    credentials: { getCredential: async () => ({ accessToken: 'token' }) },
    secrets: { getSecret: async () => '123456' },
    media: createMediaStore({ directory: tmpdir() }),
    ...options,
  });
}

const given: WorkerOptions = { taskQueue: 'whatsapp' };

describe('configureWorker', () => {
  test('adds the activities to those of the worker', async () => {
    const mine = async (): Promise<void> => undefined;
    const { activities } = plugin().configureWorker({ ...given, activities: { mine } });
    expect(activities).toMatchObject({ mine, sendWhatsAppMessage: expect.any(Function) });
  });

  test('refuses a worker that has an activity of the same name', () => {
    const activities = { sendWhatsAppMessage: async (): Promise<void> => undefined };
    expect(() => plugin().configureWorker({ ...given, activities })).toThrow(
      'the worker already has an activity named sendWhatsAppMessage',
    );
  });

  test('changes nothing when it is called a second time for one worker', () => {
    const both = plugin();
    const once = both.configureWorker(given);
    const twice = both.configureWorker(once);
    expect(twice.activities).toEqual(once.activities);
    expect(Object.getOwnPropertySymbols(twice)).toEqual(Object.getOwnPropertySymbols(once));
  });

  test('refuses a send queue that is the queue of the worker', () => {
    expect(() => plugin({ sendTaskQueue: 'whatsapp' }).configureWorker(given)).toThrow(
      'sendTaskQueue must not be "whatsapp"',
    );
  });
});

describe('without media and secrets', () => {
  const inWorkflow = { workflowExecution: { workflowId: 'order-1', runId: 'run-1' } };
  const { activities } = new WhatsAppPlugin({
    credentials: { getCredential: () => ({ accessToken: 'token' }) },
  }).configureWorker(given) as { activities: Record<string, (input: object) => Promise<unknown>> };

  test.each([
    ['uploadWhatsAppMedia', { phoneNumberId: '106540352242922', media: 'file:///a.png' }, 'media'],
    ['registerWhatsAppPhoneNumber', { phoneNumberId: '106540352242922', pin: { secret: 'pin' } }, 'secrets'],
  ])('%s says what to pass to the plugin', async (name, input, option) => {
    const environment = new MockActivityEnvironment(inWorkflow, { logger: silentWorkerLogger });
    const failure = await environment.run(activities[name] as never, input).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      type: 'WhatsApp.Configuration',
      nonRetryable: true,
      message: expect.stringContaining(`pass "${option}" to WhatsAppPlugin or createWhatsAppActivities(), such as`),
    });
  });
});

describe('configureBundler', () => {
  const options = { workflowsPath: '/app/workflows.js', preloadModules: ['/app/shared.js'] };

  test('leaves the modules that are preloaded as they are when told to', () => {
    expect(plugin({ preloadSchemas: false }).configureBundler(options)).toEqual(options);
  });

  test('preloads zod beside what is preloaded already', () => {
    const { preloadModules } = plugin().configureBundler(options);
    expect(preloadModules).toEqual(['/app/shared.js', expect.stringMatching(/workflows\/preload\.ts$/)]);
  });
});

test('configureBundler adds what versioned workers need when told to', () => {
  const { workflowInterceptorModules } = plugin({ versionedBundle: true }).configureBundler({
    workflowsPath: '/app/workflows.js',
    workflowInterceptorModules: ['/app/interceptors.js'],
  });
  expect(workflowInterceptorModules).toEqual([
    '/app/interceptors.js',
    expect.stringMatching(/workflows\/versioned\.ts$/),
  ]);
});

describe('runWorker', () => {
  /** A worker without a send worker, as far as the plugin looks at it. */
  const worker = { options: { enableNonLocalActivities: true } } as unknown as Worker;

  /** Counts how often the connections of a client are closed. */
  function countingClient(): { client: GraphClient; closed: () => number } {
    const client = new GraphClient();
    let count = 0;
    client.close = () => void count++;
    return { client, closed: () => count };
  }

  test('runs the worker in the same turn, so that it can be shut down at once', async () => {
    let running = false;
    const end = plugin().runWorker(worker, async () => void (running = true));
    expect(running).toBe(true);
    await end;
  });

  test('passes a failure of the worker on', async () => {
    await expect(plugin().runWorker(worker, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });

  test('leaves a client open that has another owner', async () => {
    const { client, closed } = countingClient();
    await plugin({ graph: client }).runWorker(worker, async () => undefined);
    expect(closed()).toBe(0);
  });
});
