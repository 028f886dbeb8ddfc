import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as build from '../../src/messages.js';
import { accepted } from '../helpers/outcomes.js';
import { mediaFile } from '../helpers/png.js';
import { startStack, type Stack } from '../helpers/stack.js';

/** Every kind that the connector sends, and those that it does not: one message each, as Meta gets it. */
const kinds: [string, build.OutboundMessage][] = [
  ['text', build.text('See https://example.com', { previewUrl: true })],
  ['image by link', build.image({ link: 'https://example.com/a.jpg' }, { caption: 'A picture' })],
  ['audio', build.audio({ link: 'https://example.com/a.mp3' })],
  ['video', build.video({ link: 'https://example.com/a.mp4' }, { caption: 'A film' })],
  ['document', build.document({ link: 'https://example.com/a.pdf' }, { filename: 'Rechnung Größe.pdf' })],
  ['sticker', build.sticker({ link: 'https://example.com/a.webp' })],
  ['location', build.location(52.5, 13.4, { name: 'Berlin', address: 'Alexanderplatz' })],
  [
    'contacts',
    build.contacts({
      name: { formatted_name: 'Ada Lovelace', first_name: 'Ada' },
      phones: [{ phone: '+442071234567' }],
    }),
  ],
  ['buttons', build.buttons('Which size?', { s: 'Small', l: 'Large' })],
  ['list', build.list('Pick one', 'Menu', [{ title: 'Drinks', rows: [{ id: 'tea', title: 'Tea' }] }])],
  ['cta_url', build.ctaUrl('Our shop', { displayText: 'Open', url: 'https://example.com' })],
  ['location request', build.locationRequest('Where are you?')],
];

describe('every kind of message reaches Meta in its wire shape:', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ emulator: { anyId: true, autoStatuses: [] } });
  });
  afterAll(() => stack.stop());

  const send = async (message: build.OutboundMessage, extra: object = {}): Promise<unknown> => {
    const before = stack.emulator.messages().length;
    // By the workflow, so that its own check takes every kind, too; it waits for nothing, so that the body is the
    // message alone.
    const handle = await stack.whatsapp.sendMessage(
      {
        phoneNumberId: stack.phoneNumberId,
        to: '+15551234567',
        message,
        settleUnknownFor: false,
        ...extra,
      },
      { via: 'workflow' },
    );
    const result = accepted(await handle.result());
    const sent = stack.emulator.messages().slice(before);
    expect(sent.map(({ id }) => id)).toEqual([result.messageId]);
    return sent[0]?.body;
  };
  const envelope = { messaging_product: 'whatsapp', recipient_type: 'individual', to: '+15551234567' };

  test.each(kinds)('%s', async (_name, message) => {
    expect(await send(message)).toEqual({ ...envelope, ...message });
  });

  test('flow, product, product list and catalog', async () => {
    const flow = build.flow('Book a table', { flowId: '1234567', cta: 'Book', action: 'navigate', screen: 'START' });
    expect(await send(flow)).toEqual({ ...envelope, ...flow });
    const product = build.product({ catalogId: '998877', productRetailerId: 'sku-1' });
    expect(await send(product)).toEqual({ ...envelope, ...product });
    const list = build.productList({
      header: 'Shop',
      body: 'Our best',
      catalogId: '998877',
      sections: [{ title: 'Tea', productRetailerIds: ['sku-1', 'sku-2'] }],
    });
    expect(await send(list)).toEqual({ ...envelope, ...list });
    const catalog = build.catalogMessage('Everything we have');
    expect(await send(catalog)).toEqual({ ...envelope, ...catalog });
  });

  test('template with parameters', async () => {
    const message = build.template('order_update', 'de', [
      { type: 'body', parameters: [{ type: 'text', text: '17' }] },
    ]);
    expect(await send(message)).toEqual({ ...envelope, ...message });
  });

  test('a reply and a reaction to a message of the user', async () => {
    const { messageId } = await stack.emulator.receiveMessage({
      from: '15551234567',
      type: 'text',
      text: { body: 'Hi' },
    });
    const context = { message_id: messageId };
    expect(await send(build.text('Hello yourself'), { context })).toMatchObject({ context });
    const reaction = build.reaction(messageId, '👍');
    expect(await send(reaction)).toEqual({ ...envelope, ...reaction });
  });

  test('an image by the id of an upload', async () => {
    const media = await mediaFile(stack.mediaDirectory, 'a.png');
    const { mediaId } = await stack.callActivity<{ mediaId: string }>('uploadWhatsAppMedia', {
      phoneNumberId: stack.phoneNumberId,
      media,
    });
    const message = build.image({ id: mediaId });
    expect(await send(message)).toEqual({ ...envelope, ...message });
  });

  test("the caller's callback string alone, when no status is waited for", async () => {
    expect(await send(build.text('Hi'), { bizOpaqueCallbackData: 'order 17' })).toMatchObject({
      biz_opaque_callback_data: 'order 17',
    });
  });
});
