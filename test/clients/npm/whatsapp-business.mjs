/** whatsapp-business. */
import { WABAClient } from 'whatsapp-business';
import { control, given, makeTemplate, need, operation, redirect } from './operations.mjs';

redirect();
const { accessToken: apiToken, phoneNumberId, newNumberId, wabaId, user, inboundId } = given;
const client = new WABAClient({ apiToken, phoneId: phoneNumberId, accountId: wabaId });
const send = (type, content) => client.sendMessage({ to: user, type, [type]: content });

async function sendMessages() {
  const link = 'https://files.example.com/file';
  const sent = await operation('send text', () => send('text', { body: 'Hi' }));
  await operation('send audio', () => send('audio', { link }));
  await operation('send document', () => send('document', { link, filename: 'a.pdf' }));
  await operation('send video', () => send('video', { link }));
  await operation('send sticker', () => send('sticker', { link }));
  await operation('send location', () =>
    send('location', { latitude: 52.5, longitude: 13.4, name: 'A', address: 'B' }),
  );
  const name = { formatted_name: 'Ada Lovelace', first_name: 'Ada' };
  await operation('send contacts', () => send('contacts', [{ name, phones: [{ phone: '+491701234568' }] }]));
  await operation('send reaction', () =>
    send('reaction', { message_id: need(sent, 'a message').messages[0].id, emoji: '👍' }),
  );
  const action = { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] };
  await operation('send interactive', () => send('interactive', { type: 'button', body: { text: 'Next?' }, action }));
  await operation('send template', () => send('template', { name: 'business_hello', language: { code: 'en_US' } }));
  await operation('mark as read', () => client.markMessageAsRead(inboundId));
}

async function useMedia() {
  const made = await operation('upload media', () =>
    client.uploadMedia({ file: given.file('photo.png'), type: 'image/png' }),
  );
  const id = () => need(made, 'an image').id;
  const found = await operation('get media', () => client.getMedia(id()));
  await operation('download media', () => client.downloadMedia(need(found, 'a URL').url, given.file('downloaded.png')));
  await operation('send image', () => send('image', { id: id() }));
  await operation('delete media', () => client.deleteMedia(id()));
}

async function useNumbers() {
  const phoneNumberId = newNumberId;
  await operation('list numbers', () => client.getBusinessPhoneNumbers());
  await operation('get number', () => client.getSingleBusinessPhoneNumber(newNumberId));
  await operation('update identity check', () => client.updateIdentityCheckState({ enable_identity_key_check: true }));
  await operation('request code', () =>
    client.requestPhoneNumberVerificationCode({ phoneNumberId, code_method: 'SMS', language: 'en_US' }),
  );
  const { code } = await control('GET', `/phone-numbers/${newNumberId}/verification-code`);
  await operation('verify code', () => client.verifyPhoneNumberCode({ phoneNumberId, code }));
  await operation('register', () => client.registerPhone({ phoneNumberId, pin: '123456' }));
  await operation('set PIN', () => client.setupTwoStepAuth({ phoneNumberId, pin: '654321' }));
  await operation('deregister', () => client.deregisterPhone(phoneNumberId));
}

await operation('update profile', () => client.updateBusinessProfile({ about: 'A shop', vertical: 'RETAIL' }));
await operation('get profile', () => client.getBusinessProfile(['about', 'vertical']));
await makeTemplate('business_hello');
await sendMessages();
await useMedia();
await useNumbers();
