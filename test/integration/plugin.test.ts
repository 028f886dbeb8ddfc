import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ActivityExecutionFailedError } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerPlugin } from '@temporalio/worker';
import { GraphEmulator } from '../../src/emulator/index.js';
import { WhatsAppPlugin, type WhatsAppPluginOptions, createMediaStore } from '../../src/index.js';
import { sendTaskQueue } from '../../src/common/ids/task-queues.js';
import { eventually } from '../helpers/eventually.js';
import { connectTestServer, type TestServer } from '../helpers/temporal-server.js';

let server: TestServer;
let emulator: GraphEmulator;
beforeAll(async () => {
  server = await connectTestServer();
  emulator = await GraphEmulator.start({ enforceWindow: false });
});
afterAll(async () => {
  await emulator.stop();
  await server.close();
});

function plugin(options: Pick<WhatsAppPluginOptions, 'sendTaskQueue'> = {}): WhatsAppPlugin {
  const { graphUrl, accessToken, appSecret } = emulator.info;
  return new WhatsAppPlugin({
    credentials: { getCredential: async () => ({ accessToken, appSecret }) },
    secrets: { getSecret: async () => '123456' },
    media: createMediaStore({ directory: tmpdir() }),
    graph: { baseUrl: graphUrl },
    ...options,
  });
}

/** Schedules a send, as a standalone activity, and waits for its result. */
function send(taskQueue: string, scheduleToStartTimeout = '20s' as '20s' | '1s'): Promise<unknown> {
  const sendKey = `plugin-${randomUUID()}`;
  return server.client.activity.execute('sendWhatsAppMessage', {
    id: sendKey,
    taskQueue,
    startToCloseTimeout: '10s',
    scheduleToStartTimeout,
    args: [
      {
        phoneNumberId: emulator.info.phoneNumberId,
        to: '+16505551234',
        message: { type: 'text', text: { body: 'hello' } },
        sendKey,
      },
    ],
  });
}

/** Whether a worker takes a send within a second. */
async function isTaken(taskQueue: string): Promise<boolean> {
  const outcome = await send(taskQueue, '1s').then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome === undefined) return true;
  expect(outcome).toBeInstanceOf(ActivityExecutionFailedError);
  expect((outcome as ActivityExecutionFailedError).cause).toMatchObject({
    name: 'TimeoutFailure',
    timeoutType: 'SCHEDULE_TO_START',
  });
  return false;
}

async function countPollers(taskQueue: string): Promise<number> {
  const { pollers } = await server.client.workflowService.describeTaskQueue({
    namespace: 'default',
    taskQueue: { name: taskQueue },
    taskQueueType: 2,
  });
  return pollers.length;
}

test('a worker with nothing but the plugin serves sends on the send queue, and what else there is on its own', async () => {
  const taskQueue = `plugin-${randomUUID()}`;
  const worker = await Worker.create({ connection: server.nativeConnection, taskQueue, plugins: [plugin()] });
  const result = await worker.runUntil(() => Promise.all([send(sendTaskQueue(taskQueue)), send(taskQueue)]));
  expect(result).toEqual([
    expect.objectContaining({ messageId: expect.any(String) }),
    expect.objectContaining({ messageId: expect.any(String) }),
  ]);
  expect(worker.getState()).toBe('STOPPED');
});

test('both workers stop when the worker is shut down at once, and the connection can be closed', async () => {
  const connection = await NativeConnection.connect({ address: server.address });
  const worker = await Worker.create({ connection, taskQueue: `plugin-${randomUUID()}`, plugins: [plugin()] });
  const running = worker.run();
  worker.shutdown();
  await running;
  expect(worker.getState()).toBe('STOPPED');
  // It refuses while a worker uses it.
  await expect(connection.close()).resolves.toBeUndefined();
});

test('a worker that finishes what it has begun takes no more sends meanwhile', async () => {
  const taskQueue = `plugin-${randomUUID()}`;
  let begun = false;
  let finish = (): void => undefined;
  const slow = (): Promise<void> => {
    begun = true;
    return new Promise((resolve) => (finish = resolve));
  };
  const worker = await Worker.create({
    connection: server.nativeConnection,
    taskQueue,
    plugins: [plugin()],
    activities: { slow },
    shutdownGraceTime: '30s',
  });
  const running = worker.run();
  const options = { taskQueue, startToCloseTimeout: '40s', args: [] } as const;
  const slowEnd = server.client.activity.execute('slow', { id: `slow-${taskQueue}`, ...options });
  try {
    await send(sendTaskQueue(taskQueue));
    await eventually(() => begun);
    worker.shutdown();
    // A poll that was under way may still have brought the first.
    await eventually(
      () => isTaken(sendTaskQueue(taskQueue)),
      (taken) => !taken,
    );
    expect(await isTaken(sendTaskQueue(taskQueue))).toBe(false);
    expect(worker.getState()).toBe('DRAINING');
  } finally {
    finish();
  }
  await Promise.all([slowEnd, running]);
});

