/** Lets the emulator post a webhook of every kind that it can make, and names the kinds. */
import { messageStatuses } from '../../src/common/sending/message-status.js';
import type { GraphEmulator, InboundMessage } from '../../src/emulator/index.js';
import { call, send } from '../unit/emulator/graph-caller.js';
import { sampleFiles } from './sample-files.js';

const from = '491701234567';
const names = ['photo.png', 'film.mp4', 'sound.mp3', 'report.pdf', 'sticker.webp'];

export async function postEveryWebhook(emulator: GraphEmulator): Promise<void> {
  const { messageId } = await emulator.receiveMessage({ from, text: 'Hi' });
  for (const content of inboundContents(messageId))
    await emulator.receiveMessage({ from, ...content } as InboundMessage);
  await postStatuses(emulator);
  await postCalls(emulator);
  await postReviews(emulator);
  await postGroups(emulator);
  await emulator.webhooksSettled();
}

function inboundContents(messageId: string): object[] {
  const item = { product_retailer_id: 'p1', quantity: 1, item_price: 5, currency: 'EUR' };
  const name = { formatted_name: 'Ada Lovelace', first_name: 'Ada' };
  return [
    ...files(),
    { reaction: { messageId, emoji: '👍' } },
    { reaction: { messageId } },
    { location: { latitude: 52.5, longitude: 13.4, name: 'Here', address: 'Street 1' } },
    { contacts: [{ name, phones: [{ phone: '+491701234568', wa_id: '491701234568', type: 'CELL' }] }] },
    { order: { catalog_id: '4711', text: 'Please', product_items: [item] } },
    { templateButton: { text: 'Yes', payload: 'yes' }, context: { messageId } },
    { buttonReply: { id: 'a', title: 'A' }, context: { messageId } },
    { listReply: { id: 'a', title: 'A', description: 'First' }, context: { messageId } },
    { flowReply: { response: { flow_token: 't1', size: 'L' } }, context: { messageId } },
    ...rareContents(messageId),
  ];
}

function files(): object[] {
  const found = sampleFiles.filter(([filename]) => names.includes(filename));
  const media = found.map(([filename, bytes, mimeType, kind]) => {
    const isDocument = kind === 'document';
    return { [kind]: { bytes, mimeType, ...(isDocument && { filename }) } };
  });
  const [, voice = Buffer.alloc(0)] = sampleFiles.find(([filename]) => filename === 'voice.ogg') ?? [];
  return [...media, { audio: { bytes: voice, mimeType: 'audio/ogg', voice: true } }];
}

/** Those that have no short form. */
function rareContents(messageId: string): object[] {
  const permission = { response: 'accept', is_permanent: true, response_source: 'user_action' };
  const interactive = { type: 'call_permission_reply', call_permission_reply: permission };
  const number = { type: 'user_changed_number', body: 'Ada changed her number', wa_id: '491701234569', customer: from };
  const identity = { acknowledged: true, created_timestamp: '1764000000', hash: 'DF2lS5v2W6x=' };
  const error = { code: 131051, title: 'Unsupported message type', message: 'Unsupported message type' };
  return [
    { type: 'interactive', interactive, context: { messageId } },
    { type: 'system', system: number },
    { type: 'system', system: { type: 'customer_identity_changed', body: 'Ada has another phone' }, identity },
    { type: 'request_welcome' },
    { type: 'edit', edit: { original_message_id: messageId, message: { type: 'text', text: { body: 'Hello' } } } },
    { type: 'revoke', revoke: { original_message_id: messageId } },
    { type: 'unsupported', unsupported: { type: 'poll' }, errors: [{ ...error, error_data: { details: 'A poll' } }] },
  ];
}

async function postStatuses(emulator: GraphEmulator): Promise<void> {
  const { body } = await send(emulator, { to: from });
  const id = body.messages[0]?.id ?? '';
  for (const status of messageStatuses) {
    await emulator.sendStatus(id, status, status === 'failed' ? { errors: [{ code: 131026 }] } : {});
  }
}

