/** A user talks with a conversation, in skipped time. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { WhatsAppClient, conversationWorkflowId } from '../../../src/client.js';
import { text } from '../../../src/messages.js';
import { GraphEmulator } from '../../../src/emulator/index.js';
import { startWebhookServer, type WebhookServer } from '../../../src/webhook/index.js';
import { eventually } from '../../helpers/eventually.js';
import { tokenMarker } from '../../helpers/secrets.js';
import { startWorkers, testActivities } from '../../helpers/stack.js';
import { timeSkippingEnvironment } from '../../helpers/temporal-server.js';

let environment: TestWorkflowEnvironment;
let emulator: GraphEmulator;
let receiver: WebhookServer;
/** Waiting for a result of `environment.client` would skip time. */
let client: Client;
let skippedMs = 0;
let workers: { stop(): Promise<void> };

beforeAll(async () => {
  environment = await timeSkippingEnvironment();
  client = new Client({ connection: environment.connection });
  emulator = await GraphEmulator.start({
    timeSkipping: environment,
    accessToken: `${tokenMarker}shop`,
    webhookRetryDelayMs: 100,
    anyId: true,
    clock: () => Date.now() + skippedMs,
  });
  const { appSecret, verifyToken } = emulator.info;
  receiver = await startWebhookServer({
    client,
    taskQueue: 'whatsapp',
    appSecrets: [appSecret],
    verifyTokens: [verifyToken],
    phoneNumberIds: 'any',
    fallback: 'ignore',
    host: '127.0.0.1',
    port: 0,
    routes: [
      (event) => {
        if (event.kind !== 'message') return undefined;
        const phoneNumberId = event.phoneNumberId ?? '';
        const userKey = event.conversationKeys?.[0] ?? '';
        const workflowId = conversationWorkflowId(phoneNumberId, userKey);
        return { workflowId, workflowType: 'shop', args: [{ phoneNumberId, userKey }] };
      },
    ],
  });
  emulator.setWebhookUrl(receiver.url);
  workers = await startWorkers(environment.nativeConnection, 'whatsapp', testActivities(emulator, '/nowhere'));
}, 60_000);
afterAll(async () => {
  await workers.stop();
  await receiver.close();
  await emulator.stop();
  await environment.teardown();
});

const skip = async (duration: string) => {
  await environment.sleep(duration as '1 day');
  skippedMs = (await environment.currentTimeMs()) - Date.now();
};

const newUser = (): string => `+4915${Math.floor(Math.random() * 1e9)}`;
const says = (from: string, text: string) => emulator.receiveMessage({ from, text });

/** What the user has read, as texts. */
const read = (user: string): string[] =>
  emulator.phoneScreen(user).map(({ body }) => {
    const content = body as {
      text?: { body: string };
      interactive?: { body: { text: string } };
      template?: { name: string };
    };
    return content.text?.body ?? content.interactive?.body.text ?? `template ${content.template?.name}`;
  });

const buttonId = (user: string, title: string): string => {
  for (const { body } of emulator.phoneScreen(user).reverse()) {
    const { interactive } = body as {
      interactive?: { action?: { buttons?: { reply: { id: string; title: string } }[] } };
    };
    const found = interactive?.action?.buttons?.find(({ reply }) => reply.title === title);
    if (found) return found.reply.id;
  }
  throw new Error(`no button ${title}`);
};
const taps = (from: string, title: string, id = buttonId(from, title)) =>
  emulator.receiveMessage({ from, buttonReply: { id, title } });

const sees = async (user: string, count: number) => {
  await eventually(
    () => read(user),
    (texts) => texts.length >= count,
  );
};

test('an order by a tap, and one by a word', async () => {
  const user = newUser();
  await says(user, 'hi');
  await sees(user, 1);
  await taps(user, 'Small');
  await sees(user, 2);
  await says(user, 'hi again');
  await sees(user, 3);
  await says(user, 'LARGE!');
  await sees(user, 4);
  expect(read(user)).toEqual([
    'Which size?',
    'One Small, coming up. That makes 1.',
    'Which size?',
    'One Large, coming up. That makes 2.',
  ]);
}, 30_000);

