/** Every operation of Meta's OpenAPI file: what the emulator has of it answers as the file says, the rest is known. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { GraphEmulator } from '../../src/emulator/index.js';
import { businessOperations, type OperationExample } from '../helpers/business-operations.js';
import { call, callControl, uploadForm, type Call, type Reply } from '../unit/emulator/graph-caller.js';

interface OpenApi {
  components: object;
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
}

const contractPath = fileURLToPath(
  new URL('../../../shared/contract/business-messaging-api_v23.0.yaml', import.meta.url),
);
const isThere = existsSync(contractPath);
if (!isThere) console.warn(`SKIPPED: ${contractPath} is not there`);
const contract = isThere
  ? (parse(readFileSync(contractPath, 'utf8'), { maxAliasCount: -1 }) as OpenApi)
  : { components: {}, paths: {} };

/** Names of the file's placeholders, where the emulator has others. */
const placeholders: Readonly<Record<string, string>> = {
  'Application-ID': 'app-id',
  'WhatsApp-Business-Account-ID': 'waba-id',
  'WhatsApp-Business-Profile-ID': 'profile-id',
  'WhatsApp-Account-Number-ID': 'account-number-id',
  'WABA-Bot-ID': 'bot-id',
  'Pre-Verified-Phone-Number-ID': 'preverified-number-id',
  TEMPLATE_ID: 'template-id',
  group_id: 'group-id',
};

function operationName(method: string, path: string): string {
  if (path.includes('{Media-URL}')) return 'GET /whatsapp_business/attachments';
  const plain = path.replace('/{Version}', '');
  const named = plain.replace(
    /\{([^}]+)\}/g,
    (_whole, name: string) => `{${placeholders[name] ?? name.toLowerCase()}}`,
  );
  return `${method.toUpperCase()} ${named}`;
}

/** The file's answers by the names of the operations. What the file says of our own webhook receiver is left out. */
const answers = new Map<string, Record<string, unknown>>(
  Object.entries(contract.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => ['get', 'post', 'delete'].includes(method) && path.startsWith('/{Version}'))
      .map(([method, { responses }]) => [operationName(method, path), responses] as const),
  ),
);

function followed<Value>(value: unknown): Value {
  const { $ref } = (value ?? {}) as { $ref?: string };
  if ($ref === undefined) return value as Value;
  const parts = $ref.slice('#/'.length).split('/');
  return followed(
    parts.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key.replaceAll('~1', '/')], contract),
  );
}

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });

function findProblems(operation: string, body: unknown): unknown {
  const response = followed<{ content?: Record<string, { schema?: object }> }>(answers.get(operation)?.['200']);
  const schema = response.content?.['application/json']?.schema;
  if (schema === undefined) return [];
  const validate = ajv.compile({ ...schema, components: contract.components });
  return validate(body) ? [] : validate.errors;
}

const whatsapp = { messaging_product: 'whatsapp' };
const none: OperationExample = { valid: () => ({}), lacking: null };
const template = {
  name: 'order',
  language: 'en_US',
  category: 'UTILITY',
  components: [{ type: 'BODY', text: 'Order on its way' }],
};
const blocked = { json: { ...whatsapp, block_users: [{ user: '+491701234567' }] } };

