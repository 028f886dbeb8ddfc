/** `temporal-whatsapp rate-limits` against real servers: one that can, and one that cannot. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NativeConnection } from '@temporalio/worker';
import { describeRateLimits } from '../../src/rate-limits/rate-limits.js';
import { runCommand, type CommandOutcome } from '../helpers/run-command.js';
import { connectTestServer, timeSkippingEnvironment, type TestServer } from '../helpers/temporal-server.js';

const [numberA, numberB] = ['106540352242001', '106540352242002'];

let server: TestServer;
beforeAll(async () => {
  server = await connectTestServer();
});
afterAll(() => server.close());

let queue: string;
beforeEach(() => {
  queue = `rate-limits-${randomUUID()}`;
});

function rateLimits(...line: string[]): Promise<CommandOutcome> {
  return runCommand(['rate-limits', ...line], { TEMPORAL_ADDRESS: server.address, WHATSAPP_TASK_QUEUE: queue });
}

/** What the server itself has, as its own API says it. */
async function serverConfig(): Promise<{ limit: number | null | undefined; weights: Record<string, number> }> {
  const { config } = await server.client.workflowService.describeTaskQueue({
    namespace: 'default',
    taskQueue: { name: `${queue}-send` },
    taskQueueType: 2,
    reportConfig: true,
  });
  return {
    limit: config?.fairnessKeysRateLimitDefault?.rateLimit?.requestsPerSecond,
    weights: config?.fairnessWeightOverrides ?? {},
  };
}

/** The rows of rate limits as the command prints them. */
function rows({ printed }: CommandOutcome): Record<string, string> {
  return Object.fromEntries(printed.map((line) => line.split(/ {2,}/, 2) as [string, string]));
}

test('shows that there is no limit, and on which queue it looked', async () => {
  const outcome = await rateLimits();
  expect(outcome.error).toBeUndefined();
  expect(rows(outcome)).toEqual({ 'Task queue': `${queue}-send, namespace default`, 'Each number': 'no limit' });
  expect(outcome.noted.join()).toContain('matching.enableFairness');
});

test('sets 80 a second for each number when nothing else is said, and shows it afterwards', async () => {
  expect(rows(await rateLimits('set'))).toMatchObject({ 'Each number': '80 a second' });
  expect(rows(await rateLimits())).toMatchObject({ 'Each number': '80 a second' });
  expect(await serverConfig()).toEqual({ limit: 80, weights: {} });
});

test('gives single numbers a rate of their own, as weights of the default', async () => {
  const outcome = await rateLimits('set', '--default', '80', '--number', `${numberA}=20`, '--number', `${numberB}=0.1`);
  expect(rows(outcome)).toMatchObject({ [numberA]: '20 a second', [numberB]: '0.1 a second' });
  expect(await serverConfig()).toEqual({
    limit: 80,
    weights: { [numberA]: 0.25, [numberB]: expect.closeTo(0.00125, 8) },
  });
});

test('keeps the rates of single numbers when the default changes, and removes them one by one', async () => {
  await rateLimits('set', '--default', '80', '--number', `${numberA}=20`, '--number', `${numberB}=160`);
  expect(rows(await rateLimits('set', '--default', '40'))).toMatchObject({
    'Each number': '40 a second',
    [numberA]: '20 a second',
    [numberB]: '160 a second',
  });
  expect((await serverConfig()).weights).toEqual({ [numberA]: 0.5, [numberB]: 4 });
  const after = rows(await rateLimits('set', '--number', `${numberA}=unset`));
  expect(after).toMatchObject({ 'Each number': '40 a second', [numberB]: '160 a second' });
  expect(after).not.toHaveProperty(numberA);
});

test('removes all limits with "unset"', async () => {
  await rateLimits('set', '--number', `${numberA}=20`);
  expect(rows(await rateLimits('set', '--default', 'unset'))).toMatchObject({ 'Each number': 'no limit' });
  expect(await serverConfig()).toEqual({ limit: undefined, weights: {} });
});

test('refuses a rate that the engine cannot keep, and changes nothing', async () => {
  await rateLimits('set', '--default', '80');
  const { error } = await rateLimits('set', '--number', `${numberA}=0.01`);
  expect(String(error)).toContain(`Number ${numberA} cannot have 0.01 a second with a default of 80`);
  expect(await serverConfig()).toEqual({ limit: 80, weights: {} });
});

test('shows a limit of the whole queue that somebody else has set', async () => {
  await server.client.workflowService.updateTaskQueueConfig({
    namespace: 'default',
    taskQueue: `${queue}-send`,
    taskQueueType: 2,
    identity: 'test',
    updateQueueRateLimit: { rateLimit: { requestsPerSecond: 300 }, reason: 'test' },
  });
  expect(rows(await rateLimits())).toMatchObject({ 'All together': '300 a second', 'Each number': 'no limit' });
});

test('a namespace that does not exist is named', async () => {
  const { error } = await runCommand(['rate-limits'], {
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: 'nowhere',
  });
  expect(String(error)).toContain('nowhere');
});

describe('what a worker says at its start', () => {
  test('is the rate limits, and that fairness cannot be read', async () => {
    const target = { connection: server.nativeConnection, namespace: 'default', taskQueue: `${queue}-send` };
    expect(await describeRateLimits(target)).toMatchObject({
      message: expect.stringMatching(/no rate limit.*rate-limits set.*matching\.enableFairness/),
    });
    await rateLimits('set', '--number', `${numberA}=20`);
    expect(await describeRateLimits(target)).toMatchObject({
      message: expect.stringContaining('has a rate limit'),
      rateLimits: { perNumber: 80, numbers: { [numberA]: 20 } },
    });
  });

  test('is never an exception', async () => {
    const target = { connection: server.nativeConnection, namespace: 'nowhere', taskQueue: queue };
    expect(await describeRateLimits(target)).toMatchObject({
      message: expect.stringMatching(/are unknown: .*nowhere/),
    });
  });
});

test('a server without limits is named as the reason, by the command and by a worker', async () => {
  const environment = await timeSkippingEnvironment();
  const connection = await NativeConnection.connect({ address: environment.address });
  try {
    for (const line of [['rate-limits'], ['rate-limits', 'set']]) {
      const { error, printed } = await runCommand(line, { TEMPORAL_ADDRESS: environment.address });
      expect(String(error)).toMatch(
        /cannot limit the rate of sends by phone number: .*1\.29.*matching\.enableFairness/,
      );
      expect(printed).toEqual([]);
    }
    expect(await describeRateLimits({ connection, namespace: 'default', taskQueue: queue })).toEqual({
      message: expect.stringMatching(/cannot limit the rate of sends.*Sends go on without it/),
    });
  } finally {
    await connection.close();
    await environment.teardown();
  }
});
