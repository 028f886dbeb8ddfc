/**
 * @kapso/whatsapp-cloud-api. Its histories, conversations and contacts are those of Kapso's own proxy: Meta has none,
 * and the client refuses them without the proxy.
 */
import { readFileSync } from 'node:fs';
import { TemplateDefinition, WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import { control, given, letUserCall, need, operation } from './operations.mjs';

const { accessToken, graphUrl, phoneNumberId, newNumberId, wabaId, user, inboundId, catalogId, flowId } = given;
const client = new WhatsAppClient({ accessToken, baseUrl: graphUrl, graphVersion: 'v24.0' });
const to = { phoneNumberId, to: user };
const link = (name) => `https://files.example.com/${name}`;
const bodyText = 'What next?';

async function sendMessages(image) {
  const { messages } = client;
  const sent = await operation('send text', () => messages.sendText({ ...to, body: 'Hi', previewUrl: true }));
  await operation('reply', () => messages.sendText({ ...to, body: 'Yes', contextMessageId: inboundId }));
  await operation('send image', () =>
    messages.sendImage({ ...to, image: { id: need(image, 'an image'), caption: 'A' } }),
  );
  await operation('send audio', () => messages.sendAudio({ ...to, audio: { link: link('a.ogg'), voice: true } }));
  await operation('send document', () =>
    messages.sendDocument({ ...to, document: { link: link('a.pdf'), filename: 'a.pdf', caption: 'A' } }),
  );
  await operation('send video', () => messages.sendVideo({ ...to, video: { link: link('a.mp4') } }));
  await operation('send sticker', () => messages.sendSticker({ ...to, sticker: { link: link('a.webp') } }));
  await operation('send location', () =>
    messages.sendLocation({ ...to, location: { latitude: 52.5, longitude: 13.4, name: 'Here', address: 'Street 1' } }),
  );
  await operation('send contacts', () =>
    messages.sendContacts({
      ...to,
      contacts: [
        {
          name: { formattedName: 'Ada Lovelace', firstName: 'Ada' },
          phones: [{ phone: '+491701234568', type: 'CELL' }],
        },
      ],
    }),
  );
  await operation('send reaction', () =>
    messages.sendReaction({ ...to, reaction: { messageId: need(sent, 'a message').messages[0].id, emoji: '👍' } }),
  );
  await operation('mark as read', () =>
    messages.markRead({ phoneNumberId, messageId: inboundId, typingIndicator: { type: 'text' } }),
  );
  await operation('send raw', () =>
    messages.sendRaw({
      phoneNumberId,
      payload: { messaging_product: 'whatsapp', to: user, type: 'text', text: { body: 'Raw' } },
    }),
  );
}

async function sendInteractive() {
  const { messages } = client;
  await operation('send buttons', () =>
    messages.sendInteractiveButtons({ ...to, bodyText, buttons: [{ id: 'a', title: 'A' }], footerText: 'Footer' }),
  );
  await operation('send list', () =>
    messages.sendInteractiveList({
      ...to,
      bodyText,
      buttonText: 'Choose',
      sections: [{ title: 'All', rows: [{ id: 'a', title: 'A', description: 'First' }] }],
    }),
  );
  await operation('send product', () =>
    messages.sendInteractiveProduct({ ...to, bodyText, catalogId, productRetailerId: 'p1' }),
  );
  await operation('send product list', () =>
    messages.sendInteractiveProductList({
      ...to,
      bodyText,
      catalogId,
      header: { type: 'text', text: 'Products' },
      sections: [{ title: 'All', productItems: [{ productRetailerId: 'p1' }] }],
    }),
  );
  await operation('send flow', () =>
    messages.sendInteractiveFlow({
      ...to,
      bodyText,
      parameters: {
        flowId,
        flowCta: 'Open',
        flowToken: 't1',
        flowMessageVersion: '3',
        flowAction: 'navigate',
        flowActionPayload: { screen: 'FIRST' },
      },
    }),
  );
  await operation('ask for an address', () =>
    messages.sendInteractiveAddress({ ...to, bodyText, parameters: { country: 'IN' } }),
  );
  await operation('ask for a location', () =>
    messages.sendInteractiveLocationRequest({ ...to, bodyText, parameters: { requestMessage: 'Where?' } }),
  );
  await operation('ask for a call', () =>
    messages.sendInteractiveCallPermission({ ...to, bodyText, parameters: { phoneNumber: user } }),
  );
  await operation('send link', () =>
    messages.sendInteractiveCtaUrl({ ...to, bodyText, parameters: { displayText: 'Go', url: link('') } }),
  );
  const cards = [0, 1].map((cardIndex) => ({
    cardIndex,
    header: { type: 'image', image: { link: link('a.jpg') } },
    bodyText: 'Card',
    action: { displayText: 'Go', url: link('') },
  }));
  await operation('send carousel', () => messages.sendInteractiveCarousel({ ...to, bodyText, cards }));
  await operation('send catalog', () =>
    messages.sendInteractiveCatalogMessage({ ...to, bodyText, parameters: { thumbnailProductRetailerId: 'p1' } }),
  );
  await operation('send raw interactive', () =>
    messages.sendInteractiveRaw({
      ...to,
      interactive: {
        type: 'button',
        body: { text: bodyText },
        action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] },
      },
    }),
  );
}

