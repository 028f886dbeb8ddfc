/** Events in Meta's shape, on their way into a webhook. */
import { defined } from '../../../common/schema/defined.js';
import type { EmulatedMessage } from '../../state/messages/message-log.js';
import type { Recipient, WhatsAppUser } from '../../state/messages/users.js';
import type { PhoneNumber } from '../../state/numbers/phone-numbers.js';
import type { ItemPart, NumberMetadata, WebhookPart } from './compose-webhook.js';

/** What a status says beside its name; wins over what the emulator would say. */
export type StatusFields = Record<string, unknown>;

export function messagePart(
  phoneNumber: PhoneNumber,
  user: WhatsAppUser,
  message: Record<string, unknown>,
): WebhookPart {
  return {
    ...webhookPlace(phoneNumber, 'messages'),
    at: 'item',
    list: 'messages',
    item: message,
    contact: contactFrom(user),
  };
}

export function statusPart(
  phoneNumber: PhoneNumber,
  message: EmulatedMessage,
  status: { name: string; atMs: number; fields: StatusFields; user?: Recipient | undefined },
): ItemPart {
  const callbackData = message.body['biz_opaque_callback_data'];
  const item = {
    id: message.id,
    status: status.name,
    timestamp: unixSeconds(status.atMs),
    ...defined({
      recipient_id: message.to,
      recipient_user_id: status.user?.userId,
      recipient_type: message.recipientType === 'group' ? 'group' : undefined,
      biz_opaque_callback_data: typeof callbackData === 'string' ? callbackData : undefined,
    }),
    ...status.fields,
  };
  const contact = status.user && status.name !== 'failed' ? recipientContact(status.user, message) : undefined;
  return { ...webhookPlace(phoneNumber, 'messages'), at: 'item', list: 'statuses', item, contact };
}

/** The account, field and metadata of a number's webhooks. */
export function webhookPlace(
  phoneNumber: PhoneNumber,
  field: string,
): { wabaId: string; field: string; metadata: NumberMetadata } {
  return { wabaId: phoneNumber.wabaId, field, metadata: numberMetadata(phoneNumber) };
}

function numberMetadata({ digits, id }: PhoneNumber): NumberMetadata {
  return { display_phone_number: digits, phone_number_id: id };
}

/**
 * The contact beside a status. A phone number is only told to who used it.
 *
 * @see "Business-scoped user ids"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids (read 2026-11)
 */
function recipientContact({ name, username, userId }: Recipient, { to }: EmulatedMessage): Record<string, unknown> {
  const profile = name === undefined ? undefined : defined({ name, username });
  return defined({ profile, wa_id: to, user_id: userId });
}

function contactFrom({ name, username, waId, userId }: WhatsAppUser): Record<string, unknown> {
  return defined({ profile: defined({ name, username }), wa_id: waId, user_id: userId });
}

/**
 * `pricing` of a status: since Graph v24 without `conversation`, and only with `sent` and `delivered` or `read`.
 *
 * @see "Status messages webhook"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages/status (read 2026-11)
 */
export function pricingFields(
  statusName: string,
  templateCategory: string | undefined,
  via?: EmulatedMessage['via'],
): StatusFields {
  if (statusName !== 'sent' && statusName !== 'delivered') return {};
  const category = via === 'marketing_messages' ? 'marketing_lite' : (templateCategory ?? '').toLowerCase();
  const pricing =
    templateCategory === undefined
      ? { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' }
      : { billable: true, pricing_model: 'PMP', type: 'regular', category };
  return { pricing };
}

/** Webhooks of messages and statuses carry Unix seconds as a string. */
export function unixSeconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}
