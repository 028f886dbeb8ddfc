/** What is sent: three kinds of message that businesses send most. */
import { bodyComponent, buttons, template, text } from '../lib/messages.js';

export const phoneNumberId = '106540352242922';
export const to = '+15550100200';
export const accessToken = `EAA${'b'.repeat(180)}`;

/** The messages in Meta's wire shape, without recipient. */
export const contents = [
  text('Your order 4711 has left our warehouse. It arrives tomorrow between 9 and 12.'),
  template('order_shipped', 'en_US', [bodyComponent('4711', 'tomorrow, 9 to 12')]),
  buttons('Is tomorrow between 9 and 12 fine?', { yes: 'Yes', later: 'Later' }),
];

/** The whole body of a request, as somebody without a library writes it. */
export function graphBody(message) {
  return { messaging_product: 'whatsapp', recipient_type: 'individual', to, ...message };
}