/** Lets the number have calls, which Meta tells by a webhook of its own. */
export async function enableCalling(emulator: GraphEmulator): Promise<void> {
  const path = `/v25.0/${emulator.info.phoneNumberId}/settings`;
  await call(emulator, 'POST', path, { json: { calling: { status: 'ENABLED' } } });
}

async function postCalls(emulator: GraphEmulator): Promise<void> {
  const path = `/v25.0/${emulator.info.phoneNumberId}/calls`;
  const session = { sdp_type: 'offer', sdp: 'v=0\r\n' };
  const json = { messaging_product: 'whatsapp', to: from, action: 'connect', session };
  const connect = async (): Promise<string> => {
    const { body } = await call(emulator, 'POST', path, { json });
    return (body as unknown as { calls: [{ id: string }] }).calls[0].id;
  };
  await emulator.calls.hangUp((await emulator.calls.call({ from })).id);
  const accepted = await connect();
  await emulator.calls.accept(accepted);
  await emulator.calls.hangUp(accepted);
  await emulator.calls.reject(await connect());
}

async function postReviews(emulator: GraphEmulator): Promise<void> {
  const template = 'reviewed';
  const components = [{ type: 'BODY', text: 'Hello' }];
  const json = { name: template, language: 'en_US', category: 'MARKETING', components };
  await call(emulator, 'POST', `/v25.0/${emulator.info.wabaId}/message_templates`, { json });
  for (const event of ['PENDING', 'APPROVED', 'PAUSED', 'DISABLED'] as const) {
    await emulator.reviewTemplate({ template, event });
  }
  await emulator.reviewTemplate({ template, event: 'REJECTED', reason: 'INVALID_FORMAT' });
  await emulator.reviewTemplate({ template, event: 'CATEGORY_CHANGED', category: 'UTILITY' });
}

async function postGroups(emulator: GraphEmulator): Promise<void> {
  const whatsapp = { messaging_product: 'whatsapp' };
  const path = `/v25.0/${emulator.info.phoneNumberId}/groups`;
  await call(emulator, 'POST', path, { json: { ...whatsapp, subject: 'Friends' } });
  await emulator.webhooksSettled();
  const { body } = await call(emulator, 'GET', path);
  const [{ id: group }] = (body.data as unknown as { groups: [{ id: string }] }).groups;
  await emulator.groups.join({ group, from });
  await emulator.receiveMessage({ from, type: 'text', text: { body: 'Hi all' }, group_id: group });
  const sent = await send(emulator, { to: group, recipient_type: 'group' });
  await emulator.sendStatus(sent.body.messages[0]?.id ?? '', 'delivered');
  await emulator.groups.suspend({ group, suspended: true });
  await emulator.groups.suspend({ group, suspended: false });
  await call(emulator, 'POST', `/v25.0/${group}`, { json: { ...whatsapp, subject: 'Best friends' } });
  await emulator.groups.leave({ group, from });
  await call(emulator, 'DELETE', `/v25.0/${group}`);
}

interface Value {
  messages?: [{ type: string; [member: string]: unknown }];
  statuses?: [{ status: string }];
  calls?: [{ event: string }];
}

/** How often each kind of webhook was posted. Receivers name them alike. */
export function postedKinds(emulator: GraphEmulator): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rawBody } of emulator.webhookDeliveries) {
    const { entry } = JSON.parse(rawBody) as { entry: [{ changes: [{ field: string; value: Value }] }] };
    const [{ field, value }] = entry[0].changes;
    const kind = webhookKind(field, value);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function webhookKind(field: string, { messages, statuses, calls }: Value): string {
  if (messages) return ['message', ...messageKind(messages[0])].join(' ');
  if (statuses) return `${field === 'calls' ? 'call ' : ''}status ${statuses[0].status}`;
  return calls ? `call ${calls[0].event}` : field;
}

function messageKind(message: { type: string; [member: string]: unknown }): string[] {
  const { type } = message;
  if (type !== 'interactive' && type !== 'system') return [type];
  return [type, (message[type] as { type: string }).type];
}