async function useMedia() {
  const { media } = client;
  const file = new Blob([readFileSync(given.file('photo.png'))], { type: 'image/png' });
  const image = await operation('upload media', () =>
    media.upload({ phoneNumberId, type: 'image/png', file, fileName: 'photo.png' }),
  );
  const mediaId = image?.id;
  await operation('get media', () => media.get({ mediaId: need(mediaId, 'an image'), phoneNumberId }));
  // By itself it tells its token to Meta's hosts only.
  await operation('download media', () => media.download({ mediaId: need(mediaId, 'an image'), auth: 'always' }));
  return mediaId;
}

async function useTemplates() {
  const { templates, messages } = client;
  const language = 'en_US';
  const name = 'kapso_order';
  const components = [
    { type: 'BODY', text: 'Hi {{1}}!', example: { bodyText: [['Ada']] } },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Stop' }] },
  ];
  const definition = TemplateDefinition.buildTemplateDefinition({ name, language, category: 'UTILITY', components });
  const made = await operation('create template', () => templates.create({ businessAccountId: wabaId, ...definition }));
  await operation('get template', () =>
    templates.get({ businessAccountId: wabaId, templateId: need(made, 'a template').id }),
  );
  await operation('list templates', () =>
    templates.list({ businessAccountId: wabaId, limit: 5, status: 'APPROVED', language, order: 'ASC' }),
  );
  await operation('send template', () =>
    messages.sendTemplate({
      ...to,
      template: {
        name,
        language: { code: language },
        components: [
          { type: 'body', parameters: [{ type: 'text', text: 'Ada' }] },
          { type: 'button', subType: 'quick_reply', index: 0, parameters: [{ type: 'payload', payload: 'stop' }] },
        ],
      },
    }),
  );
  await operation('delete template', () => templates.delete({ businessAccountId: wabaId, name }));
}

async function useNumbers() {
  const { phoneNumbers } = client;
  const newNumber = { phoneNumberId: newNumberId };
  await operation('request code', () =>
    phoneNumbers.requestCode({ ...newNumber, codeMethod: 'SMS', language: 'en_US' }),
  );
  const code = await control('GET', `/phone-numbers/${newNumberId}/verification-code`);
  await operation('verify code', () => phoneNumbers.verifyCode({ ...newNumber, code: code.code }));
  await operation('register', () => phoneNumbers.register({ ...newNumber, pin: '123456' }));
  await operation('deregister', () => phoneNumbers.deregister(newNumber));
  await operation('get settings', () => phoneNumbers.settings.get({ phoneNumberId }));
  await operation('update settings', () =>
    phoneNumbers.settings.update({ phoneNumberId, calling: { status: 'ENABLED', callIconVisibility: 'DEFAULT' } }),
  );
  await operation('update profile', () =>
    phoneNumbers.businessProfile.update({ phoneNumberId, about: 'A shop', websites: [link('')], vertical: 'RETAIL' }),
  );
  await operation('get profile', () =>
    phoneNumbers.businessProfile.get({ phoneNumberId, fields: 'about,websites,vertical' }),
  );
}

async function useCalls() {
  const { calls } = client;
  const session = { sdpType: 'offer', sdp: 'v=0\r\n' };
  const answer = { ...session, sdpType: 'answer' };
  const offered = await letUserCall();
  await operation('get call permission', () => calls.permissions.get({ phoneNumberId, userWaId: user }));
  const one = (callId) => ({ phoneNumberId, callId: need(callId, 'a call') });
  await operation('pre-accept call', () => calls.preAccept({ ...one(offered), session: answer }));
  await operation('accept call', () => calls.accept({ ...one(offered), session: answer }));
  await operation('terminate call', () => calls.terminate(one(offered)));
  const other = await letUserCall();
  await operation('reject call', () => calls.reject(one(other)));
  await operation('connect call', () => calls.connect({ ...to, session }));
}

async function useFlows() {
  const { flows } = client;
  const layout = { type: 'SingleColumnLayout', children: [{ type: 'TextBody', text: 'Hi' }] };
  const screen = { id: 'FIRST', title: 'First', terminal: true, data: {}, layout };
  const flowJson = { version: '7.0', screens: [screen] };
  const made = await operation('create flow', () =>
    flows.create({ wabaId, name: 'First', categories: ['OTHER'], flowJson }),
  );
  const one = () => ({ flowId: need(made, 'a flow').id });
  await operation('update flow', () => flows.updateAsset({ ...one(), json: flowJson }));
  await operation('get flow', () => flows.get({ ...one(), fields: 'id,name,status' }));
  await operation('preview flow', () => flows.preview(one()));
  await operation('list flows', () => flows.list({ wabaId, limit: 5 }));
  await operation('publish flow', () => flows.publish(one()));
  await operation('deprecate flow', () => flows.deprecate(one()));
  await operation('deploy flow', () => flows.deploy(flowJson, { wabaId, name: 'Second', publish: true }));
}

const image = await useMedia();
await sendMessages(image);
await sendInteractive();
await operation('delete media', () => client.media.delete({ mediaId: need(image, 'an image'), phoneNumberId }));
await useTemplates();
await useNumbers();
await useCalls();
await useFlows();
