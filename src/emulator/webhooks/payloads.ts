/** Bodies of webhooks in Meta's shape, one item in each. */
import type { PhoneNumber } from '../state/phone-numbers.js';
import type { WhatsAppUser } from '../state/users.js';
import type { EmulatedMessage } from '../state/message-log.js';

export interface WebhookSource {
  wabaId: string;
  phoneNumber: PhoneNumber;
}

/** What a status says beside its name; wins over what the emulator would say. */
export type StatusFields = Record<string, unknown>;

export function messageWebhook(
  source: WebhookSource,
  user: WhatsAppUser,
  message: Record<string, unknown>,
): Record<string, unknown> {
  const { name, username, waId, userId } = user;
  const contact = {
    profile: { name, ...(username !== undefined && { username }) },
    ...(waId !== undefined && { wa_id: waId }),
    user_id: userId,
  };
  return envelope(source, { contacts: [contact], messages: [message] });
}

export function statusWebhook(
  source: WebhookSource,
  message: EmulatedMessage,
  status: { name: string; atMs: number; fields: StatusFields; userId?: string | undefined },
): Record<string, unknown> {
  const callbackData = message.body['biz_opaque_callback_data'];
  const userId = message.recipient ?? status.userId;
  return envelope(source, {
    statuses: [
      {
        id: message.id,
        status: status.name,
        timestamp: unixSeconds(status.atMs),
        ...(message.to !== undefined && { recipient_id: message.to }),
        ...(userId !== undefined && { recipient_user_id: userId }),
        ...(message.recipientType === 'group' && { recipient_type: 'group' }),
        ...(typeof callbackData === 'string' && { biz_opaque_callback_data: callbackData }),
        ...status.fields,
      },
    ],
  });
}

/**
 * `pricing` of a status: since Graph v24 without `conversation`, and only with `sent` and `delivered` or `read`.
 *
 * @see "Status messages webhook" https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages/status (read 2026-11)
 */
export function pricingFields(statusName: string, templateCategory: string | undefined): StatusFields {
  if (statusName !== 'sent' && statusName !== 'delivered') return {};
  const pricing =
    templateCategory === undefined
      ? { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' }
      : { billable: true, pricing_model: 'PMP', type: 'regular', category: templateCategory.toLowerCase() };
  return { pricing };
}

/** Webhooks of messages and statuses carry Unix seconds as a string. */
export function unixSeconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}

function envelope({ wabaId, phoneNumber }: WebhookSource, items: Record<string, unknown>): Record<string, unknown> {
  const metadata = { display_phone_number: phoneNumber.digits, phone_number_id: phoneNumber.id };
  const value = { messaging_product: 'whatsapp', metadata, ...items };
  return { object: 'whatsapp_business_account', entry: [{ id: wabaId, changes: [{ value, field: 'messages' }] }] };
}
