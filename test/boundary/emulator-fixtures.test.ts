/** The emulator against what the real Graph API was recorded to accept and to refuse. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../src/emulator/index.js';
import { call } from '../unit/emulator/graph-caller.js';

const fixture = (path: string): string => fileURLToPath(new URL(`../../../shared/fixtures/${path}`, import.meta.url));
const acceptedPath = fixture('requests/accepted-by-meta.json');
const errorsPath = fixture('graph-errors/recorded.json');

interface AcceptedRequest {
  name: string;
  body: Record<string, unknown>;
}

interface RecordedError {
  id: string;
  endpoint: string;
  status: number;
  body: { error: Record<string, unknown> };
}

function read<Entry>(path: string): Entry[] {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Entry[];
  console.warn(`SKIPPED: ${path} is not there`);
  return [];
}

const accepted = read<AcceptedRequest>(acceptedPath);
const errors = read<RecordedError>(errorsPath);

(accepted.length > 0 ? describe : describe.skip)('a body that Meta accepted is accepted with anyId:', () => {
  let emulator: GraphEmulator;
  beforeAll(async () => {
    emulator = await GraphEmulator.start({ enforceWindow: false, anyId: true });
  });
  afterAll(() => emulator.stop());

  test('all of them are there', () => expect(accepted.length).toBeGreaterThanOrEqual(20));

  test.each(accepted.map(({ name, body }) => [name, body] as const))('%s', async (_name, json) => {
    const path = `/v19.0/${emulator.info.phoneNumberId}/messages`;
    const reply = await call(emulator, 'POST', path, { json });
    expect(reply.status).toBe(200);
    if (json['status'] === 'read') expect(reply.body).toEqual({ success: true });
    else expect(reply.body).toMatchObject({ messaging_product: 'whatsapp', messages: [{ id: expect.any(String) }] });
  });
});

const byId = new Map(errors.map((error) => [error.id, error]));

/** First part of a recorded path: the object that existed there. */
function objectIn(id: string): string {
  return byId.get(id)?.endpoint.split('/')[2] ?? '';
}

/** What a recorded error says about the request that it answers. */
function saidIn(id: string, pattern: RegExp): string {
  return pattern.exec(JSON.stringify(byId.get(id)?.body))?.[1] ?? '';
}

/** What was sent to get the recorded answer: the recordings have only the answers. */
const requests: Readonly<Record<string, { json?: object; query?: string }>> = {
  'rec-unknown-sender': { json: { messaging_product: 'whatsapp', to: 1, type: 'text', text: { body: 'x' } } },
  'rec-register-unknown-number': { json: { messaging_product: 'whatsapp', pin: '123456' } },
  'rec-read-outgoing': { json: readReceipt(saidIn('rec-read-outgoing', /(wamid\.\w+)/)) },
  'rec-read-bad-id': { json: readReceipt('12345') },
  'rec-template-not-found': {
    query: `?name=${encodeURIComponent(saidIn('rec-template-not-found', /template (.*) wasn't/))}`,
  },
};

function readReceipt(messageId: string): object {
  return { messaging_product: 'whatsapp', status: 'read', message_id: messageId };
}

(errors.length > 0 ? describe : describe.skip)('a request that Meta refused is refused in the same way:', () => {
  let emulator: GraphEmulator;
  beforeAll(async () => {
    emulator = await GraphEmulator.start({
      enforceWindow: false,
      phoneNumberId: objectIn('rec-read-outgoing'),
      wabaId: objectIn('rec-template-not-found'),
    });
  });
  afterAll(() => emulator.stop());

  test.each(errors.map((error) => [error.id, error] as const))('%s', async (id, recorded) => {
    const [method = '', path = ''] = recorded.endpoint.split(' ');
    const { json, query = '' } = requests[id] ?? {};
    const { status, body } = await call(emulator, method, `${path}${query}`, { ...(json && { json }) });
    const { fbtrace_id: _trace, ...expected } = recorded.body.error;
    expect(status).toBe(recorded.status);
    expect(body.error).toEqual({ ...expected, fbtrace_id: expect.stringMatching(/^A[\w-]+$/) });
  });
});
