import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { WhatsAppEvent } from '../../../../src/common/events/types.js';
import { createMediaStore } from '../../../../src/media/scheme-store.js';
import type { WebhookHandlerOptions } from '../../../../src/webhook/options.js';
import type { WebhookEventStore } from '../../../../src/webhook/storing/large-events.js';
import { EventDedupe } from '../../../../src/workflows/events/event-dedupe.js';
import { post, receiver, textMessage, webhookBody, type RecordingClient } from '../recording-client.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'large-events-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const large = 'x'.repeat(2_000_000);
const changes = (text: string): string => webhookBody({ number: '10001', new_thing: { text }, small: 1 });
const fallback = (): { workflowId: string } => ({ workflowId: 'watch' });

async function posted(body: string, options: Partial<WebhookHandlerOptions> = {}) {
  const made = receiver({ fallback, media: createMediaStore({ directory }), ...options });
  const answer = await made.handle(post(body));
  return { ...made, answer, events: made.client.accepted.flatMap(({ events }) => events) };
}
const reasons = ({ letters }: RecordingClient) =>
  [...letters.values()].map(({ args: [{ reason, problem }] }) => [reason, problem]);

async function stored(event: WhatsAppEvent | undefined): Promise<unknown> {
  const { ref = '', bytes, sha256 } = event?.stored ?? {};
  const file = await readFile(fileURLToPath(ref));
  expect({ bytes, sha256 }).toEqual({ bytes: file.length, sha256: createHash('sha256').update(file).digest('hex') });
  return JSON.parse(file.toString());
}

test('an event that no signal can hold travels as a reference, in its place', async () => {
  const messages = [textMessage('m1', '1'), { ...textMessage('m2', '1'), context: { large } }, textMessage('m3', '1')];
  const { client, events, answer } = await posted(webhookBody({ messages }), { routes: [fallback] });
  expect(answer.status).toBe(200);
  expect(events).toMatchObject([
    { messageId: 'm1' },
    { messageId: 'm2', type: 'text', raw: { text: { body: 'hello' } }, stored: {} },
    { messageId: 'm3' },
  ]);
  expect(JSON.stringify(events).length).toBeLessThan(10_000);
  expect(await stored(events[1])).toMatchObject({ messageId: 'm2', raw: { context: { large } } });
  expect(client.letters.size).toBe(0);
});

test('the same event that comes again is the same one, and another one is not', async () => {
  const dedupe = new EventDedupe();
  const accepted: boolean[] = [];
  for (const text of [large, large, `${large}y`]) {
    const { events } = await posted(changes(text));
    accepted.push(...events.map((event) => dedupe.accept(event)));
  }
  expect(accepted).toEqual([true, false, true]);
});

test('without a store it becomes a dead letter', async () => {
  const { client, handle } = receiver({ fallback });
  expect((await handle(post(changes(large)))).status).toBe(200);
  expect(reasons(client)).toEqual([['too-large', undefined]]);
});

test('where the store fails it becomes a dead letter, which says so', async () => {
  const media = { create: () => Promise.reject(new Error('disk full')) };
  const { client, answer } = await posted(changes(large), { media });
  expect(answer.status).toBe(200);
  expect(reasons(client)).toEqual([['too-large', 'the media store has not taken it: disk full']]);
});

test('a store that does not answer leaves time to keep the event', async () => {
  jest.useFakeTimers({ doNotFake: ['performance'] });
  try {
    const media: WebhookEventStore = { create: () => new Promise(() => undefined) };
    const pending = posted(changes(large), { media, deadlineMs: 60_000 });
    await jest.advanceTimersByTimeAsync(30_000);
    const { client, answer } = await pending;
    expect(answer.status).toBe(200);
    expect(reasons(client)).toEqual([['too-large', 'the media store has not taken it: it has not answered in time']]);
  } finally {
    jest.useRealTimers();
  }
});

test('a store that does not answer leaves time to keep all events of a POST', async () => {
  jest.useFakeTimers();
  try {
    const media: WebhookEventStore = { create: () => new Promise(() => undefined) };
    const values = ['10001', '10001', '10002'].map((number, index) => ({ number, new_thing: { text: index + large } }));
    const options = { media, deadlineMs: 60_000, maxConcurrentSignals: 1, maxBodyBytes: 20_000_000 };
    const pending = posted(webhookBody(...values), options);
    await jest.advanceTimersByTimeAsync(60_000);
    const { client, answer } = await pending;
    expect(answer.status).toBe(200);
    const [reason] = [['too-large', 'the media store has not taken it: it has not answered in time']];
    expect(reasons(client)).toEqual([reason, reason, reason]);
  } finally {
    jest.useRealTimers();
  }
});

test('a message whose object of the file does not stay in the event has its file stored all the same', async () => {
  const image = { id: '7001', mime_type: 'image/jpeg', extra: 'y'.repeat(5_000), url: 'https://example.com/?signed' };
  const message = { ...textMessage('m1', '1'), type: 'image', image, context: { large } };
  const { client, events } = await posted(webhookBody({ messages: [message] }), {
    routes: [fallback],
    storeMedia: true,
  });
  expect(events).toMatchObject([{ messageId: 'm1', stored: {} }]);
  expect(events[0]?.raw).not.toHaveProperty('image');
  const [file] = client.files.values();
  expect(file?.args[0]).toMatchObject({
    mediaId: '7001',
    event: { raw: { id: '7001' } },
    targets: [{ workflowId: 'watch' }],
  });
  expect(JSON.stringify(file)).not.toContain('signed');
});

test('a disk that is full half-way leaves a dead letter, and no file is committed', async () => {
  const done: string[] = [];
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  const media: WebhookEventStore = {
    create: async () => ({
      content: new Writable({ write: (_bytes, _encoding, written) => setImmediate(written, full) }),
      commit: async () => (done.push('commit'), 'file:///torn.json'),
      discard: async () => void done.push('discard'),
    }),
  };
  const { client } = await posted(changes(`${large}f`), { media });
  expect(reasons(client)).toEqual([['too-large', 'the media store has not taken it: ENOSPC: no space left on device']]);
  expect(done).toEqual(['discard']);
});

test('a file that could not be written is removed', async () => {
  const before = await readdir(directory);
  const store = createMediaStore({ directory });
  const media: WebhookEventStore = {
    create: async (target, about) => ({
      ...(await store.create(target, about)),
      commit: () => Promise.reject(new Error('gone')),
    }),
  };
  const { client } = await posted(changes(`${large}z`), { media });
  expect(reasons(client)).toEqual([['too-large', 'the media store has not taken it: gone']]);
  expect(await readdir(directory)).toEqual(before);
});