test('a plugin on the connection and on the worker makes one send worker, and none for that one', async () => {
  const both = plugin();
  const connection = await NativeConnection.connect({ address: server.address, plugins: [both] });
  const taskQueue = `plugin-${randomUUID()}`;
  const worker = await Worker.create({ connection, taskQueue, plugins: [both] });
  await worker.runUntil(async () => {
    await send(sendTaskQueue(taskQueue));
    expect(await countPollers(sendTaskQueue(sendTaskQueue(taskQueue)))).toBe(0);
  });
  await connection.close();
});

test('two workers with one plugin each have their own send queue, and the end of one leaves the other its HTTP client', async () => {
  const shared = plugin();
  const [first = '', second = ''] = [`plugin-${randomUUID()}`, `plugin-${randomUUID()}`];
  const create = (taskQueue: string): Promise<Worker> =>
    Worker.create({ connection: server.nativeConnection, taskQueue, plugins: [shared] });
  const [one, two] = [await create(first), await create(second)];
  await two.runUntil(async () => {
    await one.runUntil(() => send(sendTaskQueue(first)));
    await expect(send(sendTaskQueue(second))).resolves.toMatchObject({ messageId: expect.any(String) });
  });
});

test('sendTaskQueue names another queue, and false leaves it to others', async () => {
  const [taskQueue, other] = [`plugin-${randomUUID()}`, `sends-${randomUUID()}`];
  const create = (sends: string | false): Promise<Worker> =>
    Worker.create({ connection: server.nativeConnection, taskQueue, plugins: [plugin({ sendTaskQueue: sends })] });
  await (await create(other)).runUntil(() => send(other));
  const alone = await create(false);
  await alone.runUntil(async () => {
    expect(await isTaken(sendTaskQueue(taskQueue))).toBe(false);
    expect(await countPollers(sendTaskQueue(taskQueue))).toBe(0);
  });
});

test('a send worker that cannot be made stops the worker, and run() says why', async () => {
  const taskQueue = `plugin-${randomUUID()}`;
  // Temporal refuses names with this prefix.
  const broken = plugin({ sendTaskQueue: '__temporal_sends' });
  const worker = await Worker.create({ connection: server.nativeConnection, taskQueue, plugins: [broken] });
  await expect(worker.run()).rejects.toThrow(/__temporal_/);
  expect(worker.getState()).toBe('STOPPED');
});

test('a worker that fails stops its send worker, and run() says why', async () => {
  const taskQueue = `plugin-${randomUUID()}`;
  const failing: WorkerPlugin = {
    name: 'test.Failing',
    runWorker: async (worker, next) => {
      const end = next(worker);
      await eventually(() => countPollers(sendTaskQueue(taskQueue)));
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await end;
      throw new Error('the worker has failed');
    },
  };
  const connection = await NativeConnection.connect({ address: server.address });
  const worker = await Worker.create({ connection, taskQueue, plugins: [plugin(), failing] });
  await expect(worker.run()).rejects.toThrow('the worker has failed');
  await connection.close();
});

test('the send worker is configured once by the plugins of worker and connection, in the order of the main one', async () => {
  const seen: string[] = [];
  const noting = (name: string): WorkerPlugin => ({
    name,
    configureWorker: (options) => {
      seen.push(`${options.taskQueue?.replace(taskQueue, 'main')} ${name}`);
      return options;
    },
  });
  const taskQueue = `plugin-${randomUUID()}`;
  const connection = await NativeConnection.connect({ address: server.address, plugins: [noting('connection')] });
  const plugins = [noting('before'), plugin(), noting('after')];
  const worker = await Worker.create({ connection, taskQueue, plugins });
  await worker.runUntil(() => send(sendTaskQueue(taskQueue)));
  await connection.close();
  // What "before" did is in the options that "after" gets.
  expect(seen).toEqual(['main before', 'main after', 'main connection', 'main-send after', 'main-send connection']);
});
