import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call, send, type Reply } from '../../graph-caller.js';

const text = (value: string): object => ({ type: 'text', text: value });
const body = (...values: string[]): object => ({ type: 'body', parameters: values.map(text) });
const button = (subType: string, index: number, ...parameters: object[]): object => {
  return { type: 'button', sub_type: subType, index, parameters };
};
const coupon = { type: 'coupon_code', coupon_code: 'SAVE20' };
const image = { type: 'image', image: { link: 'https://example.com/a' } };
const card = (index: number, ...components: object[]): object => ({ card_index: index, components });
const header = { type: 'header', parameters: [image] };

const cardDefinition = {
  components: [
    { type: 'header', format: 'image' },
    { type: 'body', text: 'Card' },
    { type: 'buttons', buttons: [{ type: 'url', text: 'Look', url: 'https://example.com/{{1}}' }] },
  ],
};

const definitions: Record<string, { category?: string; components: object[] }> = {
  greeting: {
    components: [
      { type: 'BODY', text: 'Hello {{1}}.' },
      { type: 'FOOTER', text: 'Bye' },
    ],
  },
  alone: { components: [{ type: 'BODY', text: 'Hello {{1}}.' }] },
  titled: {
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'For {{1}}' },
      { type: 'BODY', text: 'Hi' },
    ],
  },
  tapped: {
    components: [
      { type: 'BODY', text: 'Hi' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Yes' },
          { type: 'URL', text: 'Track', url: 'https://example.com/{{1}}' },
          { type: 'COPY_CODE', example: 'SAVE20' },
        ],
      },
    ],
  },
  carousel: {
    components: [
      { type: 'BODY', text: 'Hi' },
      { type: 'CAROUSEL', cards: [cardDefinition, cardDefinition] },
    ],
  },
  code: {
    category: 'AUTHENTICATION',
    components: [
      { type: 'BODY', add_security_recommendation: true },
      { type: 'FOOTER', code_expiration_minutes: 5 },
      { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy' }] },
    ],
  },
};

describe('a send of a template', () => {
  let emulator: GraphEmulator;
  const use = (name: string, components: object[], to: object = {}): Promise<Reply> =>
    send(emulator, { ...to, type: 'template', template: { name, language: { code: 'en' }, components } });

  beforeAll(async () => {
    emulator = await GraphEmulator.start({ autoStatuses: [] });
    for (const [name, { category = 'MARKETING', components }] of Object.entries(definitions)) {
      const json = { name, language: 'en', category, components };
      const created = await call(emulator, 'POST', `/${emulator.info.wabaId}/message_templates`, { json });
      expect([created.status, created.body.error]).toEqual([200, undefined]);
    }
  });
  afterAll(() => emulator.stop());

  const tapped = [button('url', 1, text('17')), button('copy_code', 2, coupon)];
  const goodCard = (index: number): object => card(index, header, button('url', 0, text('17')));

  test.each<[string, string, object[]]>([
    ['with its values', 'greeting', [body('Ada')]],
    ['with four spaces', 'greeting', [body('A    B')]],
    ['with the longest value', 'greeting', [body('x'.repeat(1024 - 'Hello .'.length))]],
    ['with a longer value, of a body that stands alone', 'alone', [body('x'.repeat(2000))]],
    ['with a title', 'titled', [{ type: 'header', parameters: [text('Ada')] }]],
    ['with its buttons', 'tapped', tapped],
    ['with a payload, too', 'tapped', [button('quick_reply', 0, { type: 'payload', payload: 'y' }), ...tapped]],
    ['with its cards', 'carousel', [{ type: 'carousel', cards: [goodCard(0), goodCard(1)] }]],
    ['with a code', 'code', [body('482913'), button('url', 0, text('482913'))]],
  ])('%s is accepted', async (_what, name, components) => {
    const { status, body: answer } = await use(name, components);
    expect([status, answer.error]).toEqual([200, undefined]);
  });

  test.each<[string, string, object[], number]>([
    ['a new line', 'greeting', [body('A\nB')], 132018],
    ['a tab', 'greeting', [body('A\tB')], 132018],
    ['five spaces', 'greeting', [body('A     B')], 132018],
    ['a new line in an address', 'tapped', [button('url', 1, text('1\n7')), button('copy_code', 2, coupon)], 132018],
    ['a body that is too long', 'greeting', [body('x'.repeat(1024))], 132005],
    ['a header that is too long', 'titled', [{ type: 'header', parameters: [text('x'.repeat(60))] }], 132005],
    ['an image in a body', 'greeting', [{ type: 'body', parameters: [image] }], 132012],
    [
      'another kind of button',
      'tapped',
      [button('quick_reply', 1, text('17')), button('copy_code', 2, coupon)],
      132012,
    ],
    ['a button that is not there', 'tapped', [...tapped, button('url', 3, text('17'))], 131009],
    ['no end of its address', 'tapped', [button('copy_code', 2, coupon)], 131008],
    ['no coupon code', 'tapped', [button('url', 1, text('17'))], 131008],
    ['no cards', 'carousel', [], 132012],
    ['too few cards', 'carousel', [{ type: 'carousel', cards: [goodCard(0)] }], 132012],
    ['a card without its picture', 'carousel', [{ type: 'carousel', cards: [goodCard(0), card(1)] }], 132000],
    ['a card without its address', 'carousel', [{ type: 'carousel', cards: [goodCard(0), card(1, header)] }], 131008],
    ['no code', 'code', [], 132000],
    ['no code in the button', 'code', [body('482913')], 131008],
    ['no code in the body', 'code', [button('url', 0, text('482913'))], 132000],
  ])('with %s is refused: %s %j', async (_what, name, components, code) => {
    const { status, body: answer } = await use(name, components);
    expect([status, answer.error]).toMatchObject([400, { code, error_data: { details: expect.any(String) } }]);
  });

  test('with a code goes to no business-scoped user id', async () => {
    const components = [body('482913'), button('url', 0, text('482913'))];
    const to = { to: undefined, recipient: 'DE.11582685889026721064' };
    expect((await use('code', components, to)).body.error.code).toBe(131062);
    expect(await use('greeting', [body('Ada')], to)).toMatchObject({ status: 200 });
  });

  test('with a code has the texts that Meta writes', async () => {
    const { body: list } = await call(emulator, 'GET', `/${emulator.info.wabaId}/message_templates?name=code`);
    expect(list.data[0]?.['components']).toMatchObject([
      { text: '*{{1}}* is your verification code. For your security, do not share this code.' },
      { text: 'This code expires in 5 minutes.' },
      { buttons: [{ type: 'URL', url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}' }] },
    ]);
  });
});
