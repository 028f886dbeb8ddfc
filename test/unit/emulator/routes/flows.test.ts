/** Flows: their life, what is wrong with their JSON, and which of them can be sent. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { findRange } from '../../../../src/emulator/routes/flows/json-position.js';
import { call, send, startReceiver, type Call, type Receiver, type Reply } from '../graph-caller.js';

let emulator: GraphEmulator;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  emulator = await GraphEmulator.start({ webhookUrl: receiver.url, enforceWindow: false, flows: ['4711'] });
});
beforeEach(() => emulator.reset());
afterAll(async () => {
  await emulator.stop();
  await receiver.close();
});

const heading = { type: 'TextHeading', text: 'Hi' };
const screen = { id: 'WELCOME', terminal: true, layout: { type: 'SingleColumnLayout', children: [heading] } };
const flowJson = { version: '7.0', screens: [screen] };

/** Asks, and waits until the webhooks of it have come: their order is not promised. */
async function request(method: string, path: string, options: Call = {}): Promise<Reply> {
  const reply = await call(emulator, method, `/v25.0/${path}`, options);
  await emulator.webhooksSettled();
  return reply;
}

async function create(more: object = {}): Promise<string> {
  const json = { name: 'booking', categories: ['OTHER'], ...more };
  const { status, body } = await request('POST', `${emulator.info.wabaId}/flows`, { json });
  expect([status, body.error]).toEqual([200, undefined]);
  return body.id;
}

function upload(id: string, json: string): Promise<Reply> {
  const form = new FormData();
  form.set('name', 'flow.json');
  form.set('asset_type', 'FLOW_JSON');
  form.set('file', new Blob([json], { type: 'application/json' }), 'flow.json');
  return request('POST', `${id}/assets`, { form });
}

async function problems(flow: unknown): Promise<unknown[]> {
  const id = await create();
  const { body } = await upload(id, typeof flow === 'string' ? flow : JSON.stringify(flow, null, 2));
  await request('DELETE', id);
  return (body as unknown as { validation_errors: unknown[] }).validation_errors;
}

function sendFlow(parameters: object): Promise<Reply> {
  const flow = { flow_message_version: '3', flow_token: 't', flow_cta: 'Book', ...parameters };
  const interactive = { type: 'flow', body: { text: 'Book' }, action: { name: 'flow', parameters: flow } };
  return send(emulator, { type: 'interactive', interactive });
}

test('a flow is created, published and deprecated, and each change is told by webhook', async () => {
  const id = await create();
  expect((await request('GET', id)).body).toEqual({
    id,
    name: 'booking',
    status: 'DRAFT',
    categories: ['OTHER'],
    validation_errors: [],
  });
  expect((await request('POST', `${id}/publish`)).body.error.code).toBe(139002);
  expect((await upload(id, JSON.stringify(flowJson))).body).toEqual({ success: true, validation_errors: [] });
  expect((await request('POST', `${id}/publish`)).body).toEqual({ success: true });
  expect((await upload(id, JSON.stringify(flowJson))).body.error.code).toBe(139001);
  expect((await request('DELETE', id)).body.error.code).toBe(139004);
  expect((await request('POST', `${id}/deprecate`)).body).toEqual({ success: true });
  expect((await request('POST', `${id}/deprecate`)).body.error.code).toBe(139003);
  await emulator.webhooksSettled();
  const changes = receiver.webhooks.map(({ rawBody }) => rawBody).filter((body) => body.includes('"field":"flows"'));
  expect(changes.map((body) => /"new_status":"(\w+)"/.exec(body)?.[1])).toEqual(['PUBLISHED', 'DEPRECATED']);
});

test('the JSON of a flow comes back, and its fields are known', async () => {
  const id = await create({ endpoint_uri: 'https://example.com/flow' });
  const text = JSON.stringify({ ...flowJson, data_api_version: '3.0', routing_model: { WELCOME: [] } });
  await upload(id, text);
  const [asset] = (await request('GET', `${id}/assets`)).body.data;
  expect(asset).toMatchObject({ name: 'flow.json', asset_type: 'FLOW_JSON' });
  expect(await fetch(String(asset?.['download_url'])).then((response) => response.text())).toBe(text);
  const { body } = await request(
    'GET',
    `${id}?fields=json_version,data_api_version,endpoint_uri,preview.invalidate(false)`,
  );
  expect(body).toEqual({
    id,
    json_version: '7.0',
    data_api_version: '3.0',
    endpoint_uri: 'https://example.com/flow',
    preview: { preview_url: expect.stringContaining(id), expires_at: expect.stringMatching(/\+0000$/) },
  });
  expect((await request('GET', `${id}?fields=no_such_field`)).body.error.code).toBe(100);
});

