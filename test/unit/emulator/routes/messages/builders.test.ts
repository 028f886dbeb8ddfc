/** Everything that the builders make is sent to the emulator, to templates that have what the message fills in. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import * as build from '../../../../../src/messages.js';
import { call, send, uploadForm } from '../../graph-caller.js';

const withButtons = (...buttons: object[]): object[] => [
  { type: 'BODY', text: 'Hi' },
  { type: 'BUTTONS', buttons },
];
const withHeader = (format: string): object[] => [
  { type: 'HEADER', format },
  { type: 'BODY', text: 'Hi' },
];
const place = { latitude: 1, longitude: 2, name: 'A', address: 'B' };
const link = 'https://example.com/a';

/** Definitions of the templates that are sent, by their names. */
const templates: Record<string, object[]> = {
  texts: [{ type: 'BODY', text: 'Hi {{1}}, {{2}} on {{3}}.' }],
  quick_reply: withButtons({ type: 'QUICK_REPLY', text: 'Yes' }),
  url: withButtons({ type: 'URL', text: 'Track', url: 'https://example.com/{{1}}' }),
  coupon: withButtons({ type: 'COPY_CODE', example: 'SAVE20' }),
  flow: withButtons({ type: 'FLOW', text: 'Book', flow_id: '1' }),
  image: withHeader('IMAGE'),
  video: withHeader('VIDEO'),
  document: withHeader('DOCUMENT'),
  place: withHeader('LOCATION'),
  code: [
    { type: 'BODY', add_security_recommendation: true },
    { type: 'FOOTER', code_expiration_minutes: 10 },
    { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }] },
  ],
};

type Made = (media: (kind: string) => { id: string }, received: string) => build.OutboundMessage;

/** A message by the builders that make it. */
const messages: Record<string, Made> = {
  text: () => build.text('hi'),
  image: (media) => build.image(media('image'), { caption: 'A' }),
  video: (media) => build.video(media('video'), { caption: 'A' }),
  audio: (media) => build.audio(media('audio'), { voice: true }),
  document: (media) => build.document(media('document'), { filename: 'a.pdf' }),
  sticker: (media) => build.sticker(media('sticker')),
  location: () => build.location(37.44, -122.16, { name: 'Philz' }),
  contacts: () => build.contacts({ name: { formatted_name: 'Ada L', first_name: 'Ada' } }),
  reaction: (_media, received) => build.reaction(received, '👍'),
  buttons: () => build.buttons('Size?', { s: 'Small', l: 'Large' }),
  list: () => build.list('When?', 'Times', { am: 'Morning', pm: 'Evening' }),
  ctaUrl: () => build.ctaUrl('Look', { displayText: 'Open', url: 'https://example.com' }),
  flow: () => build.flow('Book', { flowId: '1', cta: 'Start' }),
  product: () => build.product({ catalogId: '1', productRetailerId: 'sku' }),
  productList: () =>
    build.productList({
      header: 'All',
      body: 'These',
      catalogId: '1',
      sections: [{ title: 'A', productRetailerIds: ['sku'] }],
    }),
  catalogMessage: () => build.catalogMessage('Browse', { thumbnailProductRetailerId: 'sku' }),
  locationRequest: () => build.locationRequest('Where are you?'),
  'template bodyComponent currencyParameter dateTimeParameter singleLine': () =>
    build.template('texts', 'en', [
      build.bodyComponent(
        build.singleLine('Ada\nL'),
        build.currencyParameter(12.5, 'USD', '$12.50'),
        build.dateTimeParameter('Monday'),
      ),
    ]),
  textParameter: () =>
    build.template('texts', 'en', [build.bodyComponent(build.textParameter('a'), 'b', build.textParameter('c'))]),
  quickReplyComponent: () => build.template('quick_reply', 'en', [build.quickReplyComponent(0, 'yes')]),
  urlComponent: () => build.template('url', 'en', [build.urlComponent(0, '17')]),
  copyCodeComponent: () => build.template('coupon', 'en', [build.copyCodeComponent(0, 'SAVE20')]),
  flowComponent: () => build.template('flow', 'en', [build.flowComponent(0, { token: 't', data: { a: 1 } })]),
  'headerComponent imageParameter': () =>
    build.template('image', 'en', [build.headerComponent(build.imageParameter({ link }))]),
  videoParameter: () => build.template('video', 'en', [build.headerComponent(build.videoParameter({ link }))]),
  documentParameter: () => build.template('document', 'en', [build.headerComponent(build.documentParameter({ link }))]),
  locationParameter: () => build.template('place', 'en', [build.headerComponent(build.locationParameter(place))]),
  authenticationComponents: () => build.template('code', 'en', build.authenticationComponents('482913')),
};

const types: Record<string, string> = {
  image: 'image/png',
  video: 'video/mp4',
  audio: 'audio/ogg',
  document: 'application/pdf',
  sticker: 'image/webp',
};

describe('the emulator takes what is built by', () => {
  let emulator: GraphEmulator;
  let received: string;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    emulator = await GraphEmulator.start({ autoStatuses: [], flows: ['1'], catalogs: ['1'] });
    ({ messageId: received } = await emulator.receiveMessage({ from: '+491701234567', text: 'Hi' }));
    const { phoneNumberId, wabaId } = emulator.info;
    for (const [kind, mimeType] of Object.entries(types)) {
      const form = uploadForm(Buffer.from('bytes'), mimeType);
      ids[kind] = (await call(emulator, 'POST', `/${phoneNumberId}/media`, { form })).body.id;
    }
    for (const [name, components] of Object.entries(templates)) {
      const category = name === 'code' ? 'AUTHENTICATION' : 'MARKETING';
      const json = { name, language: 'en', category, components };
      expect(await call(emulator, 'POST', `/${wabaId}/message_templates`, { json })).toMatchObject({ status: 200 });
    }
  });
  afterAll(() => emulator.stop());

  test.each(Object.entries(messages))('%s', async (_builders, make) => {
    const message = make((kind) => ({ id: ids[kind] ?? '' }), received);
    const { status, body } = await send(emulator, { ...message });
    expect([status, body.error]).toEqual([200, undefined]);
  });

  test('no builder is left out', () => {
    const covered = Object.keys(messages).flatMap((names) => names.split(' '));
    const builders = Object.entries(build).filter(([, value]) => typeof value === 'function');
    const names = builders.map(([name]) => name).filter((name) => !name.endsWith('Schema'));
    expect(names.length).toBeGreaterThan(25);
    expect(names.filter((name) => !covered.includes(name))).toEqual([]);
  });
});
