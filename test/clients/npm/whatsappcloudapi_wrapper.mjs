/** whatsappcloudapi_wrapper. */
import WhatsappCloudAPI from 'whatsappcloudapi_wrapper';
import { given, makeTemplate, need, operation, redirect } from './operations.mjs';

redirect();
const { accessToken, phoneNumberId, wabaId, user: recipientPhone, inboundId } = given;
const client = new WhatsappCloudAPI({ accessToken, senderPhoneNumberId: phoneNumberId, WABA_ID: wabaId });
const url = (name) => `https://files.example.com/${name}`;
const message = 'What next?';
const file = (name, mime_type) => ({ file_path: given.file(name), file_name: name, mime_type });

await makeTemplate('wrapper_order', 'Ada');
await operation('send text', () => client.sendText({ message, recipientPhone }));
await operation('reply', () => client.sendText({ message, recipientPhone, context: { message_id: inboundId } }));
await operation('send template', () =>
  client.sendTemplate({
    templateName: 'wrapper_order',
    languageCode: 'en_US',
    components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ada' }] }],
    recipientPhone,
  }),
);
await operation('mark as read', () => client.markMessageAsRead({ message_id: inboundId }));
await operation('send buttons', () =>
  client.sendSimpleButtons({ recipientPhone, message, listOfButtons: [{ id: 'a', title: 'A' }] }),
);
await operation('send radio buttons', () =>
  client.sendRadioButtons({
    recipientPhone,
    headerText: 'Title',
    bodyText: message,
    footerText: 'Footer',
    actionTitle: 'Choose',
    listOfSections: [{ title: 'All', rows: [{ id: 'a', title: 'A', description: 'First' }] }],
  }),
);
await operation('send image by URL', () => client.sendImage({ recipientPhone, caption: 'A', url: url('a.jpg') }));
await operation('send image', () => client.sendImage({ recipientPhone, ...file('photo.png', 'image/png') }));
await operation('send video by URL', () => client.sendVideo({ recipientPhone, url: url('a.mp4') }));
await operation('send video', () => client.sendVideo({ recipientPhone, ...file('film.mp4', 'video/mp4') }));
await operation('send audio by URL', () => client.sendAudio({ recipientPhone, url: url('a.mp3') }));
await operation('send audio', () => client.sendAudio({ recipientPhone, ...file('sound.mp3', 'audio/mpeg') }));
await operation('send document by URL', () =>
  client.sendDocument({ recipientPhone, caption: 'A', file_name: 'a.pdf', url: url('a.pdf') }),
);
await operation('send document', () =>
  client.sendDocument({ recipientPhone, caption: 'report.pdf', ...file('report.pdf', 'application/pdf') }),
);
await operation('send location', () =>
  client.sendLocation({ recipientPhone, latitude: 52.5, longitude: 13.4, name: 'Here', address: 'Street 1' }),
);
await operation('send contact', () =>
  client.sendContact({
    recipientPhone,
    contact_profile: {
      name: { first_name: 'Ada', last_name: 'Lovelace' },
      phones: [{ phone: '+491701234568', type: 'CELL' }],
      emails: [{ email: 'ada@example.com', type: 'WORK' }],
      birthday: '1815-12-10',
    },
  }),
);
const made = await operation('upload media', () => client.preUploadMedia(file('photo.png', 'image/png')));
const found = await operation('get media', () =>
  client._retrieveMediaUrl({ media_id: need(made, 'an image').media_id }),
);
await operation('download media', () => client.UNTESTED_downloadMediaViaUrl({ media_url: need(found, 'a URL').url }));
client.baseUrl = `https://graph.facebook.com/v13.0/${phoneNumberId}`;
await operation('create QR code', () => client.createQRCodeMessage({ message: 'Hello' }));