test('a flow can be created with its JSON, published at once, or as a copy of another one', async () => {
  const flow_json = JSON.stringify(flowJson);
  const id = await create({ flow_json, publish: true });
  expect((await request('GET', id)).body).toMatchObject({ status: 'PUBLISHED' });
  const copy = await create({ name: 'copy', clone_flow_id: id });
  expect((await request('GET', `${copy}?fields=json_version`)).body).toEqual({ id: copy, json_version: '7.0' });
  const waba = `${emulator.info.wabaId}/flows`;
  const taken = await request('POST', waba, { json: { name: 'copy', categories: ['OTHER'] } });
  expect(taken.body.error).toMatchObject({ code: 100, error_user_title: 'Flow name is not unique' });
  const odd = await request('POST', waba, { json: { name: 'odd', categories: ['NO_SUCH'] } });
  expect(odd.body.error.message).toContain('must be one of {SIGN_UP,');
});

test.each([
  ['no JSON', '{"version":', 'INVALID_JSON', ''],
  ['no version', { screens: [screen] }, 'REQUIRED_PROPERTY_MISSING', ''],
  ['an unknown property', { ...flowJson, shade: 'red' }, 'INVALID_PROPERTY', 'shade'],
  [
    'no terminal screen',
    { ...flowJson, screens: [{ ...screen, terminal: false }] },
    'MISSING_TERMINAL_SCREEN',
    'screens',
  ],
  [
    'the name of the end',
    { ...flowJson, screens: [{ ...screen, id: 'SUCCESS' }] },
    'INVALID_PROPERTY_VALUE',
    'screens[0].id',
  ],
  ['the same id twice', { ...flowJson, screens: [screen, screen] }, 'DUPLICATE_SCREEN_IDS', 'screens[1].id'],
  [
    'a way to nowhere',
    { ...flowJson, routing_model: { WELCOME: ['NEXT'] } },
    'INVALID_ROUTING_MODEL',
    'routing_model.WELCOME',
  ],
  ['data without a way', { ...flowJson, data_api_version: '3.0' }, 'REQUIRED_PROPERTY_MISSING', ''],
  [
    'a component without a type',
    { ...flowJson, screens: [{ ...screen, layout: { type: 'SingleColumnLayout', children: [{}] } }] },
    'REQUIRED_PROPERTY_MISSING',
    'screens[0].layout.children[0]',
  ],
])('JSON with %s is kept, and the answer says what is wrong', async (_what, flow, error, path) => {
  expect(await problems(flow)).toEqual([
    expect.objectContaining({
      error,
      error_type: 'FLOW_JSON_ERROR',
      line_start: expect.any(Number),
      pointers: [expect.objectContaining({ path })],
    }),
  ]);
});

test('a mistake is found by its line', () => {
  const text = '{\n  "a": [1, {"b": "x\\"}"}],\n  "c": {"d": [true]}\n}';
  expect(findRange(text, ['a', 1, 'b'])).toEqual({ line_start: 2, line_end: 2, column_start: 18, column_end: 24 });
  expect(findRange(text, ['c'])).toMatchObject({ line_start: 3, column_start: 8, column_end: 21 });
  expect(findRange(text, [])).toMatchObject({ line_start: 1, line_end: 4 });
});

test('a published flow can be sent, a draft in draft mode only, and an unknown one never', async () => {
  const id = await create({ flow_json: JSON.stringify(flowJson) });
  const refused = (await sendFlow({ flow_id: id })).body.error;
  expect([refused.code, refused.error_data?.details]).toEqual([131009, expect.stringContaining('is DRAFT')]);
  expect((await sendFlow({ flow_id: id, mode: 'draft' })).status).toBe(200);
  await request('POST', `${id}/publish`);
  expect((await sendFlow({ flow_id: id })).status).toBe(200);
  expect((await sendFlow({ flow_name: 'booking' })).status).toBe(200);
  expect((await sendFlow({ flow_id: id, mode: 'draft' })).body.error.code).toBe(131009);
  expect((await sendFlow({ flow_id: '4711' })).status).toBe(200);
  expect((await sendFlow({ flow_id: '4712' })).body.error.code).toBe(131009);
});

test('flows of another account are copied, once each', async () => {
  const { wabaId } = emulator.info;
  emulator.addPhoneNumber({ wabaId: '7001' });
  await create();
  const migrate = (json: object): Promise<Reply> => request('POST', '7001/migrate_flows', { json });
  const json = { source_waba_id: wabaId, source_flow_names: ['booking', 'no_such'] };
  expect((await migrate(json)).body).toMatchObject({
    migrated_flows: [{ source_name: 'booking', migrated_id: expect.any(String) }],
    failed_flows: [{ source_name: 'no_such', error_code: '4233041' }],
  });
  expect((await migrate({ source_waba_id: wabaId })).body).toMatchObject({ migrated_flows: [] });
  expect((await migrate({ source_waba_id: '4711' })).body.error.code).toBe(100);
});
