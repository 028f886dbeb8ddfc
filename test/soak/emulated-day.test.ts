/**
 * The webhooks of a day: each is as Meta's pages say, and the receiver of this package loses none. The receiver is
 * real, with HTTP, signatures, batches and redeliveries. Behind it stands a list in place of Temporal, which would take
 * minutes for as many signals; `receiver-kills.test.ts` and `any-webhook.test.ts` have the real one.
 */
import { afterEach, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../src/emulator/index.js';
import { startWebhookServer } from '../../src/webhook/index.js';
import type { WhatsAppEvent } from '../../src/workflow.js';
import { inLanes } from '../helpers/lanes.js';
import { webhookSchema, type DayWebhook } from '../helpers/webhook-schemas.js';
import { call, send } from '../unit/emulator/graph-caller.js';
import { grpcError, recordingOptions } from '../unit/webhook/recording-client.js';

const sends = 10_000;
const inbound = 2_000;
const users = 500;
/** Every so many signals the server is not available, so that a whole POST comes again. */
const unavailableEach = 97;
const unavailable = 14;

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const userAt = (index: number): string => `4917${String(index % users).padStart(8, '0')}`;

/** The workflow that a user's events go to; all else goes to the one of the account. */
function target(event: WhatsAppEvent): { workflowId: string; workflowType: string } {
  const user = event.kind === 'message' ? event.user.userId : undefined;
  return { workflowId: `counting-${user ?? event.kind}`, workflowType: 'counting' };
}

async function startDay(): Promise<{ emulator: GraphEmulator; accepted: () => WhatsAppEvent[] }> {
  const recording = recordingOptions();
  let calls = 0;
  recording.client.beforeAccepting = () => {
    calls += 1;
    if (calls % unavailableEach === 0) throw grpcError(unavailable);
  };
  const receiver = await startWebhookServer({ ...recording, routes: [target], host: '127.0.0.1', port: 0 });
  stops.push(() => receiver.close());
  const [appSecret = ''] = recording.appSecrets;
  const emulator = await GraphEmulator.start({
    webhookUrl: `http://127.0.0.1:${receiver.port}/webhook`,
    appSecret,
    autoStatuses: ['sent', 'delivered', 'read'],
    webhookBatch: { maxItems: 50, windowMs: 20 },
    webhookRetryDelayMs: 20,
    webhookTimeoutMs: 60_000,
  });
  stops.push(() => emulator.stop());
  return { emulator, accepted: () => recording.client.accepted.flatMap(({ events }) => events) };
}

/** Users write, so that everything may be sent to them. @returns the ids of what they wrote */
function writeInbound(emulator: GraphEmulator): Promise<string[]> {
  const bytes = Buffer.from('a picture');
  return inLanes(Array.from({ length: inbound }), 50, async (_none, index) => {
    const contents = [
      { text: `Message ${index}` },
      { image: { bytes, mimeType: 'image/png', caption: 'Look' } },
      { location: { latitude: 52.5, longitude: 13.4, name: 'Here' } },
      { buttonReply: { id: 'yes', title: 'Yes' } },
      { listReply: { id: 's', title: 'Small', description: 'One' } },
      { userId: `DE.${userAt(index)}`, text: 'Without a number' },
    ];
    const content = contents[Math.floor(index / users) % contents.length] ?? {};
    return (await emulator.receiveMessage({ from: userAt(index), ...content })).messageId;
  });
}

/** @returns the ids of what was sent */
function sendAll(emulator: GraphEmulator): Promise<string[]> {
  const template = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } };
  return inLanes(Array.from({ length: sends }), 20, async (_none, index) => {
    const content = index % 10 === 0 ? template : { type: 'text', text: { body: `Answer ${index}` } };
    const { status, body } = await send(emulator, {
      to: userAt(index),
      biz_opaque_callback_data: `${index}`,
      ...content,
    });
    expect(status).toBe(200);
    return body.messages[0]?.id ?? '';
  });
}

