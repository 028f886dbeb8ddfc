/** What was really sent, told in other ways: marketing messages, the history of messages, analytics. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, send, startReceiver, type Receiver, type Reply } from '../graph-caller.js';

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 10, 30, 10);
let emulator: GraphEmulator;
let receiver: Receiver;
let nowMs = startMs;
beforeAll(async () => {
  receiver = await startReceiver();
  emulator = await GraphEmulator.start({ webhookUrl: receiver.url, enforceWindow: false, clock: () => nowMs });
});
beforeEach(async () => {
  nowMs = startMs;
  await emulator.webhooksSettled();
  await emulator.reset();
  receiver.webhooks.length = 0;
});
afterAll(async () => {
  await emulator.stop();
  await receiver.close();
});

const template = { name: 'offer', language: { code: 'en_US' } };

async function createOffer(): Promise<string> {
  const components = [{ type: 'BODY', text: 'Half price' }];
  const json = { name: 'offer', language: 'en_US', category: 'MARKETING', components };
  return (await call(emulator, 'POST', `/${emulator.info.wabaId}/message_templates`, { json })).body.id;
}

function sendMarketing(more: object = {}): Promise<Reply> {
  const to = { messaging_product: 'whatsapp', recipient_type: 'individual', to: '491701234567' };
  const json = { ...to, type: 'template', template, ...more };
  return call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/marketing_messages`, { json });
}

async function field(fields: string): Promise<Record<string, unknown>> {
  await emulator.webhooksSettled();
  const path = `/v25.0/${emulator.info.wabaId}?fields=${encodeURIComponent(fields)}`;
  const { status, body } = await call(emulator, 'GET', path);
  expect([status, body.error]).toEqual([200, undefined]);
  return body as unknown as Record<string, unknown>;
}

const time = `.start(${(startMs - dayMs) / 1000}).end(${(startMs + dayMs) / 1000})`;

test('a marketing message is sent and priced as one, and nothing else goes that way', async () => {
  await createOffer();
  const sent = await sendMarketing({ product_policy: 'STRICT', message_activity_sharing: true });
  expect(sent.body.messages).toEqual([{ id: expect.stringContaining('wamid.'), message_status: 'accepted' }]);
  expect(emulator.messages()).toMatchObject([{ via: 'marketing_messages', type: 'template' }]);
  const [first] = await receiver.until(1);
  expect(first?.value.statuses).toMatchObject([{ pricing: { category: 'marketing_lite', billable: true } }]);
  const utility = { name: 'hello_world', language: { code: 'en_US' } };
  expect((await sendMarketing({ template: utility })).body.error.code).toBe(131055);
  expect((await sendMarketing({ type: 'text', text: { body: 'Hi' } })).body.error.code).toBe(131055);
  expect((await sendMarketing({ product_policy: 'ANY' })).body.error.code).toBe(100);
});

test('the history of a message has its statuses and what the receiver said', async () => {
  receiver.statuses = [200, 200];
  const { body } = await send(emulator);
  await send(emulator, { to: '491707654321' });
  await emulator.webhooksSettled();
  const messageId = body.messages[0]?.id ?? '';
  const path = `/v25.0/${emulator.info.phoneNumberId}/message_history`;
  const all = await call(emulator, 'GET', `${path}?limit=1`);
  expect(all.body.data).toMatchObject([{ message_id: messageId }]);
  expect(all.body.paging.next).toBeDefined();
  const one = await call(emulator, 'GET', `${path}?message_id=${encodeURIComponent(messageId)}`);
  const [history] = one.body.data as { id: string; events: { data: object[] } }[];
  expect(history?.events.data).toMatchObject([
    { delivery_status: 'SENT', webhook_update_state: 'DELIVERED', webhook_uri: receiver.url },
    { delivery_status: 'DELIVERED', application: { id: emulator.info.appId } },
  ]);
  const events = await call(emulator, 'GET', `/v25.0/${history?.id}/events?status_filter=SENT`);
  expect(events.body.data).toEqual([
    { node: expect.objectContaining({ delivery_status: 'SENT', occurrence_timestamp: startMs / 1000 }) },
  ]);
  expect((await call(emulator, 'GET', '/v25.0/4711/events')).body.error.error_subcode).toBe(33);
});

test('analytics count what was sent and delivered', async () => {
  await send(emulator);
  await emulator.webhooksSettled();
  nowMs += dayMs / 2;
  await send(emulator);
  await send(emulator, { to: '491707654321' });
  await emulator.webhooksSettled();
  nowMs += dayMs;
  await send(emulator);
  const { analytics } = await field(`analytics${time}.granularity(HALF_HOUR)`);
  const [first, second] = [startMs, startMs + dayMs / 2].map((ms) => ms / 1000);
  expect(analytics).toMatchObject({
    granularity: 'HALF_HOUR',
    data_points: [
      { start: first, end: (first ?? 0) + 1800, sent: 1, delivered: 1 },
      { start: second, end: (second ?? 0) + 1800, sent: 2, delivered: 2 },
    ],
  });
  const months = (await field(`analytics${time}.granularity(MONTH)`))['analytics'];
  const november = { start: Date.UTC(2026, 10) / 1000, end: Date.UTC(2026, 11) / 1000, sent: 3, delivered: 3 };
  expect(months).toMatchObject({ data_points: [november] });
  const other = await field(`analytics${time}.granularity(DAY).phone_numbers(["4711"])`);
  expect(other['analytics']).toMatchObject({ data_points: [] });
});

test('conversations and prices are counted by what is asked for', async () => {
  await createOffer();
  await send(emulator);
  await send(emulator);
  await send(emulator, { type: 'template', template });
  const dimensions = 'dimensions(["PRICING_CATEGORY","PRICING_TYPE"])';
  const { pricing_analytics: prices } = await field(`pricing_analytics${time}.granularity(DAILY).${dimensions}`);
  expect(prices).toMatchObject({
    data: [
      {
        data_points: [
          { pricing_category: 'SERVICE', pricing_type: 'FREE_CUSTOMER_SERVICE', volume: 2 },
          { pricing_category: 'MARKETING', pricing_type: 'REGULAR', volume: 1 },
        ],
      },
    ],
  });
  const asked = `conversation_analytics${time}.granularity(DAILY).dimensions(["CONVERSATION_CATEGORY"])`;
  const { conversation_analytics: conversations } = await field(asked);
  expect(conversations).toMatchObject({
    data: [
      {
        data_points: [
          { conversation_category: 'SERVICE', conversation: 1 },
          { conversation_category: 'MARKETING', conversation: 1 },
        ],
      },
    ],
  });
  expect(await field(`conversation_analytics${time}.granularity(MONTHLY)`)).toMatchObject({
    conversation_analytics: { data: [{ data_points: [{ conversation: 2 }] }] },
  });
});

test('templates are counted by their ids', async () => {
  const id = await createOffer();
  const sent = await send(emulator, { type: 'template', template });
  await emulator.webhooksSettled();
  await emulator.sendStatus(sent.body.messages[0]?.id ?? '', 'read');
  const point = { template_id: id, sent: 1, delivered: 1, read: 1 };
  const query = `start=${(startMs - dayMs) / 1000}&end=${(startMs + dayMs) / 1000}&granularity=DAILY`;
  const path = `/v25.0/${emulator.info.wabaId}/template_analytics?${query}`;
  const edge = await call(emulator, 'GET', `${path}&template_ids=[${id}]`);
  expect(edge.body.data).toMatchObject([{ product_type: 'CLOUD_API', data_points: [point] }]);
  const asField = await field(`template_analytics${time}.granularity(DAILY).template_ids([${id}])`);
  expect(asField['template_analytics']).toMatchObject({ data: [{ data_points: [point] }] });
  expect((await call(emulator, 'GET', path)).body.error.message).toContain('template_ids is required');
  const wrong = `/v25.0/${emulator.info.wabaId}?fields=analytics.start(2).end(1).granularity(DAY)`;
  expect((await call(emulator, 'GET', wrong)).body.error.error_data?.details).toContain('end must be later');
});