test('commands, otherwise, late taps', async () => {
  const user = newUser();
  await says(user, 'hi');
  await sees(user, 1);
  const old = buttonId(user, 'Small');
  await says(user, 'help');
  await sees(user, 3);
  await says(user, 'what?');
  await sees(user, 4);
  await says(user, 'cancel');
  await taps(user, 'Small', old);
  await sees(user, 5);
  expect(read(user)).toEqual([
    'Which size?',
    'We sell one thing.',
    'Which size?',
    'Please tap a size.',
    '"Small" is closed. Say "order" to start again.',
  ]);
}, 30_000);

test('other workflows ask, one after the other', async () => {
  const user = newUser();
  const start = (name: string) =>
    client.workflow.start(name, {
      workflowId: randomUUID(),
      taskQueue: 'whatsapp',
      args: [emulator.info.phoneNumberId, user],
    });
  const first = await start('confirmWorkflow');
  await sees(user, 1);
  const second = await start('confirmWorkflow');
  await taps(user, 'Yes');
  await sees(user, 2);
  await says(user, 'no');
  expect([await first.result(), await second.result()]).toEqual(['y', 'n']);
  await start('greetWorkflow');
  await sees(user, 3);
  expect(read(user)).toEqual(['Confirm?', 'Confirm?', 'Hello Ada']);
}, 60_000);

test('a reminder, the closed window, and a template', async () => {
  const user = newUser();
  await says(user, 'hi');
  await sees(user, 1);
  await skip('21 hours');
  await sees(user, 2);
  await skip('30 hours');
  await sees(user, 3);
  expect(read(user)).toEqual(['Which size?', 'Still hungry?', 'template basket_kept']);
}, 60_000);

test('an error ends the dialogue, and not the conversation', async () => {
  const user = newUser();
  await says(user, 'boom');
  await says(user, 'hi');
  await sees(user, 1);
  await taps(user, 'Large');
  await sees(user, 2);
}, 60_000);

test('a person takes over, writes, and hands back', async () => {
  const user = newUser();
  const whatsapp = new WhatsAppClient({ client });
  const { phoneNumberId } = emulator.info;
  await says(user, 'hi');
  await sees(user, 1);
  const conversation = whatsapp.conversation({ phoneNumberId, user, workflow: 'shop' });
  expect((await conversation.state()).dialogues).toMatchObject({ name: 'shop', dialogue: 'onMessage' });
  expect(await conversation.takeOver({ for: '1 hour', note: 'angry' })).toMatchObject({
    owner: 'human',
    note: 'angry',
  });
  await says(user, 'are you a human?');
  expect(await conversation.send(text('I am.'))).toMatchObject({ kind: 'accepted' });
  await conversation.handBack();
  await says(user, 'hi');
  await sees(user, 3);
  await conversation.skip();
  await conversation.start('greet', 'Bo');
  await sees(user, 4);
  expect(read(user)).toEqual(['Which size?', 'I am.', 'Which size?', 'Hello Bo']);
  expect((await conversation.transcript()).map(({ role, content }) => `${role}: ${content.split('\n')[0]}`)).toEqual([
    'user: hi',
    'assistant: Which size?',
    'user: are you a human?',
    'assistant: I am.',
    'user: hi',
    'assistant: Which size?',
    'assistant: Hello Bo',
  ]);
}, 60_000);

test('a conversation that does not run is started by the call', async () => {
  const user = newUser();
  const { phoneNumberId } = emulator.info;
  const conversation = new WhatsAppClient({ client }).conversation({ phoneNumberId, user, workflow: 'shop' });
  await conversation.start('greet', 'Cy');
  await sees(user, 1);
  await expect(conversation.start('nothing')).rejects.toThrow('Workflow Update failed');
  await says(user, 'hi');
  await sees(user, 2);
  await taps(user, 'Small');
  await sees(user, 3);
}, 60_000);
