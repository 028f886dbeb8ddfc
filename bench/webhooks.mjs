/** Bodies that Meta posts: one text message, and a batch of a hundred from as many users. */
import { createHmac } from 'node:crypto';

export const appSecret = '0123456789abcdef0123456789abcdef';

export const phoneNumberId = '106540352242922';

export const single = signed([entry(1)]);
export const batch = signed(Array.from({ length: 100 }, (_, index) => entry(index)));

/** One text message of a user; another serial number is another message. */
export function textMessage(user, serial) {
  return entry(user, serial);
}

export function webhookBody(entries) {
  return { object: 'whatsapp_business_account', entry: entries };
}

/** What Meta posts for these entries. */
export function signed(entries) {
  const bytes = Buffer.from(JSON.stringify(webhookBody(entries)));
  const signature = `sha256=${createHmac('sha256', appSecret).update(bytes).digest('hex')}`;
  return { bytes, signature };
}

function entry(index, serial = index) {
  const waId = String(15550100000 + index);
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550783881', phone_number_id: phoneNumberId },
    contacts: [{ profile: { name: `User ${index}` }, wa_id: waId, user_id: `US.${String(index).padStart(16, '1')}` }],
    messages: [
      {
        from: waId,
        from_user_id: `US.${String(index).padStart(16, '1')}`,
        id: `wamid.HBgLMTU1NTAxMDAwMDAVAgASGBQzQTdBNUFGNTU5RTA3MUNE${String(serial).padStart(8, '0')}AA==`,
        timestamp: '1763990000',
        text: { body: `Is the blue one in size M still there, and when could you send it? Question ${index}.` },
        type: 'text',
      },
    ],
  };
  return { id: '102290129340398', changes: [{ value, field: 'messages' }] };
}
