import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call, send, uploadForm } from '../../graph-caller.js';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('sending a message', () => {
  let emulator: GraphEmulator;
  const messagesPath = (): string => `/v25.0/${emulator.info.phoneNumberId}/messages`;
  beforeAll(async () => {
    emulator = await GraphEmulator.start({
      enforceWindow: false,
      flows: ['flow-1'],
      catalogs: ['catalog-1', '4711'],
      statusDelayMs: 1,
    });
  });
  afterAll(() => emulator.stop());

  test('answers with the wa_id and a message id that names the user', async () => {
    const { status, body } = await send(emulator, { to: '+49 (170) 123-4567' });
    expect(status).toBe(200);
    expect(body).toEqual({
      messaging_product: 'whatsapp',
      contacts: [{ input: '+49 (170) 123-4567', wa_id: '491701234567' }],
      messages: [{ id: expect.stringMatching(/^wamid\.[A-Za-z0-9+/=]+$/) }],
    });
    const frame = Buffer.from(String(body.messages[0]?.id).slice('wamid.'.length), 'base64').toString('latin1');
    expect(frame).toContain('491701234567');
  });

  test('answers with the user id alone when the recipient is a business-scoped user id', async () => {
    const { body } = await send(emulator, { to: undefined, recipient: 'DE.13491208655302741918' });
    expect(body.contacts).toEqual([{ input: 'DE.13491208655302741918', user_id: 'DE.13491208655302741918' }]);
    expect(emulator.messages({ to: 'DE.13491208655302741918' })).toHaveLength(1);
  });

  test('takes "to" when both recipients are there', async () => {
    const { body } = await send(emulator, { to: '4915112345678', recipient: 'DE.1' });
    expect(body.contacts[0]).toEqual({ input: '4915112345678', wa_id: '4915112345678' });
  });

  test('gives every message an id of its own, also when the body is the same', async () => {
    const ids = await Promise.all(
      [1, 2, 3].map(async () => (await send(emulator, { to: '4930111' })).body.messages[0]?.id),
    );
    expect(new Set(ids).size).toBe(3);
    expect(
      emulator
        .messages({ to: '+49 30 111' })
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
  });

  test('keeps the body as it was posted', async () => {
    const content = { type: 'image', image: { link: 'https://example.com/a.png', caption: 'Größe' } };
    await send(emulator, { to: '4930222', ...content });
    expect(emulator.messages({ to: '4930222' })[0]).toMatchObject({
      type: 'image',
      to: '4930222',
      recipientType: 'individual',
      body: { messaging_product: 'whatsapp', to: '4930222', ...content },
    });
  });

  test.each([
    ['an image', { type: 'image', image: { link: 'https://example.com/a.png' } }],
    ['an audio', { type: 'audio', audio: { link: 'https://example.com/a.mp3' } }],
    ['a video', { type: 'video', video: { link: 'https://example.com/a.mp4' } }],
    ['a document', { type: 'document', document: { link: 'https://example.com/a.pdf', filename: 'a.pdf' } }],
    ['a sticker', { type: 'sticker', sticker: { link: 'https://example.com/a.webp' } }],
    ['a location', { type: 'location', location: { latitude: 52.5, longitude: 13.4 } }],
    ['contacts', { type: 'contacts', contacts: [{ name: { formatted_name: 'Ada L', first_name: 'Ada' } }] }],
    ['a reaction', { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } }],
    ['a template', { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }],
  ])('accepts %s', async (_kind, content) => {
    expect(await send(emulator, content)).toMatchObject({ status: 200 });
  });

  test.each([
    ['a number as "to"', { to: 491701234567 }],
    ['null members', { context: null, recipient: null, text: { body: 'x', preview_url: null } }],
    ['contacts as a JSON string', { type: 'contacts', contacts: '[{"name":{"formatted_name":"A","first_name":"A"}}]' }],
    ['a type in upper case', { type: 'TEXT', text: { body: 'x' } }],
    ['no type', { type: undefined, text: { body: 'x' } }],
    ['a number as the text', { text: { body: 5 } }],
    ['preview_url as a string', { text: { body: 'x', preview_url: 'true' } }],
    [
      'a number as the id of a catalog',
      {
        type: 'interactive',
        interactive: { type: 'product', action: { catalog_id: 4711, product_retailer_id: 'p1' } },
      },
    ],
  ])('is as tolerant as Meta: %s', async (_what, content) => {
    expect(await send(emulator, content)).toMatchObject({ status: 200 });
  });

  test('takes the parameters from the query, and from a form', async () => {
    const parameters = { messaging_product: 'whatsapp', to: '4930333', type: 'text', text: '{"body":"x"}' };
    const query = new URLSearchParams(parameters).toString();
    expect(await call(emulator, 'POST', `${messagesPath()}?${query}`)).toMatchObject({ status: 200 });
    expect(await call(emulator, 'POST', messagesPath(), { form: parameters })).toMatchObject({ status: 200 });
    expect(emulator.messages({ to: '4930333' })).toHaveLength(2);
  });

  test.each([
    ['messaging_product is missing', { messaging_product: undefined }, 100, /messaging_product is required/],
    ['nobody receives it', { to: undefined }, 100, /parameter to is required/],
    ['the type is unknown', { type: 'hologram' }, 100, /Param type must be one of .*TEXT.* got "hologram"/],
    ['the text is too long', { text: { body: 'x'.repeat(4097) } }, 100, /Param text\['body'\] must be at most 4096/],
  ])('refuses a message when %s', async (_what, content, code, message) => {
    const reply = await send(emulator, content);
    expect(reply).toMatchObject({
      status: 400,
      body: { error: { type: 'OAuthException', code, message: expect.stringMatching(message) } },
    });
    expect(reply.body.error.fbtrace_id).toMatch(/^A[\w-]{22}$/);
  });

  test('names the parameter of a limit that is exceeded deep in the message', async () => {
    const reply = { type: 'reply', reply: { id: 'a', title: 'x'.repeat(21) } };
    const interactive = { type: 'button', body: { text: 'x' }, action: { buttons: [reply] } };
    const { body } = await send(emulator, { type: 'interactive', interactive });
    expect(body.error).toMatchObject({ code: 131009, message: '(#131009) Parameter value is not valid' });
    expect(body.error.error_data).toEqual({
      messaging_product: 'whatsapp',
      details: expect.stringMatching(/interactive\['action'\]\['buttons'\]\[0\]\['reply'\]\['title'\].*20/),
    });
  });

  test.each([
    ['hello', /"hello" is not a phone number/],
    ['order 17', /"order 17" is not a phone number/],
    ['tel:+491701234567', /is not a phone number/],
    ['491701234567@s.whatsapp.net', /is not a phone number/],
    ['+', /is not a phone number/],
    ['DE.13491208655302741918', /business-scoped user id, which goes into recipient/],
  ])('sends nothing to %s', async (to, details) => {
    const { status, body } = await send(emulator, { to });
    expect([status, body.error]).toMatchObject([
      400,
      { code: 131009, error_data: { details: expect.stringMatching(details) } },
    ]);
  });

  test.each(['+49 (170) 123-4567', '49.170.1234567', '0049/170/1234567', 491701234567])('sends to %s', async (to) => {
    expect(await send(emulator, { to })).toMatchObject({ status: 200 });
  });

  test('finds the messages to a number by numbers alone', async () => {
    await send(emulator, { to: '4930555' });
    expect(emulator.messages({ to: '+49 30 555' })).toHaveLength(1);
    expect(emulator.messages({ to: 'order 4930555' })).toEqual([]);
  });

  test('says which content is missing', async () => {
    const { body } = await send(emulator, { type: 'image' });
    expect(body.error).toMatchObject({ code: 131008, error_data: { details: expect.stringContaining('image') } });
  });

  test('refuses JSON that cannot be read, and records the request', async () => {
    const reply = await fetch(`${emulator.info.graphUrl}${messagesPath()}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${emulator.info.accessToken}`, 'content-type': 'application/json' },
      body: '{"to":',
    });
    expect([reply.status, await reply.json()]).toMatchObject([400, { error: { code: 100 } }]);
    expect(emulator.requests.at(-1)).toMatchObject({ method: 'POST', authorized: true });
  });

  test('refuses to send to the business number itself', async () => {
    const { displayPhoneNumber } = emulator.phoneNumber();
    expect((await send(emulator, { to: displayPhoneNumber })).body.error.code).toBe(131021);
  });

  test('refuses to send from a number that is not registered', async () => {
    const { phoneNumberId } = emulator.addPhoneNumber({ verified: true });
    const json = { messaging_product: 'whatsapp', to: '4930444', text: { body: 'x' } };
    const { status, body } = await call(emulator, 'POST', `/v25.0/${phoneNumberId}/messages`, { json });
    expect([status, body.error.code]).toEqual([400, 133010]);
    expect(emulator.messages({ to: '4930444' })).toEqual([]);
  });

  test('sends media that the number uploaded, and refuses other media', async () => {
    const { phoneNumberId } = emulator.addPhoneNumber({ registered: true });
    const upload = (id: string): ReturnType<typeof call> =>
      call(emulator, 'POST', `/v25.0/${id}/media`, { form: uploadForm(png, 'image/png') });
    const own = (await upload(emulator.info.phoneNumberId)).body.id;
    const foreign = (await upload(phoneNumberId)).body.id;
    expect(await send(emulator, { type: 'image', image: { id: own } })).toMatchObject({ status: 200 });
    expect(await send(emulator, { type: 'image', image: { id: Number(own) } })).toMatchObject({ status: 200 });
    expect((await send(emulator, { type: 'image', image: { id: foreign } })).body.error.code).toBe(131053);
    expect((await send(emulator, { type: 'image', image: { id: '123' } })).body.error.code).toBe(100);
  });

  test.each([
    ['flow_id', 'flow-1', 'flow-2'],
    ['flow_name', 'flow-1', 'flow-2'],
  ])('knows flows by %s', async (key, known, unknown) => {
    const flow = (id: string): Record<string, unknown> => {
      const parameters = { flow_message_version: '3', [key]: id, flow_cta: 'Open', flow_action: 'data_exchange' };
      return {
        type: 'interactive',
        interactive: { type: 'flow', body: { text: 'x' }, action: { name: 'flow', parameters } },
      };
    };
    expect(await send(emulator, flow(known))).toMatchObject({ status: 200 });
    expect((await send(emulator, flow(unknown))).body.error).toMatchObject({ code: 131009 });
  });

  test('knows catalogs', async () => {
    const product = (catalog: string): Record<string, unknown> => ({
      type: 'interactive',
      interactive: { type: 'product', action: { catalog_id: catalog, product_retailer_id: 'sku' } },
    });
    expect(await send(emulator, product('catalog-1'))).toMatchObject({ status: 200 });
    expect((await send(emulator, product('catalog-2'))).body.error).toMatchObject({ code: 131009 });
  });
});

describe('with anyId', () => {
  test('unknown media, templates, flows, catalogs and messages are accepted', async () => {
    const emulator = await GraphEmulator.start({ enforceWindow: false, anyId: true });
    const parameters = { flow_message_version: '3', flow_id: '1', flow_cta: 'Open', flow_action: 'data_exchange' };
    const contents = [
      { type: 'image', image: { id: '123' } },
      { type: 'template', template: { name: 'nobody_knows', language: { code: 'de' } } },
      { type: 'interactive', interactive: { type: 'flow', body: { text: 'x' }, action: { name: 'flow', parameters } } },
      { type: 'interactive', interactive: { type: 'product', action: { catalog_id: '1', product_retailer_id: 'a' } } },
      { type: undefined, to: undefined, text: undefined, status: 'read', message_id: 'wamid.nobody-knows' },
    ];
    for (const content of contents) expect(await send(emulator, content)).toMatchObject({ status: 200 });
    await emulator.stop();
  });
});
