/** Files of messages that routes of the application take, and events that no signal can hold. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMediaStore } from '../../src/index.js';
import { signWebhook, type WebhookRoute } from '../../src/webhook/index.js';
import type { InboundMediaResult, WhatsAppEvent } from '../../src/workflow.js';
import { eventually } from '../helpers/eventually.js';
import { png } from '../helpers/png.js';
import { startStack, type Stack } from '../helpers/stack.js';
import type { Recording } from '../helpers/workflows.js';

let stack: Stack;
/** The store of the receiver is that of the worker, which is known when the stack has started. */
let createFile: ReturnType<typeof createMediaStore>['create'];
beforeAll(async () => {
  stack = await startStack({
    receiver: { routes: [route], storeMedia: true, media: { create: (...args) => createFile(...args) } },
  });
  const store = createMediaStore({ directory: stack.mediaDirectory });
  createFile = (target, media) => store.create(target, media);
});
afterAll(() => stack.stop());

/** The user's id names the workflows of the user. One that begins with "ended" runs no more. */
const route: WebhookRoute = (event) => {
  const userId = 'user' in event ? event.user.userId : undefined;
  if (userId === undefined) return undefined;
  const workflowType = 'recorderWorkflow';
  return [
    { workflowId: `desk-${userId}`, workflowType },
    { workflowId: `audit-${userId}`, workflowType },
  ];
};
const newUser = (): string => `DE.${randomUUID().replaceAll('-', '')}`;
const handle = (workflowId: string) => stack.client.workflow.getHandle(workflowId);
const sendImage = (userId: string, bytes: Buffer) =>
  stack.emulator.receiveMessage({ userId, image: { bytes, mimeType: 'image/png', caption: 'A bill' } });

/** The events of a workflow, once there are so many. */
async function events(workflowId: string, count: number): Promise<WhatsAppEvent[]> {
  const read = () =>
    handle(workflowId)
      .query<Recording>('recording')
      .then(({ events }) => events)
      .catch(() => [] as WhatsAppEvent[]);
  return eventually(read, ({ length }) => length >= count, 60_000);
}

async function storing(userId: string): Promise<string> {
  const [message] = await events(`audit-${userId}`, 1);
  const { image } = (message as { raw: { image: { id: string } } }).raw;
  const query = `WorkflowType = "inboundMediaWorkflow" AND WorkflowId STARTS_WITH "whatsapp-inbound-media:${stack.phoneNumberId}:${image.id}:"`;
  const list = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { workflowId } of stack.client.workflow.list({ query })) ids.push(workflowId);
    return ids;
  };
  const ids = await eventually(list, ({ length }) => length > 0, 60_000);
  expect(ids).toHaveLength(1);
  return ids[0] as string;
}

test('a file is stored once, and each workflow that has got the message hears of it, also one that has ended', async () => {
  const userId = newUser();
  const bytes = Buffer.concat([png(), Buffer.from(userId)]);
  // Nothing is downloaded before the workflow of the desk has ended.
  const attachments = { method: 'GET', path: /whatsapp_business\/attachments/ };
  const fault = stack.emulator.addFault({ match: attachments, status: 503, times: null });
  await sendImage(userId, bytes);
  await events(`desk-${userId}`, 1);
  await handle(`desk-${userId}`).terminate();
  fault.remove();
  const result = (await handle(await storing(userId)).result()) as InboundMediaResult;
  expect(result).toMatchObject({ told: [`desk-${userId}`, `audit-${userId}`], missed: [] });
  const media = { kind: 'media', type: 'image', user: { userId }, raw: { caption: 'A bill' }, file: result.file };
  expect(await events(`desk-${userId}`, 1)).toMatchObject([media]);
  expect(await events(`audit-${userId}`, 2)).toMatchObject([{ kind: 'message' }, media]);
  expect(await readFile(fileURLToPath(String(result.file.stored?.media)))).toEqual(bytes);
  const { events: history } = await handle(await storing(userId)).fetchHistory();
  expect(JSON.stringify(history)).not.toContain('attachments');
}, 120_000);

test('a file that Meta has not is lost, and that is an event', async () => {
  const userId = newUser();
  await stack.emulator.receiveMessage({ userId, type: 'image', image: { id: '999000111', mime_type: 'image/png' } });
  const [, event] = await events(`audit-${userId}`, 2);
  expect(event).toMatchObject({ kind: 'media', file: { mediaId: '999000111', lost: { type: 'WhatsApp.NotFound' } } });
  expect(((await handle(await storing(userId)).result()) as InboundMediaResult).file).not.toHaveProperty('stored');
}, 120_000);

test('an event that no signal can hold comes as a reference', async () => {
  const userId = newUser();
  const context = { large: 'x'.repeat(2_000_000) };
  const message = { id: `wamid.${userId}`, from_user_id: userId, timestamp: '1764000000', type: 'text', context };
  const metadata = { phone_number_id: stack.phoneNumberId };
  const value = { messaging_product: 'whatsapp', metadata, messages: [{ ...message, text: { body: 'Hi' } }] };
  const body = JSON.stringify({ entry: [{ id: '1', changes: [{ field: 'messages', value }] }] });
  const headers = { 'x-hub-signature-256': signWebhook(body, stack.emulator.info.appSecret) };
  expect((await fetch(stack.webhookUrl, { method: 'POST', body, headers })).status).toBe(200);
  const [event] = await events(`audit-${userId}`, 1);
  expect(event).toMatchObject({ messageId: message.id, raw: { text: { body: 'Hi' } } });
  const stored = JSON.parse(await readFile(fileURLToPath(String(event?.stored?.ref)), 'utf8')) as object;
  expect(stored).toMatchObject({ raw: { context } });
}, 120_000);
