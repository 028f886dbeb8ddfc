/** Files of users that are stored as they arrive: a dialogue may take longer than Meta keeps them. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { NativeConnection, Worker } from '@temporalio/worker';
import { conversationWorkflowId } from '../../../src/common/ids/workflow-ids.js';
import { MediaError } from '../../../src/media/store.js';
import { createWhatsAppActivities } from '../../../src/index.js';
import type { ConversationState, IncomingMedia } from '../../../src/workflow.js';
import { goOnSignal, type AlbumState } from '../../fixtures/media-workflows.js';
import { eventually } from '../../helpers/eventually.js';
import { png } from '../../helpers/png.js';
import { startStack, startWorkers, testActivities, testWorkflowBundle, type Stack } from '../../helpers/stack.js';

const weekMs = 7 * 86_400_000;

let passedMs: number;
let stack: Stack;
let connection: NativeConnection;
let workers: { stop(): Promise<void> } | undefined;
let userId: string;

beforeEach(() => {
  passedMs = 0;
  userId = `DE.${randomUUID().replaceAll('-', '')}`;
});
afterEach(async () => {
  await workers?.stop();
  workers = undefined;
  await connection.close();
  await stack.stop();
});

async function start(conversation = 'album'): Promise<void> {
  const emulator = { clock: () => Date.now() + passedMs };
  stack = await startStack({ worker: false, receiver: { conversation }, emulator });
  connection = await NativeConnection.connect({ address: stack.temporalAddress });
}
async function work(changed: object = {}): Promise<void> {
  const activities = { ...testActivities(stack.emulator, stack.mediaDirectory), ...changed };
  workers = await startWorkers(connection, stack.taskQueue, activities);
}

const handle = () => stack.client.workflow.getHandle(conversationWorkflowId(stack.phoneNumberId, userId));
const says = (text: string) => stack.emulator.receiveMessage({ userId, text });
const bytes = (name: string): Buffer => Buffer.concat([png(), Buffer.from(name)]);
const sends = (name: string) =>
  stack.emulator.receiveMessage({ userId, image: { bytes: bytes(name), mimeType: 'image/png', caption: name } });
const downloads = (): number =>
  stack.emulator.requests.filter(({ path }) => path.startsWith('/whatsapp_business/attachments')).length;

/** The files that the dialogues have heard of, once there are so many. */
async function files(count: number): Promise<IncomingMedia[]> {
  const read = async (): Promise<IncomingMedia[]> => {
    const state = await handle()
      .query<ConversationState>('conversationState')
      .catch(() => undefined);
    return (state?.dialogues?.state as AlbumState | undefined)?.files ?? [];
  };
  return eventually(read, ({ length }) => length >= count);
}

test('are stored while a dialogue is slow, and told after Meta has forgotten them', async () => {
  await start();
  await work();
  await says('slowly');
  const names = ['one', 'two', 'three'];
  for (const name of names) await sends(name);
  await eventually(downloads, (count) => count === names.length);
  const answered = (): boolean =>
    stack.emulator.requests.every(({ path, answer }) => !path.includes('attachments') || answer !== undefined);
  await eventually(answered);
  passedMs = weekMs;
  await handle().signal(goOnSignal);
  const heard = await files(names.length);
  expect(heard.map(({ caption }) => caption)).toEqual(names);
  for (const { caption = '', stored, lost } of heard) {
    expect([stored?.mimeType, stored?.size, lost]).toEqual(['image/png', bytes(caption).length, undefined]);
    expect(await readFile(fileURLToPath(String(stored?.media)))).toEqual(bytes(caption));
  }
  // Each of them waited in runs of their own, and was stored once.
  expect(downloads()).toBe(names.length);
}, 60_000);

test('that Meta has forgotten are lost, and the dialogue hears of it', async () => {
  await start();
  await sends('one');
  passedMs = weekMs;
  await sends('two');
  await work();
  const [one, two] = await files(2);
  expect(one).toMatchObject({ caption: 'one', lost: { type: 'WhatsApp.NotFound', message: expect.any(String) } });
  expect(one).not.toHaveProperty('stored');
  expect(two).toMatchObject({ caption: 'two', stored: { size: bytes('two').length } });
}, 60_000);

test('are lost where the worker has no store, and where it stays unwritable', async () => {
  await start();
  await sends('one');
  const { graphUrl, accessToken } = stack.emulator.info;
  const credentials = { getCredential: () => Promise.resolve({ accessToken }) };
  const graph = { baseUrl: graphUrl };
  const broken = (): Promise<never> => Promise.reject(new MediaError('unwritable', 'the disk is full'));
  const { downloadWhatsAppMedia: withoutStore } = createWhatsAppActivities({ credentials, graph });
  const { downloadWhatsAppMedia: unwritable } = createWhatsAppActivities({
    credentials,
    graph,
    media: { open: broken, create: broken },
  });
  let times = 0;
  const downloadWhatsAppMedia = (input: never) => (++times === 1 ? withoutStore(input) : unwritable(input));
  await work({ downloadWhatsAppMedia });
  expect(await files(1)).toMatchObject([{ lost: { type: 'WhatsApp.Configuration' } }]);
  await sends('two');
  expect((await files(2))[1]?.lost).toMatchObject({
    type: 'WhatsApp.Media',
    message: expect.stringMatching(/disk is full/),
  });
  expect(times).toBeGreaterThan(2);
}, 90_000);

test('a run that has stored replays, and so does one that began without a store', async () => {
  await start();
  await work();
  await says('slowly');
  await sends('one');
  await eventually(downloads);
  await handle().signal(goOnSignal);
  await files(1);
  const run = stack.client.workflow.getHandle(handle().workflowId, (await firstRun()) ?? '');
  const history = await run.fetchHistory();
  const scheduled = history.events?.flatMap(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
  );
  expect(scheduled).toEqual(['downloadWhatsAppMedia']);
  await Worker.runReplayHistory({ workflowBundle: await testWorkflowBundle() }, history);
}, 60_000);

test('a run that began without a store goes on, and replays with one', async () => {
  await start('longAlbum');
  await work();
  await sends('one');
  expect(await files(1)).toMatchObject([{ caption: 'one' }]);
  expect(downloads()).toBe(0);
  const workflowsPath = fileURLToPath(new URL('../../fixtures/media-later-workflows.ts', import.meta.url));
  await Worker.runReplayHistory({ workflowsPath }, await handle().fetchHistory());
}, 60_000);

async function firstRun(): Promise<string | undefined> {
  let first: string | undefined;
  for await (const { runId } of stack.client.workflow.list({ query: `WorkflowId = '${handle().workflowId}'` }))
    first = runId;
  return first;
}
