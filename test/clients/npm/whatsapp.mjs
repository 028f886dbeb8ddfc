/** whatsapp, the client of Meta itself, which is archived. */
import { given, makeTemplate, operation, redirect } from './operations.mjs';

redirect();
process.env.NODE_ENV = 'production';
process.env.CLOUD_API_VERSION = 'v16.0';
process.env.CLOUD_API_ACCESS_TOKEN = given.accessToken;
const { default: WhatsApp } = await import('whatsapp');

const client = new WhatsApp(Number(given.phoneNumberId));
const { messages } = client;
const recipient = Number(given.user);
const link = 'https://files.example.com/file';
const body = { text: 'What next?' };

await operation('send text', () => messages.text({ body: 'Hi', preview_url: false }, recipient));
await operation('reply', () => messages.text({ body: 'Yes' }, recipient, given.inboundId));
await operation('send audio', () => messages.audio({ link }, recipient));
await operation('send document', () => messages.document({ link, filename: 'a.pdf', caption: 'A' }, recipient));
await operation('send image', () => messages.image({ link, caption: 'A' }, recipient));
await operation('send sticker', () => messages.sticker({ link }, recipient));
await operation('send video', () => messages.video({ link, caption: 'A' }, recipient));
await operation('send location', () =>
  messages.location({ latitude: 52.5, longitude: 13.4, name: 'Here', address: 'Street 1' }, recipient),
);
await operation('send contacts', () =>
  messages.contacts(
    [
      {
        name: { formatted_name: 'Ada Lovelace', first_name: 'Ada' },
        phones: [{ phone: '+491701234568', type: 'CELL' }],
        addresses: [{ city: 'Berlin', type: 'HOME' }],
        birthday: '1815-12-10',
      },
    ],
    recipient,
  ),
);
await operation('send buttons', () =>
  messages.interactive(
    { type: 'button', body, action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] } },
    recipient,
  ),
);
await operation('send list', () =>
  messages.interactive(
    { type: 'list', body, action: { button: 'Choose', sections: [{ title: 'All', rows: [{ id: 'a', title: 'A' }] }] } },
    recipient,
  ),
);
await makeTemplate('meta_order', '€10', 'Monday');
await operation('send template', () =>
  messages.template(
    {
      name: 'meta_order',
      language: { policy: 'deterministic', code: 'en_US' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'currency', currency: { fallback_value: '€10', code: 'EUR', amount_1000: 10_000 } },
            { type: 'date_time', date_time: { fallback_value: 'Monday' } },
          ],
        },
      ],
    },
    recipient,
  ),
);
await operation('mark as read', () => messages.status({ status: 'read', message_id: given.inboundId }));
await operation('set PIN', () => client.twoStepVerification.setPin(123456));
// Its connections stay open for as long as a request may take.
process.exit();