/** In the order in which they are called. */
const examples: Record<string, OperationExample> = {
  'POST /{phone-number-id}/messages': {
    valid: () => ({ json: { ...whatsapp, to: '491701234567', type: 'text', text: { body: 'Hi' } } }),
    lacking: { json: { to: '491701234567', type: 'text', text: { body: 'Hi' } } },
  },
  'POST /{phone-number-id}/media': {
    valid: () => ({ form: uploadForm(Buffer.from('png'), 'image/png') }),
    lacking: { form: { ...whatsapp } },
  },
  'GET /{media-id}': { ...none, asInFile: (body) => ({ ...body, file_size: String(body['file_size']) }) },
  'DELETE /{media-id}': none,
  'GET /{phone-number-id}': none,
  'POST /{phone-number-id}': { valid: () => ({ json: { pin: '123456' } }), lacking: { json: {} } },
  'POST /{phone-number-id}/block_users': { valid: () => blocked, lacking: { json: { ...whatsapp } } },
  'GET /{phone-number-id}/block_users': none,
  'DELETE /{phone-number-id}/block_users': { valid: () => blocked, lacking: { json: { ...whatsapp } } },
  'GET /{phone-number-id}/whatsapp_business_profile': none,
  'POST /{phone-number-id}/whatsapp_business_profile': {
    valid: () => ({ json: { ...whatsapp, about: 'Open' } }),
    lacking: { json: { about: 'Open' } },
  },
  'POST /{phone-number-id}/deregister': none,
  'POST /{phone-number-id}/register': {
    valid: () => ({ json: { ...whatsapp, pin: '123456' } }),
    lacking: { json: { ...whatsapp } },
  },
  'POST /{waba-id}/phone_numbers': {
    valid: () => ({ json: { cc: '49', phone_number: '301234', verified_name: 'Shop' } }),
    lacking: { json: { cc: '49', phone_number: '301234' } },
  },
  'POST /{phone-number-id}/request_code': {
    valid: () => ({ json: { code_method: 'SMS', language: 'en_US' } }),
    lacking: { json: { code_method: 'SMS' } },
  },
  'POST /{phone-number-id}/verify_code': {
    valid: (emulator) => ({ json: { code: emulator.verificationCode(newNumber) } }),
    lacking: { json: {} },
  },
  // The file says LINKED where Meta's pages and the clients say CONNECTED, and knows no other state.
  'GET /{waba-id}/phone_numbers': {
    ...none,
    query: '?fields=display_phone_number,verified_name,quality_rating,status',
    asInFile: (body) => ({ ...body, data: (body['data'] as object[]).map((one) => ({ ...one, status: 'LINKED' })) }),
  },
  'POST /{waba-id}/message_templates': {
    valid: () => ({ json: template }),
    lacking: { json: { ...template, name: '' } },
  },
  'GET /{waba-id}/message_templates': none,
  'GET /{template-id}': none,
  'POST /{template-id}': {
    valid: () => ({ json: { components: template.components } }),
    lacking: { json: {} },
  },
  'DELETE /{waba-id}/message_templates': { ...none, query: '?name=order', lacking: {} },
  'GET /{waba-id}': none,
  'POST /{waba-id}/subscribed_apps': none,
  'GET /{waba-id}/subscribed_apps': none,
  'DELETE /{waba-id}/subscribed_apps': none,
  ...businessOperations,
};

/** A number that is not verified yet. */
const newNumber = '206540352242922';

(isThere ? describe : describe.skip)('every operation of Meta’s OpenAPI file', () => {
  let emulator: GraphEmulator;
  let graph: { implemented: string[]; notImplemented: string[] };
  const ids: Record<string, string> = {};
  const ask = (operation: string, options: Call, query = ''): Promise<Reply> => {
    const [method = '', path = ''] = operation.split(' ');
    const isNew = /request_code|verify_code/.test(path);
    const known: Readonly<Record<string, string>> = { ...ids, ...(isNew && { 'phone-number-id': newNumber }) };
    const filled = `${path}${query}`.replace(/\{([\w-]+)\}/g, (_whole, kind: string) => known[kind] ?? '');
    return call(emulator, method, `/v23.0${filled}`, options);
  };

  beforeAll(async () => {
    emulator = await GraphEmulator.start();
    emulator.addPhoneNumber({ phoneNumberId: newNumber });
    await emulator.receiveMessage({ from: '+491701234567', text: 'Hi' });
    const { phoneNumberId, wabaId } = emulator.info;
    Object.assign(ids, { 'phone-number-id': phoneNumberId, 'waba-id': wabaId });
    const { body } = await call(emulator, 'GET', `/${wabaId}?fields=owner_business`);
    ids['business-id'] = (body as unknown as { owner_business: { id: string } }).owner_business.id;
    ({ graph } = (await callControl(emulator, 'GET', ''))[1] as { graph: typeof graph });
  });
  afterAll(() => emulator.stop());

  test('is there, or is known to be missing, and each one that is there has an example', () => {
    const names = [...answers.keys()];
    const known = [...graph.implemented, ...graph.notImplemented];
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    const isDownload = (name: string): boolean => name.includes('attachments');
    const there = names.filter((name) => graph.implemented.includes(name) && !isDownload(name));
    expect(Object.keys(examples).sort()).toEqual(there.sort());
    console.log(`${there.length + 1} of ${names.length} operations of Meta's OpenAPI file are there`);
  });

  test.each(Object.entries(examples))('%s', async (operation, { valid, lacking, asInFile, query }) => {
    if (lacking !== null) {
      const { status, body } = await ask(operation, lacking);
      const isError = expect.objectContaining({ code: expect.any(Number), fbtrace_id: expect.any(String) });
      expect([status, body.error]).toEqual([400, isError]);
    }
    const { status, body } = await ask(operation, await valid(emulator), query);
    expect([status, body.error]).toEqual([200, undefined]);
    if (operation === 'POST /{phone-number-id}/media') ids['media-id'] = body.id;
    if (operation === 'POST /{waba-id}/message_templates') ids['template-id'] = body.id;
    if (operation === 'POST /{phone-number-id}/message_qrdls') {
      ids['qr-code-id'] = (body as unknown as { code: string }).code;
    }
    const compared = asInFile?.(body as unknown as Record<string, unknown>) ?? body;
    expect(findProblems(operation, compared)).toEqual([]);
  });
});
