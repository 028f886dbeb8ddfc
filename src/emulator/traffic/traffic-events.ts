/** The events of traffic: which kind comes, from whom, is decided by the seed and the number of the event. */
import { defined } from '../../common/schema/defined.js';
import type { IdSource } from '../meta/id-source.js';
import type { ParsedWebhookItem } from '../outbound-webhooks/batches/webhook-items.js';
import { seededChance } from '../settings/seeded.js';
import { trafficKinds, type ParsedTraffic, type TrafficKind } from './traffic-options.js';

export interface TrafficEvent {
  kind: TrafficKind;
  /**
   * An id that no other event has and that stands in its webhook. A message, a status and an echo have a message id, a
   * template `message_template_id`, an unknown field an `id` in its value. A malformed item is its own id.
   */
  id: string;
  item: ParsedWebhookItem;
}

type Content = ParsedWebhookItem & { id: string };

interface Circumstances {
  index: number;
  ids: IdSource;
  /** Undefined for a user who is known by business-scoped user id only. */
  phone: string | undefined;
  userId: string;
  callbackData: string | undefined;
}

/** Every fifth user is known by business-scoped user id only. */
const userIdOnly = 5;

const contents: Record<TrafficKind, (circumstances: Circumstances) => Content> = {
  message: ({ index, ids, phone, userId }) => {
    const messageId = ids.messageId('incoming', phone ?? userId);
    const sender = phone === undefined ? { userId } : { from: phone };
    return { id: messageId, message: { ...sender, messageId, text: `Message ${index}` } };
  },
  status: ({ ids, phone, userId, callbackData }) => {
    const messageId = ids.messageId('outgoing', phone ?? userId);
    const recipient = phone === undefined ? { recipient_user_id: userId } : { recipient_id: phone };
    const fields = { ...recipient, ...defined({ biz_opaque_callback_data: callbackData }) };
    return { id: messageId, status: { messageId, status: 'delivered', fields } };
  },
  echo: ({ index, ids, phone, userId }) => {
    const messageId = ids.messageId('outgoing', phone ?? userId);
    const recipient = phone === undefined ? { userId } : { to: phone };
    return { id: messageId, echo: { ...recipient, messageId, text: `Echo ${index}` } };
  },
  template: ({ index, ids }) => {
    const id = uniqueId(index, ids);
    const value = { event: 'APPROVED', message_template_id: id, message_template_name: `template_${index}` };
    return { id, change: { field: 'message_template_status_update', value } };
  },
  unknown: ({ index, ids }) => {
    const id = uniqueId(index, ids);
    return { id, change: { field: 'emulated_unknown_field', value: { id } } };
  },
  malformed: ({ index, ids }) => {
    const id = uniqueId(index, ids);
    return { id, raw: { at: 'item', field: 'messages', list: 'messages', value: id } };
  },
};

/** @param phoneNumberIds at least one */
export function trafficEvent(
  index: number,
  traffic: ParsedTraffic,
  { phoneNumberIds, ids }: { phoneNumberIds: readonly string[]; ids: IdSource },
): TrafficEvent {
  const { seed, users, mix, callbackData } = traffic;
  const kind = eventKind(seededChance(`${seed}/${index}/kind`), mix);
  const user = Math.floor(seededChance(`${seed}/${index}/user`) * users);
  const digits = `4915${String(user).padStart(8, '0')}`;
  const phone = user % userIdOnly === userIdOnly - 1 ? undefined : digits;
  const { id, ...content } = contents[kind]({ index, ids, phone, userId: `DE.${digits}`, callbackData });
  if (content.change) return { kind, id, item: content };
  return { kind, id, item: { phoneNumberId: phoneNumberIds[user % phoneNumberIds.length], ...content } };
}

/** The last kind that comes, when rounding leaves none. */
function eventKind(chance: number, mix: ParsedTraffic['mix']): TrafficKind {
  const coming = trafficKinds.filter((kind) => (mix[kind] ?? 0) > 0);
  let left = chance * coming.reduce((sum, kind) => sum + (mix[kind] ?? 0), 0);
  const found = coming.find((kind) => (left -= mix[kind] ?? 0) < 0);
  return found ?? coming.at(-1) ?? 'message';
}

function uniqueId(index: number, ids: IdSource): string {
  return `${ids.objectId('traffic')}${index}`;
}
