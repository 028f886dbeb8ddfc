/** @great-detail/whatsapp. */
import { readFileSync } from 'node:fs';
import { Client } from '@great-detail/whatsapp';
import { given, need, operation } from './operations.mjs';

const { accessToken, graphUrl, phoneNumberId: phoneNumberID, wabaId: businessAccountID, user, inboundId } = given;
const headers = { Authorization: `Bearer ${accessToken}` };
const client = new Client({ prefixUrl: graphUrl, request: { headers, retry: 0 } });

const send = (type, content, more = {}) =>
  client.message.createMessage({ phoneNumberID, to: user, type, [type]: content, ...more }).json();

async function useMedia() {
  const { media } = client;
  const file = new Blob([readFileSync(given.file('photo.png'))], { type: 'image/png' });
  const made = await operation('upload media', () =>
    media.upload({ phoneNumberID, file, filename: 'photo.png', mimeType: 'image/png' }).json(),
  );
  const mediaID = made?.id;
  const found = await operation('get media', () =>
    media.getURL({ mediaID: need(mediaID, 'an image'), phoneNumberID }).json(),
  );
  await operation('download media', () =>
    media.download({ mediaURL: need(found, 'a URL').url, request: { headers } }).arrayBuffer(),
  );
  await operation('send image', () => send('image', { id: need(mediaID, 'an image'), caption: 'A' }));
  await operation('delete media', () => media.delete({ mediaID: need(mediaID, 'an image') }).json());
}

async function sendMessages() {
  const link = 'https://files.example.com/file';
  const sent = await operation('send text', () => send('text', { body: 'Hi', preview_url: false }));
  await operation('reply', () => send('text', { body: 'Yes' }, { context: { message_id: inboundId } }));
  await operation('send audio', () => send('audio', { link }));
  await operation('send document', () => send('document', { link, filename: 'a.pdf', caption: 'A' }));
  await operation('send video', () => send('video', { link, caption: 'A' }));
  await operation('send sticker', () => send('sticker', { link }));
  await operation('send location', () =>
    send('location', { latitude: 52.5, longitude: 13.4, name: 'Here', address: 'Street 1' }),
  );
  await operation('send contacts', () =>
    send('contacts', [
      {
        name: { formatted_name: 'Ada Lovelace', first_name: 'Ada' },
        addresses: [{ type: 'HOME', city: 'Berlin' }],
        emails: [{ type: 'WORK', email: 'ada@example.com' }],
        urls: [{ type: 'WORK', url: 'https://example.com' }],
        phones: [{ type: 'CELL', phone: '+491701234568' }],
      },
    ]),
  );
  await operation('send reaction', () =>
    send('reaction', { message_id: need(sent, 'a message').messages[0].id, emoji: '👍' }),
  );
  const action = { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] };
  await operation('send interactive', () => send('interactive', { type: 'button', body: { text: 'Next?' }, action }));
  await operation('mark as read', () =>
    client.message.createStatus({ phoneNumberID, status: 'read', message_id: inboundId }).json(),
  );
}

async function useTemplates() {
  const { template } = client;
  const name = 'great_detail_order';
  const text = { type: 'BODY', text: 'Hi {{1}}!', example: { body_text: [['Ada']] } };
  const made = await operation('create template', () =>
    template.create(businessAccountID, { name, language: 'en_US', category: 'UTILITY', components: [text] }).json(),
  );
  const id = () => need(made, 'a template').id;
  await operation('get template', () => template.get(id(), { fields: ['id', 'name', 'status', 'components'] }).json());
  await operation('list templates', () =>
    template
      .list(businessAccountID, { limit: 5, fields: ['id', 'name'], status: ['APPROVED'], language: ['en_US', 'de'] })
      .json(),
  );
  await operation('list template library', () => template.listLibrary({ search: 'order', language: 'en_US' }).json());
  const parameters = [{ type: 'text', text: 'Ada' }];
  await operation('send template', () =>
    send('template', { name, language: { code: 'en_US' }, components: [{ type: 'body', parameters }] }),
  );
  await operation('update template', () =>
    template.update(id(), { category: 'UTILITY', components: [{ ...text, text: 'Hello {{1}}!' }] }).json(),
  );
  await operation('delete template', () => template.delete(businessAccountID, { name }).json());
}

async function useAccount() {
  const { businessProfile, phoneNumbers, subscribedApps, whatsappBusinessAccount } = client;
  await operation('update profile', () =>
    businessProfile.updateBusinessProfile({ phoneNumberID, about: 'A shop', vertical: 'RETAIL' }).json(),
  );
  await operation('get profile', () =>
    businessProfile.getBusinessProfile({ phoneNumberID, fields: ['about', 'vertical'] }).json(),
  );
  await operation('get number', () =>
    phoneNumbers
      .getPhoneNumber({
        phoneNumberID,
        fields: ['id', 'verified_name', ['whatsapp_business_manager_messaging_limit', []]],
      })
      .json(),
  );
  await operation('list numbers', () =>
    phoneNumbers
      .listPhoneNumbers({
        businessAccountID,
        fields: ['id', 'account_mode'],
        filtering: JSON.stringify([{ field: 'account_mode', operator: 'EQUAL', value: 'LIVE' }]),
      })
      .json(),
  );
  await operation('rename number', () =>
    phoneNumbers.updatePhoneNumber({ phoneNumberID, new_display_name: 'A new name' }).json(),
  );
  await operation('subscribe', () => subscribedApps.createSubscription({ businessAccountID }).json());
  await operation('list subscriptions', () => subscribedApps.listSubscriptions({ businessAccountID }).json());
  await operation('get account', () =>
    whatsappBusinessAccount.get(businessAccountID, { fields: ['id', 'name'] }).json(),
  );
}

await useMedia();
await sendMessages();
await useTemplates();
await useAccount();
