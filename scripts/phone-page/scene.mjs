/**
 * A scene with every kind of message, played on an emulator over HTTP: for pictures of the phone page, and for the
 * tests that look at it.
 */
import { solidPng, toneWav } from './files.mjs';

const ada = '16505551234';

/** The business of the scene. */
const business = { verifiedName: 'Trattoria Temporal', displayPhoneNumber: '+49 30 1234567', registered: true };

/** Plays it. The result has the user, the number, and the ids of what was sent by name. */
export async function playScene({ graphUrl, accessToken, wabaId }) {
  const control = (path, body) => post(`${graphUrl}/_emulator${path}`, body);
  const graph = (path, body) => post(`${graphUrl}/v25.0${path}`, body, { authorization: `Bearer ${accessToken}` });
  const { phoneNumberId } = await control('/phone-numbers', business);
  const sent = {};
  const send = async (name, message, context) => {
    const body = {
      messaging_product: 'whatsapp',
      to: ada,
      ...(context && { context: { message_id: context } }),
      ...message,
    };
    const { messages } = await graph(`/${phoneNumberId}/messages`, body);
    sent[name] = messages[0].id;
    return messages[0].id;
  };
  const write = async (message) => (await control('/inbound', { from: ada, phoneNumberId, ...message })).messageId;
  const upload = (bytes, type, name) => uploadFile({ graphUrl, accessToken, phoneNumberId }, { bytes, type, name });

  const { userId } = await control('/users', { from: ada, name: 'Ada' });
  await graph(`/${wabaId}/message_templates`, orderShipped);
  for (const act of [talk, files, cards, catalog, templates])
    await act({ send, write, upload, control, graph, phoneNumberId });
  return { userId, phoneNumberId, sent };
}

async function talk({ send, write, graph, phoneNumberId }) {
  const hi = await write({ text: 'Hi! I would like to order a *pizza*.' });
  await graph(`/${phoneNumberId}/messages`, { messaging_product: 'whatsapp', status: 'read', message_id: hi });
  const welcome = await send(
    'text',
    text('Welcome to _Trattoria Temporal_, Ada! Here is our menu: https://example.com/menu'),
    hi,
  );
  await write({ reaction: { messageId: welcome, emoji: '❤️' } });
  await send('reaction', { type: 'reaction', reaction: { message_id: hi, emoji: '👍' } });
  const typo = await write({ text: 'One margarita please' });
  const message = { type: 'text', text: { body: 'One margherita please' } };
  await write({ type: 'edit', edit: { original_message_id: typo, message } });
  const wrong = await write({ text: 'And a …' });
  await write({ type: 'revoke', revoke: { original_message_id: wrong } });
}

async function files({ send, write, upload }) {
  const image = await upload(solidPng(640, 400), 'image/png', 'pizza.png');
  await send('image', { type: 'image', image: { id: image, caption: 'The margherita of the day' } });
  await send('sticker', { type: 'sticker', sticker: { link: 'https://example.com/stickers/chef.webp' } });
  const voice = await upload(toneWav(1), 'audio/mp4', 'voice.m4a');
  await send('audio', { type: 'audio', audio: { id: voice } });
  await send('video', {
    type: 'video',
    video: { link: 'https://example.com/oven.mp4', caption: 'Straight from the oven' },
  });
  const menu = await upload(Buffer.from('%PDF-1.4\n%%EOF\n'), 'application/pdf', 'menu.pdf');
  await send('document', { type: 'document', document: { id: menu, filename: 'menu.pdf' } });
  await write({
    image: { bytes: solidPng(480, 300, 'sunset').toString('base64'), mimeType: 'image/png', caption: 'My oven' },
  });
  await send('location', {
    type: 'location',
    location: { ...place, name: 'Trattoria Temporal', address: 'Pariser Platz 1, Berlin' },
  });
  await write({ location: place });
  await send('contacts', { type: 'contacts', contacts: [contact] });
}

async function cards({ send, write }) {
  const size = await send(
    'buttons',
    interactive({
      type: 'button',
      header: { type: 'text', text: 'Your pizza' },
      body: { text: 'Which size would you like?' },
      footer: { text: 'Prices include a drink' },
      action: { buttons: [reply('s', 'Small'), reply('m', 'Medium'), reply('l', 'Large')] },
    }),
  );
  await write({ buttonReply: { id: 'm', title: 'Medium' }, context: { messageId: size } });
  const topping = await send(
    'list',
    interactive({
      type: 'list',
      body: { text: 'Anything on top?' },
      action: { button: 'Choose a topping', sections: toppings },
    }),
  );
  await write({ listReply: { id: 'basil', title: 'Basil', description: 'fresh' }, context: { messageId: topping } });
  await send(
    'cta',
    interactive({
      type: 'cta_url',
      body: { text: 'You can follow your pizza on the map.' },
      action: { name: 'cta_url', parameters: { display_text: 'Follow', url: 'https://example.com/track' } },
    }),
  );
  const flow = await send(
    'flow',
    interactive({
      type: 'flow',
      body: { text: 'Or book a table for tonight.' },
      action: { name: 'flow', parameters: flowParameters },
    }),
  );
  const response = { flow_token: 'booking-1', seats: 2, time: '19:30', terrace: true };
  await write({ flowReply: { response }, context: { messageId: flow } });
  await send(
    'location-request',
    interactive({
      type: 'location_request_message',
      body: { text: 'Where shall we deliver?' },
      action: { name: 'send_location' },
    }),
  );
}

