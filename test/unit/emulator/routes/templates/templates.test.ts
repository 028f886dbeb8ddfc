import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call, send, type Reply } from '../../graph-caller.js';

describe('message templates', () => {
  let emulator: GraphEmulator;
  let nowMs: number;
  const path = (): string => `/v25.0/${emulator.info.wabaId}/message_templates`;
  const create = (extra: object = {}): Promise<Reply> => {
    const components = [{ type: 'body', text: 'Hello {{1}}, your order {{2}} is on its way.' }];
    const json = { name: 'order_update', language: 'en_US', category: 'UTILITY', components, ...extra };
    return call(emulator, 'POST', path(), { json });
  };
  const use = (template: object): Promise<Reply> =>
    send(emulator, { type: 'template', template: { name: 'order_update', language: { code: 'en_US' }, ...template } });
  const body = (...texts: string[]): object => ({
    type: 'body',
    parameters: texts.map((text) => ({ type: 'text', text })),
  });
  const names = async (query: string): Promise<unknown[]> =>
    (await call(emulator, 'GET', `${path()}?${query}`)).body.data.map((template) => template['name']);

  beforeEach(async () => {
    nowMs = 1_800_000_000_000;
    emulator = await GraphEmulator.start({ clock: () => nowMs });
  });
  afterEach(() => emulator.stop());

  test('start with hello_world in en_US', async () => {
    const { body: list } = await call(emulator, 'GET', path());
    expect(list.data).toMatchObject([{ name: 'hello_world', language: 'en_US', status: 'APPROVED' }]);
    const { body: sent } = await use({ name: 'hello_world' });
    expect(sent.messages).toEqual([{ id: expect.any(String), message_status: 'accepted' }]);
  });

  test.each([
    ['an unknown name', { name: 'nobody_knows' }],
    ['an unknown language', { name: 'hello_world', language: { code: 'de' } }],
  ])('are refused with 404 and 132001 for %s', async (_what, template) => {
    const { status, body: refusal } = await use(template);
    expect([status, refusal.error.code]).toEqual([404, 132001]);
  });

  test('are created, used and deleted', async () => {
    const { status, body: created } = await create();
    expect([status, created]).toEqual([
      200,
      { id: expect.stringMatching(/^\d+$/), status: 'APPROVED', category: 'UTILITY' },
    ]);
    expect(await use({ components: [body('Ada', '17')] })).toMatchObject({ status: 200 });
    expect((await call(emulator, 'GET', `/v25.0/${created.id}?fields=name,status`)).body).toEqual({
      id: created.id,
      name: 'order_update',
      status: 'APPROVED',
    });
    expect(await call(emulator, 'DELETE', `${path()}?name=order_update`)).toMatchObject({ body: { success: true } });
    expect((await use({ components: [body('Ada', '17')] })).body.error.code).toBe(132001);
  });

  test('cannot be used before they are approved', async () => {
    await emulator.stop();
    emulator = await GraphEmulator.start({ templateStatus: 'PENDING' });
    expect((await create()).body).toMatchObject({ status: 'PENDING' });
    expect((await use({ components: [body('Ada', '17')] })).body.error.code).toBe(132001);
  });

  test.each([
    ['too few', [{ type: 'body', parameters: [{ type: 'text', text: 'Ada' }] }]],
    ['too many', [{ type: 'body', parameters: ['a', 'b', 'c'].map((text) => ({ type: 'text', text })) }]],
    ['no', undefined],
  ])('are refused with %s parameters', async (_what, components) => {
    await create();
    const { status, body: refusal } = await use({ ...(components && { components }) });
    expect([status, refusal.error.code]).toEqual([400, 132000]);
    expect(refusal.error.error_data?.details).toMatch(/body: .*\(\d\) .* expected number of params \(2\)/);
  });

  test('need the file of their header, of the right kind', async () => {
    await create({
      components: [
        { type: 'HEADER', format: 'IMAGE' },
        { type: 'BODY', text: 'Hi' },
      ],
    });
    const header = (type: string): object => {
      return { components: [{ type: 'header', parameters: [{ type, [type]: { link: 'https://example.com/a' } }] }] };
    };
    expect((await use({})).body.error.code).toBe(132000);
    expect((await use(header('video'))).body.error.code).toBe(132012);
    expect(await use(header('image'))).toMatchObject({ status: 200 });
  });

  test('need the end of a URL that has a variable', async () => {
    const buttons = [{ type: 'URL', text: 'Track', url: 'https://example.com/{{1}}' }];
    await create({
      components: [
        { type: 'BODY', text: 'Hi' },
        { type: 'BUTTONS', buttons },
      ],
    });
    const parameters = [{ type: 'text', text: '17' }];
    expect((await use({})).body.error.code).toBe(131008);
    const component = { type: 'BUTTON', sub_type: 'URL', index: 0, parameters };
    expect(await use({ components: [component] })).toMatchObject({ status: 200 });
  });

  test('with named variables need those names', async () => {
    await create({ parameter_format: 'named', components: [{ type: 'BODY', text: 'Hi {{first_name}}!' }] });
    const named = (name: string): object => {
      return { components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ada', parameter_name: name }] }] };
    };
    expect((await use(named('surname'))).body.error.code).toBe(100);
    expect(await use(named('first_name'))).toMatchObject({ status: 200 });
  });

  test.each([
    ['begins with a variable', { type: 'BODY', text: '{{1}} is on its way.' }, 2388299],
    ['ends with a variable', { type: 'body', text: 'On its way: {{2}} ' }, 2388299],
    ['ends with a named variable', { type: 'BODY', text: 'Hi {{ first_name }}' }, 2388299],
    ['has two variables in its header', { type: 'HEADER', format: 'TEXT', text: '{{1}} of {{2}}' }, 2388047],
  ])('are refused where one %s', async (_what, component, subcode) => {
    const fine = { type: 'BODY', text: 'It is {{1}}.' };
    const components = component.type === 'HEADER' ? [component, fine] : [component];
    const { status, body: refusal } = await create({ components });
    expect([status, refusal.error]).toMatchObject([400, { code: 100, error_subcode: subcode }]);
    const { body: created } = await create({ components: [fine] });
    const edited = await call(emulator, 'POST', `/v25.0/${created.id}`, { json: { components } });
    expect([edited.status, edited.body.error.error_subcode]).toEqual([400, subcode]);
  });

  test.each([
    ['without a name', { name: undefined }],
    ['with capitals in the name', { name: 'Order' }],
    ['with an unknown category', { category: 'SPAM' }],
    ['without a language', { language: undefined }],
    ['without components', { components: undefined }],
    ['without a body', { components: [{ type: 'FOOTER', text: 'x' }] }],
    ['with a body that is too long', { components: [{ type: 'BODY', text: 'x'.repeat(1025) }] }],
    [
      'with too many buttons',
      {
        components: [
          { type: 'BODY', text: 'x' },
          { type: 'BUTTONS', buttons: Array(11).fill({}) },
        ],
      },
    ],
  ])('are not created %s', async (_what, extra) => {
    expect((await create(extra)).body.error).toMatchObject({ code: 100 });
    expect(await names('')).toEqual(['hello_world']);
  });

  test('exist once in a language, and a deleted name rests for 30 days', async () => {
    await create();
    expect((await create()).body.error).toMatchObject({ code: 100, error_subcode: 2388024 });
    expect(await create({ language: 'de' })).toMatchObject({ status: 200 });
    await call(emulator, 'DELETE', `${path()}?name=order_update`);
    expect(await names('name=order')).toEqual([]);
    expect((await create()).body.error).toMatchObject({ code: 100, error_subcode: 2388023 });
    nowMs += 30 * 86_400_000;
    expect(await create()).toMatchObject({ status: 200 });
  });

  test('are deleted in one language by their id', async () => {
    const { id } = (await create()).body;
    await create({ language: 'de' });
    expect(await call(emulator, 'DELETE', `${path()}?name=order_update&hsm_id=${id}`)).toMatchObject({ status: 200 });
    expect(await names('name=order')).toEqual(['order_update']);
  });

  test('that do not exist are not deleted', async () => {
    const { status, body: refusal } = await call(emulator, 'DELETE', `${path()}?name=fake`);
    expect(status).toBe(400);
    expect(refusal.error).toMatchObject({ code: 100, error_subcode: 2593002, is_transient: false });
  });

  test('are listed by name, language and category, page by page', async () => {
    for (const name of ['a_1', 'a_2', 'a_3']) await create({ name });
    await create({ name: 'b_1', language: 'de', category: 'MARKETING' });
    expect(await names('name=a_')).toEqual(['a_1', 'a_2', 'a_3']);
    expect(await names('language=de')).toEqual(['b_1']);
    expect(await names('category=marketing')).toEqual(['b_1']);
    const first = (await call(emulator, 'GET', `${path()}?name=a_&limit=2&fields=name`)).body;
    expect(first.data.map((template) => template['name'])).toEqual(['a_1', 'a_2']);
    const second = (await call(emulator, 'GET', String(first.paging.next))).body;
    expect(second.data.map((template) => template['name'])).toEqual(['a_3']);
    expect(second.paging.next).toBeUndefined();
    const back = (await call(emulator, 'GET', String(second.paging.previous))).body;
    expect(back.data).toEqual(first.data);
    expect(first.paging.next).not.toContain(emulator.info.accessToken);
  });

  test('are listed by several values, by their content, and by when they changed, with a summary', async () => {
    await create({ name: 'a_1', components: [{ type: 'BODY', text: 'Your parcel' }] });
    nowMs += 60_000;
    await create({ name: 'parcel_2', language: 'de', category: 'MARKETING' });
    const created = ['a_1', 'parcel_2'];
    expect(await names('language=de,en_US')).toEqual(['hello_world', ...created]);
    expect(await names('language=["de"]&status=["APPROVED","PAUSED"]')).toEqual(['parcel_2']);
    expect(await names('category[]=MARKETING&category[]=AUTHENTICATION')).toEqual(['parcel_2']);
    expect(await names('content=parcel')).toEqual(['a_1']);
    expect(await names('name_or_content=PARCEL')).toEqual(created);
    expect(await names('quality_score=GREEN,RED')).toEqual([]);
    const { body: scored } = await call(emulator, 'GET', `${path()}?name=parcel&fields=quality_score`);
    expect(scored.data).toMatchObject([{ quality_score: { score: 'UNKNOWN', date: Math.floor(nowMs / 1000) } }]);
    expect(await names('quality_score=UNKNOWN')).toHaveLength(3);
    expect(await names(`since=${nowMs / 1000}`)).toEqual(['parcel_2']);
    expect(await names(`until=${nowMs / 1000 - 1}`)).toEqual(['hello_world', 'a_1']);
    const { body: list } = await call(
      emulator,
      'GET',
      `${path()}?name=parcel&summary=total_count,message_template_count`,
    );
    expect(list).toMatchObject({ summary: { total_count: 1, message_template_count: 3 } });
  });

  test('are deleted by a list of ids, all or none', async () => {
    const ids = [(await create({ name: 'a_1' })).body.id, (await create({ name: 'a_2' })).body.id];
    expect(await call(emulator, 'DELETE', `${path()}?hsm_ids=${ids[0]},4711`)).toMatchObject({ status: 400 });
    expect(await names('name=a_')).toEqual(['a_1', 'a_2']);
    const all = encodeURIComponent(JSON.stringify(ids));
    expect(await call(emulator, 'DELETE', `${path()}?hsm_ids=${all}`)).toMatchObject({ status: 200 });
    expect(await names('name=a_')).toEqual([]);
  });

  test('are not listed after a cursor that was made up', async () => {
    expect((await call(emulator, 'GET', `${path()}?after=abc`)).body.error.code).toBe(131059);
  });
});
