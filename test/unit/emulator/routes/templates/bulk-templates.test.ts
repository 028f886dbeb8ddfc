import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { inLanes } from '../../../../helpers/lanes.js';
import { call, send, type Reply } from '../../graph-caller.js';

describe('templates of authentication in several languages', () => {
  let emulator: GraphEmulator;
  const components = [
    { type: 'BODY', add_security_recommendation: true },
    { type: 'FOOTER', code_expiration_minutes: 10 },
    { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
  ];
  const json = { name: 'code', languages: ['en_US', 'de'], category: 'AUTHENTICATION', components };
  const upsert = (changes: object = {}): Promise<Reply> =>
    call(emulator, 'POST', `/v25.0/${emulator.info.wabaId}/upsert_message_templates`, {
      json: { ...json, ...changes },
    });

  beforeEach(async () => {
    emulator = await GraphEmulator.start({ templateStatus: 'PENDING' });
  });
  afterEach(() => emulator.stop());

  test('are created where they are not, and edited where they are', async () => {
    const { body: first } = await upsert();
    expect(first.data).toEqual([
      { id: expect.stringMatching(/^\d+$/), status: 'PENDING', language: 'en_US' },
      { id: expect.stringMatching(/^\d+$/), status: 'PENDING', language: 'de' },
    ]);
    await emulator.reviewTemplate({ template: 'code', language: 'de', event: 'APPROVED' });
    const { body: same } = await upsert({ languages: ['de', 'fr'] });
    expect(same.data).toMatchObject([{ id: first.data[1]?.['id'], status: 'APPROVED' }, { language: 'fr' }]);
    const { body: changed } = await upsert({ languages: ['de'], components: components.slice(0, 1) });
    expect(changed.data).toMatchObject([{ id: first.data[1]?.['id'], status: 'PENDING' }]);
    const { body } = await call(emulator, 'GET', `/${String(first.data[1]?.['id'])}?fields=components`);
    expect(body).toMatchObject({ components: [{ type: 'BODY', text: expect.stringContaining('do not share') }] });
  });

  test.each<[string, object]>([
    ['no languages', { languages: [] }],
    ['another category', { category: 'UTILITY' }],
    ['one language', { language: 'en_US' }],
    ['a text of its own', { components: [{ type: 'BODY', text: 'Code {{1}}' }] }],
    ['a language that is none', { languages: ['en_US', 'English!'] }],
  ])('are refused with %s, all of them', async (_what, changes) => {
    expect((await upsert(changes)).body.error.code).toBe(100);
    const { body } = await call(emulator, 'GET', `/${emulator.info.wabaId}/message_templates?name=code`);
    expect(body.data).toEqual([]);
  });
});

describe('the migration of templates', () => {
  let emulator: GraphEmulator;
  let target: string;
  const components = [{ type: 'BODY', text: 'Ten percent off' }];
  const create = (name: string): Promise<Reply> => {
    const json = { name, language: 'en', category: 'MARKETING', components };
    return call(emulator, 'POST', `/${emulator.info.wabaId}/message_templates`, { json });
  };
  const migrate = async (json: object): Promise<Record<string, unknown>> => {
    const given = { source_waba_id: emulator.info.wabaId, ...json };
    const { body } = await call(emulator, 'POST', `/${target}/migrate_message_templates`, { json: given });
    return body as unknown as Record<string, unknown>;
  };
  const names = async (wabaId: string): Promise<unknown[]> =>
    (await call(emulator, 'GET', `/${wabaId}/message_templates`)).body.data.map((template) => template['name']);

  beforeEach(async () => {
    emulator = await GraphEmulator.start();
    target = emulator.addAccount({ name: 'Second shop' }).wabaId;
  });
  afterEach(() => emulator.stop());

  test('makes the approved ones anew in the other account, which has templates of its own', async () => {
    const { id } = (await create('offer')).body;
    await create('bad');
    await emulator.reviewTemplate({ template: 'bad', event: 'REJECTED' });
    const { body: own } = await call(emulator, 'GET', `/${emulator.info.wabaId}/message_templates?name=hello_world`);
    const migrated = await migrate({});
    expect(migrated).toEqual({
      migrated_templates: [expect.not.stringMatching(id)],
      failed_templates: { [String(own.data[0]?.['id'])]: 'Template already exists' },
    });
    expect([await names(target), await names(emulator.info.wabaId)]).toEqual([
      ['hello_world', 'offer'],
      ['hello_world', 'offer', 'bad'],
    ]);
    expect(await migrate({ template_ids: [id] })).toMatchObject({ migrated_templates: [] });
  });

  test('goes by pages and by ids', async () => {
    const { id } = (await create('offer')).body;
    expect(await migrate({ page_number: 1, count: 2 })).toEqual({ migrated_templates: [], failed_templates: {} });
    expect(await migrate({ page_number: 1, count: 1 })).toMatchObject({ migrated_templates: [expect.any(String)] });
    await emulator.reviewTemplate({ template: id, event: 'PAUSED' });
    expect(await migrate({ template_ids: [id] })).toMatchObject({ failed_templates: { [id]: 'Template is PAUSED' } });
  });

  test('is refused from an account of nobody, of itself or of a client', async () => {
    const client = emulator.addAccount({ owner: 'client' }).wabaId;
    for (const source of ['4711', target, client]) {
      expect(await migrate({ source_waba_id: source })).toMatchObject({ error: { code: 100 } });
    }
    expect(await migrate({ template_ids: ['4711'] })).toMatchObject({ error: { code: 100 } });
    expect(await migrate({ count: 501 })).toMatchObject({ error: { code: 100 } });
  });
});

describe('the comparison of templates', () => {
  test('counts the sends of both in the time', async () => {
    let nowMs = 1_800_000_000_000;
    const emulator = await GraphEmulator.start({ autoStatuses: [], clock: () => nowMs });
    const create = async (name: string): Promise<string> => {
      const json = { name, language: 'en', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hi' }] };
      return (await call(emulator, 'POST', `/${emulator.info.wabaId}/message_templates`, { json })).body.id;
    };
    const ids = [await create('first'), await create('second')] as const;
    const compare = (days: number, other = ids[1]): Promise<Reply> => {
      const end = Math.floor(nowMs / 1000);
      const query = `template_ids=[${other}]&start=${end - days * 86_400}&end=${end}`;
      return call(emulator, 'GET', `/v25.0/${ids[0]}/compare?${query}`);
    };
    const sendAll = async (name: string, count: number): Promise<void> => {
      const template = { name, language: { code: 'en' } };
      await inLanes([...Array(count).keys()], 50, () => send(emulator, { type: 'template', template }));
    };
    await sendAll('first', 1000);
    await sendAll('second', 999);
    expect((await compare(7)).body.error).toMatchObject({
      code: 100,
      error_user_msg: expect.stringMatching(/999 times/),
    });
    nowMs += 1000;
    await sendAll('second', 1);
    expect((await compare(7)).body).toEqual({
      data: [
        { metric: 'BLOCK_RATE', type: 'RELATIVE', order_by_relative_metric: ids },
        {
          metric: 'MESSAGE_SENDS',
          type: 'NUMBER_VALUES',
          number_values: ids.map((key) => ({ key, value: 1000 })),
        },
        {
          metric: 'TOP_BLOCK_REASON',
          type: 'STRING_VALUES',
          string_values: ids.map((key) => ({ key, value: 'UNKNOWN_BLOCK_REASON' })),
        },
      ],
    });
    nowMs += 8 * 86_400_000;
    expect((await compare(7)).status).toBe(400);
    expect((await compare(30)).status).toBe(200);
    for (const refused of [compare(8), compare(7, ids[0]), compare(7, '4711')]) {
      expect((await refused).body.error.code).toBe(100);
    }
    await emulator.stop();
  });
});
