import { setTimeout as delay } from 'node:timers/promises';
import { ValueError } from '@temporalio/common';
import { describe, expect, test } from '@jest/globals';
import type { WhatsAppEvent } from '../../../../src/common/events/types.js';
import type { WebhookHandlerOptions } from '../../../../src/webhook/options.js';
import type { WebhookRoute } from '../../../../src/webhook/routing/application-route.js';
import { grpcError, post, receiver, textMessage, webhookBody, type RecordingClient } from '../recording-client.js';

const image = (id: string, mediaId = '7001'): object => ({
  id,
  from: '4915112345678',
  timestamp: '1764000000',
  type: 'image',
  image: { id: mediaId, mime_type: 'image/jpeg', url: 'https://lookaside.fbsbx.com/?hash=signed' },
});
const orders: WebhookRoute[] = [
  (event: WhatsAppEvent) =>
    event.kind === 'message' ? { workflowId: 'orders', workflowType: 'orderDesk' } : undefined,
];
const files = ({ files }: RecordingClient) => [...files.values()];

async function posted(options: Partial<WebhookHandlerOptions>, ...messages: object[]) {
  const made = receiver({ storeMedia: true, routes: orders, ...options });
  const again = () => made.handle(post(webhookBody({ messages })));
  return { ...made, again, answer: await again() };
}

test('a file is stored by a workflow of its own, which tells whoever has got the message', async () => {
  const { client, answer } = await posted({}, image('m1'));
  expect(answer.status).toBe(200);
  const [file] = files(client);
  expect(file).toMatchObject({
    workflowId: expect.stringMatching(/^whatsapp-inbound-media:10001:7001:[0-9a-f]{32}$/),
    taskQueue: 'tq',
    staticSummary: 'store a file of a user: image',
    args: [
      {
        phoneNumberId: '10001',
        mediaId: '7001',
        within: '1 day',
        event: {
          kind: 'media',
          messageId: 'm1',
          type: 'image',
          user: { phone: '4915112345678' },
          field: 'messages',
          raw: { id: '7001', mime_type: 'image/jpeg' },
        },
        targets: [{ workflowId: 'orders', workflowType: 'orderDesk', taskQueue: 'tq', args: [] }],
      },
    ],
  });
  expect(JSON.stringify(file)).not.toContain('signed');
  expect(client.accepted).toHaveLength(1);
});

describe('nothing is stored', () => {
  test.each<[string, Partial<WebhookHandlerOptions>, object]>([
    ['of a message without a file', {}, textMessage('m1', '49151')],
    ['of a file without an id', {}, { ...image('m1'), image: { mime_type: 'image/jpeg' } }],
    ['of what a conversation has got', { routes: [] }, image('m1')],
    ['without the option', { storeMedia: false }, image('m1')],
    ['of what nobody has got', { routes: [() => 'ignore'] }, image('m1')],
  ])('%s', async (_, options, message) => {
    const { client, answer } = await posted(options, message);
    expect(answer.status).toBe(200);
    expect(files(client)).toEqual([]);
  });
});

test('a file of several workflows is stored once, and all of them are told', async () => {
  const routes = [() => [{ workflowId: 'audit' }, { workflowId: 'orders' }]];
  const { client } = await posted({ routes, storeMedia: { within: '2 hours' } }, image('m1'), image('m2', '7002'));
  const targets = [{ workflowId: 'audit' }, { workflowId: 'orders' }];
  expect(files(client).map(({ args: [input] }) => input)).toMatchObject([
    { mediaId: '7001', within: '2 hours', targets },
    { mediaId: '7002', within: '2 hours', targets },
  ]);
});

test('a webhook that comes again starts nothing more', async () => {
  const { client, again } = await posted({}, image('m1'));
  expect((await again()).status).toBe(200);
  expect(files(client)).toHaveLength(1);
});

test('a workflow that is told of a file for the first time is told, though another one was before', async () => {
  let workflowId = 'first';
  const { client, again } = await posted({ routes: [() => ({ workflowId })] }, image('m1'));
  workflowId = 'second';
  await again();
  expect(files(client).map(({ args: [{ targets }] }) => targets)).toEqual([
    [{ workflowId: 'first' }],
    [{ workflowId: 'second' }],
  ]);
});

