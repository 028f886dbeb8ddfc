/** @microfox/whatsapp-business. */
import { readFileSync } from 'node:fs';
import { WhatsAppBusinessSDK } from '@microfox/whatsapp-business';
import { given, need, operation } from './operations.mjs';

const { accessToken, graphUrl, phoneNumberId, wabaId, user, inboundId, flowId } = given;
process.env.WHATSAPP_WEBHOOK_URL = given.webhookUrl;
const client = new WhatsAppBusinessSDK({
  phoneNumberId,
  businessAccountId: wabaId,
  accessToken,
  baseUrl: `${graphUrl}/v22.0`,
});
const link = 'https://files.example.com/file';
const body = { text: 'What next?' };

async function sendMessages() {
  const sent = await operation('send text', () => client.sendTextMessage(user, 'Hi'));
  await operation('send video', () => client.sendVideoMessage(user, { link, caption: 'A' }));
  await operation('send document', () => client.sendDocumentMessage(user, { link, filename: 'a.pdf' }));
  await operation('send audio', () => client.sendAudioMessage(user, { link }));
  await operation('send sticker', () => client.sendStickerMessage(user, { link }));
  await operation('send location', () =>
    client.sendLocationMessage(user, { latitude: 52.5, longitude: 13.4, name: 'Here', address: 'Street 1' }),
  );
  await operation('send contact', () =>
    client.sendContactMessage(user, [
      {
        name: { formatted_name: 'Ada Lovelace', first_name: 'Ada' },
        phones: [{ phone: '+491701234568', type: 'CELL' }],
      },
    ]),
  );
  await operation('send interactive', () =>
    client.sendInteractiveMessage(user, {
      type: 'button',
      body,
      action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] },
    }),
  );
  await operation('send link', () => client.sendInteractiveCtaMessage(user, 'Look', link));
  await operation('send flow', () =>
    client.sendFlowMessage(user, {
      id: flowId,
      token: 't1',
      body,
      header: { type: 'text', text: 'Title' },
      footer: { text: 'Footer' },
      parameters: { flow_id: flowId, flow_cta: 'Open', flow_message_version: '3' },
    }),
  );
  await operation('ask for a location', () => client.sendLocationRequestMessage(user, 'Where?'));
  await operation('send reaction', () =>
    client.sendReaction(user, need(sent?.messages ?? sent?.data?.messages, 'a message')[0].id, '👍'),
  );
  await operation('reply', () => client.sendReply(user, 'text', 'Yes', inboundId));
  await operation('mark as read', () => client.markMessageAsRead(inboundId));
  await operation('show typing', () => client.sendTypingIndicator({ messageId: inboundId }));
  await operation('mark messages as read', () => client.markMessagesAsRead([inboundId]));
}

async function useMedia() {
  const file = new Blob([readFileSync(given.file('photo.png'))], { type: 'image/png' });
  const made = await operation('upload media', () => client.uploadMedia(file, 'image'));
  const id = () => need(made?.id ?? made?.data?.id, 'an image');
  await operation('get media', () => client.getMediaUrl(id()));
  await operation('download media', () => client.downloadMedia(id()));
  await operation('send image', () => client.sendImageMessage(user, { id: id(), caption: 'A' }));
}

async function useAccount() {
  await operation('list numbers', () => client.getPhoneNumbers());
  await operation('deregister', () => client.deregisterPhone(phoneNumberId));
  await operation('register', () => client.registerPhone(phoneNumberId, '123456'));
  await operation('update profile', () => client.updateBusinessProfile({ about: 'A shop', vertical: 'RETAIL' }));
  await operation('get profile', () => client.getBusinessProfile());
  const text = { type: 'body', text: 'Hello', parameters: [] };
  await operation('create template', () =>
    client.createTemplate({ name: 'microfox_hello', category: 'UTILITY', language: 'en_US', components: [text] }),
  );
  await operation('list templates', () => client.getTemplates());
  await operation('send template', () => client.sendTemplateMessage(user, 'microfox_hello', 'en_US'));
  await operation('delete template', () => client.deleteTemplate('microfox_hello'));
  await operation('get QR code', () => client.getQRCode());
  await operation('get analytics', () => client.getAnalytics({ granularity: 'DAY', start: '1', end: '2' }));
  await operation('get commerce settings', () => client.getCommerceSettings());
  await operation('update commerce settings', () =>
    client.updateCommerceSettings({ is_catalog_visible: true, is_cart_enabled: true }),
  );
  await operation('configure conversational components', () =>
    client.configureConversationalComponents({
      enable_welcome_message: true,
      prompts: ['Book'],
      commands: [{ command_name: 'book', command_description: 'Books' }],
    }),
  );
  await operation('get conversational components', () => client.getConversationalComponents());
}

await sendMessages();
await useMedia();
await useAccount();