async function reviewTemplates(emulator: GraphEmulator): Promise<void> {
  const json = { name: 'offer', language: 'en', category: 'MARKETING', components: [{ type: 'BODY', text: 'Hi' }] };
  await call(emulator, 'POST', `/v25.0/${emulator.info.wabaId}/message_templates`, { json });
  const events = ['PENDING', 'APPROVED', 'PAUSED', 'DISABLED'] as const;
  for (const event of events) await emulator.reviewTemplate({ template: 'offer', event });
  await emulator.reviewTemplate({ template: 'offer', event: 'REJECTED', reason: 'INVALID_FORMAT' });
  await emulator.reviewTemplate({ template: 'offer', event: 'CATEGORY_CHANGED', category: 'UTILITY' });
}

async function talkInGroup(emulator: GraphEmulator): Promise<void> {
  const product = { messaging_product: 'whatsapp' };
  const path = `/v25.0/${emulator.info.phoneNumberId}/groups`;
  await call(emulator, 'POST', path, { json: { ...product, subject: 'Friends' } });
  const { body } = await call(emulator, 'GET', path);
  const [{ id: group }] = (body.data as unknown as { groups: [{ id: string }] }).groups;
  await emulator.groups.join({ group, from: userAt(0) });
  await emulator.groups.join({ group, from: userAt(1) });
  await emulator.receiveMessage({ from: userAt(0), type: 'text', text: { body: 'Hi all' }, group_id: group });
  await send(emulator, { to: group, recipient_type: 'group' });
  await emulator.webhooksSettled();
  await emulator.groups.leave({ group, from: userAt(1) });
  await call(emulator, 'DELETE', `/v25.0/${group}`);
}

/** What tells one event from another: the message and its status, or the time and content of all else. */
function postedKeys({ entry }: DayWebhook): string[] {
  return entry.flatMap(({ changes }) =>
    changes.flatMap(({ field, value }) => {
      if ('messages' in value) return value.messages.map(({ id }) => `message ${id}`);
      if ('statuses' in value) {
        return value.statuses.map((one) => `status ${one.id} ${one.status} ${one.recipient_participant_user_id ?? ''}`);
      }
      if ('groups' in value) return value.groups.map(({ type }) => `group ${type}`);
      return [`template ${field} ${'event' in value ? value.event : value.new_category}`];
    }),
  );
}

function acceptedKey(event: WhatsAppEvent): string {
  if (event.kind === 'message') return `message ${event.raw.id}`;
  if (event.kind === 'group') return `group ${event.type}`;
  if (event.kind !== 'status') return `template ${JSON.stringify(event)}`;
  const { id, status, recipient_participant_user_id: participant } = event.raw;
  return `status ${id} ${status} ${String(participant ?? '')}`;
}

test('the webhooks of a day are as they are documented, and none is lost', async () => {
  const { emulator, accepted } = await startDay();
  const written = await writeInbound(emulator);
  const sent = await sendAll(emulator);
  await reviewTemplates(emulator);
  await talkInGroup(emulator);
  await emulator.webhooksSettled();
  const bodies = emulator.webhookDeliveries.map(({ body }) => webhookSchema.safeParse(body));
  expect(bodies.flatMap(({ error }) => error?.issues ?? []).slice(0, 3)).toEqual([]);
  expect(emulator.webhookDeliveries.filter(({ state }) => state !== 'accepted')).toEqual([]);
  const posted = new Set(bodies.flatMap(({ data }) => (data ? postedKeys(data) : [])));
  const taken = new Set(accepted().map(acceptedKey));
  for (const id of written) expect(taken.has(`message ${id}`)).toBe(true);
  for (const id of sent) {
    for (const status of ['sent', 'delivered', 'read']) expect(taken.has(`status ${id} ${status} `)).toBe(true);
  }
  const known = [...posted].filter((key) => !key.startsWith('template '));
  expect(known.filter((key) => !taken.has(key))).toEqual([]);
  const templates = [...taken].filter((key) => key.startsWith('template '));
  expect(templates).toHaveLength([...posted].length - known.length);
  const again = emulator.webhookDeliveries.filter(({ attempts }) => attempts.length > 1).length;
  const size = emulator.webhookDeliveries.length;
  process.stdout.write(`${posted.size} events in ${size} POSTs, ${again} of them more than once: none was lost\n`);
  expect(again).toBeGreaterThan(0);
}, 240_000);
