/** A webhook that leaves no trace: a status of a message that nobody has sent. */
import { randomUUID } from 'node:crypto';

/** The number that the webhook is about where none is known. No business has it. */
export const defaultPhoneNumberId = '100000000000000';

/**
 * The body. A receiver of this library ignores it, since the message carries nothing of ours. A route of the
 * application may see it.
 */
export function statusOfNobody(phoneNumberId: string, nowMs: number): string {
  const status = {
    id: `wamid.doctor-${randomUUID()}`,
    status: 'sent',
    timestamp: String(Math.floor(nowMs / 1000)),
    recipient_id: '15550100000',
  };
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550100000', phone_number_id: phoneNumberId },
    statuses: [status],
  };
  const entry = [{ id: '0', changes: [{ field: 'messages', value }] }];
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}