async function catalog({ send, write, upload }) {
  await send(
    'product',
    interactive({
      type: 'product',
      body: { text: 'Our bestseller' },
      action: { catalog_id: '4711', product_retailer_id: 'TIRAMISU' },
    }),
  );
  await send(
    'products',
    interactive({
      type: 'product_list',
      header: { type: 'text', text: 'Desserts' },
      body: { text: 'All made this morning' },
      action: {
        catalog_id: '4711',
        sections: [
          { title: 'Cold', product_items: [{ product_retailer_id: 'TIRAMISU' }, { product_retailer_id: 'GELATO' }] },
        ],
      },
    }),
  );
  const items = [{ product_retailer_id: 'TIRAMISU', quantity: 2, item_price: 5.5, currency: 'EUR' }];
  await write({ order: { catalog_id: '4711', product_items: items } });
  const picture = await upload(solidPng(320, 200, 'sunset'), 'image/png', 'wine.png');
  const wines = ['Chianti', 'Barolo', 'Primitivo'];
  await send(
    'carousel',
    interactive({
      type: 'carousel',
      body: { text: 'Wines that go with it' },
      action: { cards: wines.map((name, index) => wineCard(name, index, picture)) },
    }),
  );
}

async function templates({ send, control }) {
  await send('template', {
    type: 'template',
    template: {
      name: 'order_shipped',
      language: { code: 'en' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Ada' },
            { type: 'text', text: '19:45' },
          ],
        },
        { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'thanks' }] },
        { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: '42' }] },
      ],
    },
  });
  await control('/faults', {
    match: { path: '/messages', to: ada },
    failedStatus: { code: 131026, after: 'delivered' },
  });
  await send('failed', text('Your courier is at the door.'));
  await send(
    'question',
    interactive({
      type: 'button',
      body: { text: 'Did you like it?' },
      action: { buttons: [reply('yes', 'Yes, very much'), reply('no', 'Not really')] },
    }),
  );
}

const orderShipped = {
  name: 'order_shipped',
  language: 'en',
  category: 'UTILITY',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Your order is on its way' },
    { type: 'BODY', text: 'Hello *{{1}}*, your courier arrives at {{2}}.', example: { body_text: [['Ada', '19:45']] } },
    { type: 'FOOTER', text: 'Trattoria Temporal' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Thanks' },
        { type: 'URL', text: 'Track it', url: 'https://example.com/track/{{1}}', example: ['42'] },
      ],
    },
  ],
};

const place = { latitude: 52.5163, longitude: 13.3777 };
const contact = {
  name: { formatted_name: 'Luigi Rossi', first_name: 'Luigi', last_name: 'Rossi' },
  phones: [{ phone: '+39 333 7654321', type: 'CELL' }],
};
const toppings = [
  {
    title: 'Vegetables',
    rows: [
      { id: 'basil', title: 'Basil', description: 'fresh' },
      { id: 'onion', title: 'Onions' },
    ],
  },
  { title: 'Cheese', rows: [{ id: 'feta', title: 'Feta', description: '+ 1.50' }] },
];
const flowParameters = {
  flow_message_version: '3',
  flow_id: '1234567',
  flow_cta: 'Book a table',
  flow_token: 'booking-1',
  flow_action: 'navigate',
  flow_action_payload: { screen: 'TABLE', data: { seats: 2, time: '19:30', terrace: true } },
};

function wineCard(name, index, picture) {
  const buttons = [{ type: 'quick_reply', quick_reply: { id: `wine-${index}`, title: `Take ${name}` } }];
  const header = { type: 'image', image: { id: picture } };
  return { card_index: index, header, body: { text: `${name}, a glass` }, action: { buttons } };
}

function text(body) {
  return { type: 'text', text: { body } };
}

function interactive(content) {
  return { type: 'interactive', interactive: content };
}

function reply(id, title) {
  return { type: 'reply', reply: { id, title } };
}

async function uploadFile({ graphUrl, accessToken, phoneNumberId }, { bytes, type, name }) {
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('file', new Blob([bytes], { type }), name);
  const headers = { authorization: `Bearer ${accessToken}` };
  const response = await fetch(`${graphUrl}/v25.0/${phoneNumberId}/media`, { method: 'POST', headers, body: form });
  return (await answer(response)).id;
}

async function post(url, body, headers = {}) {
  const all = { 'content-type': 'application/json', ...headers };
  return answer(await fetch(url, { method: 'POST', headers: all, body: JSON.stringify(body) }));
}

async function answer(response) {
  const body = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${body}`);
  return JSON.parse(body);
}
