import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call, callControl, send, type Reply } from '../../graph-caller.js';

let emulator: GraphEmulator;
let businessId: string;
const account = (edge = '', wabaId = emulator.info.wabaId): string => `/v25.0/${wabaId}${edge}`;
const get = async (path: string): Promise<Record<string, unknown>> =>
  (await call(emulator, 'GET', path)).body as unknown as Record<string, unknown>;

beforeEach(async () => {
  emulator = await GraphEmulator.start();
  const { owner_business_info: owner } = await get(account('?fields=owner_business_info'));
  businessId = (owner as { id: string }).id;
});
afterEach(() => emulator.stop());

describe('a business', () => {
  test('has accounts of its own, and those of its clients', async () => {
    const client = { wabaId: '102290129340398', name: 'Client', owner: 'client' };
    expect(await callControl(emulator, 'POST', '/accounts', client)).toEqual([200, { wabaId: client.wabaId }]);
    const { phoneNumberId } = emulator.addPhoneNumber({ wabaId: '9002' });
    expect(await get(`/${businessId}`)).toEqual({ id: businessId, name: 'Emulated Business' });
    const owned = await get(`/${businessId}/owned_whatsapp_business_accounts`);
    expect((owned['data'] as { id: string }[]).map(({ id }) => id)).toEqual([emulator.info.wabaId, '9002']);
    const clients = `/${businessId}/client_whatsapp_business_accounts`;
    expect(await get(clients)).toMatchObject({
      data: [{ id: client.wabaId, name: 'Client', currency: 'USD', timezone_id: '1' }],
    });
    expect(await get(`${clients}?find=1`)).toEqual({ data: [] });
    expect(await get(account('/phone_numbers', '9002'))).toMatchObject({ data: [{ id: phoneNumberId }] });
    expect(await get(account('?fields=ownership_type,owner_business', client.wabaId))).toEqual({
      id: client.wabaId,
      ownership_type: 'CLIENT_OWNED',
    });
    expect(await get('/4711/owned_whatsapp_business_accounts')).toMatchObject({ error: { code: 100 } });
    expect(await callControl(emulator, 'POST', '/accounts', client)).toMatchObject([409, {}]);
  });

  test('has templates in each account, and sends with those of the number’s own', async () => {
    const json = { name: 'a', language: 'en', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hi' }] };
    const { phoneNumberId } = emulator.addPhoneNumber({ wabaId: '9002', registered: true });
    await call(emulator, 'POST', account('/message_templates', '9002'), { json });
    const message = { type: 'template', template: { name: 'a', language: { code: 'en' } } };
    expect((await send(emulator, message)).body.error.code).toBe(132001);
    const sent = await call(emulator, 'POST', `/${phoneNumberId}/messages`, {
      json: { messaging_product: 'whatsapp', to: '491701234567', ...message },
    });
    expect(sent.status).toBe(200);
  });
});

describe('an account', () => {
  const update = (json: object): Promise<Reply> => call(emulator, 'POST', account(), { json });

  test('gets another name and time zone', async () => {
    expect((await update({ name: 'Shop', timezone_id: '2', is_enabled_for_insights: true })).body).toEqual({
      success: true,
    });
    expect(await get(account())).toMatchObject({ name: 'Shop', timezone_id: '2' });
    await emulator.reset();
    expect(await get(account())).toMatchObject({ name: 'Emulated Business Account', timezone_id: '1' });
  });

  test.each<object>([
    {},
    { name: '' },
    { name: 'x'.repeat(101) },
    { timezone_id: 'Berlin' },
    { is_enabled_for_insights: false },
    { disable_marketing_messages_on_cloud_api: 'perhaps' },
  ])('refuses %p', async (json) => {
    expect((await update(json)).body.error.code).toBe(100);
  });

  test('can have its marketing go by another edge alone', async () => {
    const components = [{ type: 'BODY', text: 'Ten percent off' }];
    const json = { name: 'offer', language: 'en', category: 'MARKETING', components };
    await call(emulator, 'POST', account('/message_templates'), { json });
    const sendBy = async (edge: string, name = 'offer', language = 'en'): Promise<number> => {
      const template = { name, language: { code: language } };
      const message = { messaging_product: 'whatsapp', to: '491701234567', type: 'template', template };
      const { body } = await call(emulator, 'POST', `/${emulator.info.phoneNumberId}/${edge}`, { json: message });
      return 'error' in body ? body.error.code : 0;
    };
    expect(await sendBy('messages')).toBe(0);
    await update({ disable_marketing_messages_on_cloud_api: true });
    expect(await sendBy('messages')).toBe(131063);
    expect(await sendBy('messages', 'hello_world', 'en_US')).toBe(0);
    expect(await sendBy('marketing_messages')).toBe(0);
    await update({ disable_marketing_messages_on_cloud_api: false });
    expect(await sendBy('messages')).toBe(0);
  });

  test('has users with their tasks', async () => {
    const users = account('/assigned_users');
    const list = (query = ''): Promise<Record<string, unknown>> => get(`${users}?business=${businessId}${query}`);
    const assign = (form: Record<string, string>): Promise<Reply> => call(emulator, 'POST', users, { form });
    expect((await assign({ user: '17', tasks: '["MANAGE"]' })).body).toEqual({ success: true });
    await assign({ user: '17', tasks: 'VIEW_COST,MESSAGING' });
    expect(await list('&summary=total_count')).toMatchObject({
      data: [{ id: '17', name: 'User 17', tasks: ['VIEW_COST', 'MESSAGING'] }],
      summary: { total_count: 1 },
    });
    expect(await list('&fields=user_type,business')).toMatchObject({
      data: [{ id: '17', user_type: 'BUSINESS_USER', business: { id: businessId } }],
    });
    const findAccounts = (user: string): Promise<Record<string, unknown>> =>
      get(`/${user}/assigned_whatsapp_business_accounts?fields=permissions`);
    const { wabaId } = emulator.info;
    expect(await findAccounts('17')).toMatchObject({ data: [{ id: wabaId, permissions: ['VIEW_COST', 'MESSAGING'] }] });
    expect(await findAccounts('me')).toMatchObject({ data: [{ id: wabaId, permissions: ['FULL_CONTROL'] }] });
    expect(await findAccounts('18')).toEqual({ data: [] });
    expect((await assign({ user: '17', tasks: '["SHOES"]' })).body.error.code).toBe(100);
    expect((await assign({ user: 'me', tasks: '["MANAGE"]' })).body.error.code).toBe(100);
    expect(await get(`${users}?business=4711`)).toMatchObject({ error: { code: 100 } });
    const remove = (): Promise<Reply> => call(emulator, 'DELETE', users, { json: { user: '17' } });
    expect((await remove()).body).toEqual({ success: true });
    expect((await remove()).body.error.code).toBe(100);
    expect(await list()).toEqual({ data: [] });
  });

  test('connects one catalog, which messages can then name', async () => {
    const catalogs = account('/product_catalogs');
    const put = (id: string): Promise<Reply> => call(emulator, 'POST', catalogs, { json: { catalog_id: id } });
    const sendCatalog = async (): Promise<number> => {
      const sections = [{ title: 'All', product_items: [{ product_retailer_id: '1' }] }];
      const action = { catalog_id: '4712', sections };
      const header = { type: 'text', text: 'Shoes' };
      const interactive = { type: 'product_list', header, body: { text: 'Ours' }, action };
      return (await send(emulator, { type: 'interactive', interactive })).status;
    };
    emulator.openWindow('+491701234567');
    expect([await sendCatalog(), await get(catalogs)]).toEqual([400, { data: [] }]);
    expect((await put('4712')).body).toEqual({ success: true });
    expect([await sendCatalog(), await get(catalogs)]).toMatchObject([200, { data: [{ id: '4712' }] }]);
    expect((await put('4713')).body.error.code).toBe(100);
    expect((await put('shoes')).body.error.code).toBe(100);
    const remove = (): Promise<Reply> => call(emulator, 'DELETE', `${catalogs}?catalog_id=4712`);
    expect((await remove()).body).toEqual({ success: true });
    expect([await sendCatalog(), (await remove()).body.error.code]).toEqual([400, 100]);
  });
});
