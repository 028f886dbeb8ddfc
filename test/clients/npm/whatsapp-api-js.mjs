/** whatsapp-api-js. It asks for Node 22.13; what is used here runs on Node 20 too. */
import { readFileSync } from 'node:fs';
import { WhatsAppAPI } from 'whatsapp-api-js';
import {
  ActionButtons,
  ActionCallPermission,
  ActionCatalog,
  ActionContactRequest,
  ActionCTA,
  ActionDataExchangeFlow,
  ActionList,
  ActionLocation,
  ActionNavigateFlow,
  ActionProduct,
  ActionProductList,
  Audio,
  Body,
  BodyComponent,
  BodyParameter,
  Button,
  CatalogProduct,
  Contacts,
  Document,
  Footer,
  Header,
  Image,
  Interactive,
  Language,
  ListSection,
  Location,
  Name,
  Phone,
  Product,
  ProductSection,
  Reaction,
  Row,
  Sticker,
  Template,
  Text,
  Video,
} from 'whatsapp-api-js/messages';
import { given, makeTemplate, need, operation, redirect } from './operations.mjs';

redirect();
const { accessToken: token, phoneNumberId, user, inboundId, catalogId, flowId } = given;
const client = new WhatsAppAPI({ token, secure: false, v: 'v24.0' });
const recipient = { phone: user };
const link = 'https://files.example.com/file';

const send = (message, context) => client.sendMessage(phoneNumberId, recipient, message, context);
const ask = (action, header) => send(new Interactive(action, new Body('What next?'), header, new Footer('Footer')));

async function sendMessages() {
  const sent = await operation('send text', () => send(new Text('Hi', true)));
  await operation('reply', () => send(new Text('Yes'), inboundId));
  await operation('send audio', () => send(new Audio(link, false)));
  await operation('send document', () => send(new Document(link, false, 'A', 'a.pdf')));
  await operation('send video', () => send(new Video(link, false, 'A')));
  await operation('send sticker', () => send(new Sticker(link, false)));
  await operation('send location', () => send(new Location(13.4, 52.5, 'Here', 'Street 1')));
  await operation('send contacts', () =>
    send(new Contacts([new Name('Ada Lovelace', 'Ada'), new Phone('+491701234568', 'CELL')])),
  );
  await operation('send reaction', () => send(new Reaction(need(sent, 'a message').messages[0].id, '👍')));
  await operation('send template', () => {
    const body = new BodyComponent(new BodyParameter('Ada'));
    return send(new Template('js_order', new Language('en_US'), body));
  });
  await operation('broadcast', () => Promise.all(client.broadcastMessage(phoneNumberId, [recipient], new Text('All'))));
  await operation('mark as read', () => client.markAsRead(phoneNumberId, inboundId, 'text'));
}

async function sendInteractive() {
  const product = new Product('p1');
  await operation('send buttons', () => ask(new ActionButtons(new Button('a', 'A')), new Header('Title')));
  await operation('send list', () => ask(new ActionList('Choose', new ListSection('All', new Row('a', 'A', 'First')))));
  await operation('send catalog', () => ask(new ActionCatalog(product)));
  await operation('send product', () => ask(new ActionProduct(new CatalogProduct('p1', catalogId))));
  await operation('send product list', () =>
    ask(new ActionProductList(catalogId, new ProductSection('All', product)), new Header('Products')),
  );
  await operation('send link', () => ask(new ActionCTA('Go', 'https://example.com')));
  await operation('send flow', () => ask(new ActionNavigateFlow('t1', flowId, 'Open', 'FIRST', { a: 1 })));
  await operation('send flow with an endpoint', () => ask(new ActionDataExchangeFlow('t1', flowId, 'Open')));
  await operation('ask for a contact', () => send(new Interactive(new ActionContactRequest(), new Body('Who?'))));
  await operation('ask for a location', () => send(new Interactive(new ActionLocation(), new Body('Where?'))));
  await operation('ask for a call', () => send(new Interactive(new ActionCallPermission(), new Body('May we call?'))));
}

async function useMedia() {
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('file', new Blob([readFileSync(given.file('photo.png'))], { type: 'image/png' }), 'photo.png');
  const made = await operation('upload media', () => client.uploadMedia(phoneNumberId, form));
  const id = () => need(made, 'an image').id;
  const found = await operation('get media', () => client.retrieveMedia(id(), phoneNumberId));
  await operation('download media', () => client.fetchMedia(need(found, 'a URL').url));
  await operation('send image', () => send(new Image(id(), true, 'A')));
  await operation('delete media', () => client.deleteMedia(id(), phoneNumberId));
}

async function useQrCodes() {
  const made = await operation('create QR code', () => client.createQR(phoneNumberId, 'Hello'));
  const code = () => need(made, 'a code').code;
  await operation('get QR code', () => client.retrieveQR(phoneNumberId, code()));
  await operation('list QR codes', () => client.retrieveQR(phoneNumberId));
  await operation('update QR code', () => client.updateQR(phoneNumberId, code(), 'Good day'));
  await operation('delete QR code', () => client.deleteQR(phoneNumberId, code()));
}

async function useCalls() {
  const sdp = 'v=0\r\n';
  const call = await operation('call', () => client.initiateCall(phoneNumberId, recipient, sdp));
  const id = () => need(call, 'a call').calls[0].id;
  await operation('pre-accept call', () => client.preacceptCall(phoneNumberId, id(), sdp));
  await operation('accept call', () => client.acceptCall(phoneNumberId, id(), sdp));
  await operation('reject call', () => client.rejectCall(phoneNumberId, id()));
  await operation('terminate call', () => client.terminateCall(phoneNumberId, id()));
}

await makeTemplate('js_order', 'Ada');
await sendMessages();
await sendInteractive();
await useMedia();
await useQrCodes();
await useCalls();
await operation('block user', () => client.blockUser(phoneNumberId, recipient));
await operation('unblock user', () => client.unblockUser(phoneNumberId, recipient));
