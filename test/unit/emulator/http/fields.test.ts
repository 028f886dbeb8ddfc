import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import {
  accountType,
  mediaType,
  phoneNumberType,
  profileType,
  templateType,
} from '../../../../src/emulator/meta/node-types.js';
import { call, uploadForm } from '../graph-caller.js';

describe('fields', () => {
  let emulator: GraphEmulator;
  const paths: Record<string, string> = {};
  const get = async (path: string): Promise<Record<string, unknown>> => {
    const { status, body } = await call(emulator, 'GET', `/v25.0${path}`);
    expect([status, body.error]).toEqual([200, undefined]);
    return body as unknown as Record<string, unknown>;
  };

  beforeAll(async () => {
    emulator = await GraphEmulator.start();
    const { phoneNumberId, wabaId } = emulator.info;
    const form = uploadForm(Buffer.from('bytes'), 'image/png');
    const templates = await call(emulator, 'GET', `/${wabaId}/message_templates`);
    Object.assign(paths, {
      number: `/${phoneNumberId}`,
      account: `/${wabaId}`,
      template: `/${String(templates.body.data[0]?.['id'])}`,
      profile: `/${phoneNumberId}/whatsapp_business_profile`,
      media: `/${(await call(emulator, 'POST', `/${phoneNumberId}/media`, { form })).body.id}`,
    });
  });
  afterAll(() => emulator.stop());

  test.each([
    ['number', phoneNumberType],
    ['account', accountType],
    ['template', templateType],
    ['profile', profileType],
    ['media', mediaType],
  ])('that Meta has are answered or left out: %s', async (kind, { known, defaults }) => {
    const all = await get(`${paths[kind]}?fields=${known.join(',')}`);
    const shown = kind === 'profile' ? (all['data'] as object[])[0] : all;
    expect(known).toEqual(expect.arrayContaining(Object.keys(shown ?? {})));
    expect(known).toEqual(expect.arrayContaining([...defaults]));
    expect(Object.values(shown ?? {})).not.toContain(null);
  });

  test.each(['number', 'account', 'template', 'profile', 'media'])(
    'that Meta does not have are refused: %s',
    async (kind) => {
      const { status, body } = await call(emulator, 'GET', `/v25.0${paths[kind]}?fields=id,shoe_size`);
      expect([status, body.error]).toMatchObject([400, { code: 100, message: expect.stringMatching(/\(shoe_size\)/) }]);
    },
  );

  test('can be lists, with fields and a limit of their own', async () => {
    const { phoneNumberId, wabaId } = emulator.info;
    emulator.addPhoneNumber();
    const fields = 'name,phone_numbers.limit(1){display_phone_number,throughput{level}},message_templates{name,status}';
    const account = await get(`/${wabaId}?fields=${fields}`);
    expect(account).toMatchObject({
      id: wabaId,
      name: expect.any(String),
      phone_numbers: { data: [{ id: phoneNumberId, throughput: { level: 'STANDARD' } }] },
      message_templates: { data: [{ name: 'hello_world', status: 'APPROVED' }] },
    });
    const { data, paging } = account['phone_numbers'] as { data: object[]; paging: { next: string } };
    expect(Object.keys(data[0] ?? {}).sort()).toEqual(['display_phone_number', 'id', 'throughput']);
    const next = await call(emulator, 'GET', paging.next);
    expect(next.body.data).toHaveLength(1);
    expect(await get(`${paths['number']}?fields=whatsapp_business_profile`)).toMatchObject({
      whatsapp_business_profile: { data: [{ vertical: 'UNDEFINED' }] },
    });
  });

  test('of a profile that was never set are its vertical', async () => {
    expect(await get(paths['profile'] ?? '')).toEqual({
      data: [{ messaging_product: 'whatsapp', vertical: 'UNDEFINED' }],
    });
  });

  test('the next page has the version, and the token where it came in the query', async () => {
    const { wabaId, accessToken, graphUrl } = emulator.info;
    for (let index = 0; index < 2; index++) emulator.addPhoneNumber();
    const path = `/v24.0/${wabaId}/phone_numbers?limit=1&after=&before=`;
    const plain = await call(emulator, 'GET', path);
    expect(plain.body.data[0]).toMatchObject({ id: emulator.info.phoneNumberId });
    expect(plain.body.paging.next).toMatch(new RegExp(`^${graphUrl}/v24\\.0/${wabaId}/phone_numbers\\?`));
    expect(plain.body.paging.next).not.toContain('access_token');
    const inQuery = await call(emulator, 'GET', `${path}&access_token=${accessToken}`, { token: null });
    const { next = '' } = inQuery.body.paging;
    expect((await call(emulator, 'GET', next, { token: null })).status).toBe(200);
  });
});
