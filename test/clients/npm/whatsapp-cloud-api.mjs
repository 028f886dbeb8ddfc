/** whatsapp-cloud-api. */
import { createBot } from 'whatsapp-cloud-api';
import { given, makeTemplate, operation, redirect } from './operations.mjs';

redirect();
const { accessToken, phoneNumberId, user } = given;
const bot = createBot(phoneNumberId, accessToken, { version: 'v22.0' });
const link = (name) => `https://files.example.com/${name}`;

await makeTemplate('bot_hello', 'Ada');
await operation('send text', () => bot.sendText(user, 'Hi', { preview_url: true }));
await operation('send message', () => bot.sendMessage(user, 'Hi'));
await operation('send image', () => bot.sendImage(user, link('a.jpg'), { caption: 'A' }));
await operation('send document', () => bot.sendDocument(user, link('a.pdf'), { caption: 'A', filename: 'a.pdf' }));
await operation('send audio', () => bot.sendAudio(user, link('a.mp3')));
await operation('send video', () => bot.sendVideo(user, link('a.mp4'), { caption: 'A' }));
await operation('send sticker', () => bot.sendSticker(user, link('a.webp')));
await operation('send location', () => bot.sendLocation(user, 52.5, 13.4, { name: 'Here', address: 'Street 1' }));
await operation('send template', () =>
  bot.sendTemplate(user, 'bot_hello', 'en_US', [{ type: 'body', parameters: [{ type: 'text', text: 'Ada' }] }]),
);
await operation('send contacts', () =>
  bot.sendContacts(user, [
    { name: { formatted_name: 'Ada Lovelace', first_name: 'Ada' }, phones: [{ type: 'CELL', phone: '+491701234568' }] },
  ]),
);
await operation('send reply buttons', () =>
  bot.sendReplyButtons(
    user,
    'Next?',
    { a: 'A', b: 'B' },
    { footerText: 'Footer', header: { type: 'text', text: 'T' } },
  ),
);
await operation('send list', () =>
  bot.sendList(user, 'Choose', 'Next?', { All: [{ id: 'a', title: 'A', description: 'First' }] }),
);