describe('the input stays below what Temporal takes', () => {
  const started = (workflowId: string, characters: number) => ({
    workflowId,
    workflowType: 'desk',
    args: ['x'.repeat(characters)],
  });
  const targets = ({ client }: { client: RecordingClient }) =>
    files(client).map(({ args: [input] }) => input.targets.map(({ workflowId, args }) => [workflowId, args?.length]));

  test('where the arguments of all workflows are too large, each has its own', async () => {
    const routes = [() => [started('a', 900_000), started('b', 900_000), { workflowId: 'c' }]];
    const made = await posted({ routes }, image('m1'));
    expect(made.answer.status).toBe(200);
    expect(targets(made)).toEqual([[['a', 1]], [['b', 1]], [['c', undefined]]]);
    expect((await made.again()).status).toBe(200);
    expect(files(made.client)).toHaveLength(3);
  });

  test('where those of one are, it is told, and not started', async () => {
    const made = await posted({ routes: [() => started('a', 1_850_000)] }, image('m1'));
    expect(targets(made)).toEqual([[['a', undefined]]]);
    expect(files(made.client)[0]?.args[0].targets).toEqual([{ workflowId: 'a' }]);
  });

  test('where those that need several bytes for a character are', async () => {
    const args = ['\u20ac'.repeat(300_000)];
    const made = await posted({ routes: [() => ['a', 'b'].map((id) => ({ ...started(id, 1), args }))] }, image('m1'));
    expect(targets(made)).toHaveLength(2);
  });

  test("where Meta's object of the file is", async () => {
    const bloated = { id: '7001', mime_type: 'image/jpeg', extra: 'x'.repeat(1_000_000) };
    const made = await posted({}, { ...image('m1'), image: bloated });
    expect(files(made.client)[0]?.args[0].event.raw).toEqual({ id: '7001', mime_type: 'image/jpeg' });
  });
});

describe('a file that Temporal does not take', () => {
  test('makes the whole webhook come again', async () => {
    const { client, log, again } = await posted({}, image('m1'));
    client.files.clear();
    client.beforeStoring = () => Promise.reject(grpcError(14, 'unavailable'));
    expect((await again()).status).toBe(503);
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', fields: { failed: 1 } });
    client.beforeStoring = () => undefined;
    expect((await again()).status).toBe(200);
    expect(files(client)).toHaveLength(1);
  });

  test.each([
    ['an argument that is wrong', grpcError(3, 'Blob data size exceeds limit')],
    ['an input that cannot be written', new ValueError('Unable to convert to payload')],
  ])('for good, as %s, keeps the message that was delivered', async (_, refusal) => {
    const made = receiver({ storeMedia: true, routes: orders });
    made.client.beforeStoring = () => Promise.reject(refusal);
    const body = webhookBody({ messages: [image('m1'), textMessage('m2', '49151')] });
    for (const attempt of [1, 2]) {
      expect([attempt, (await made.handle(post(body))).status]).toEqual([attempt, 200]);
    }
    expect([...made.client.letters.values()].map(({ args: [summary] }) => summary)).toMatchObject([
      {
        reason: 'refused-by-temporal',
        problem: expect.stringContaining('was delivered'),
        messageId: 'm1',
        byRoute: true,
      },
    ]);
  });

  test('for good comes again all the same, when another workflow of the same file may be taken later', async () => {
    const route = (workflowId: string) => ({ workflowId, workflowType: 'desk', args: ['x'.repeat(900_000)] });
    const made = receiver({ storeMedia: true, routes: [() => [route('a'), route('b')]] });
    let starts = 0;
    made.client.beforeStoring = () => Promise.reject(grpcError((starts += 1) === 1 ? 3 : 14));
    expect((await made.handle(post(webhookBody({ messages: [image('m1')] })))).status).toBe(503);
    expect(starts).toBe(2);
  });

  test('in time makes it come again, too', async () => {
    const made = receiver({ storeMedia: true, routes: orders, deadlineMs: 300 });
    made.client.beforeStoring = () => delay(5_000, undefined, { ref: false });
    expect((await made.handle(post(webhookBody({ messages: [image('m1')] })))).status).toBe(503);
  });

  test('is not asked for while a workflow of its message has got nothing', async () => {
    const made = receiver({ storeMedia: true, routes: [() => [{ workflowId: 'audit' }, { workflowId: 'orders' }]] });
    made.client.beforeAccepting = ({ workflowId }) =>
      workflowId === 'audit' ? Promise.reject(grpcError(14)) : undefined;
    expect((await made.handle(post(webhookBody({ messages: [image('m1')] })))).status).toBe(503);
    expect(files(made.client)).toEqual([]);
  });
});
