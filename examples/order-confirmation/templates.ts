/** The templates of this example: what may be sent to a customer who has not written for 24 hours. */
import {
  bodyComponent,
  documentParameter,
  headerComponent,
  quickReplyComponent,
  template,
  type TemplateMessage,
} from 'temporal-whatsapp/messages';

/** The order as a PDF. */
export function orderDocument(mediaId: string, filename: string): TemplateMessage {
  return template('order_document', 'en', [headerComponent(documentParameter({ id: mediaId }, { filename }))]);
}

/** Asks for a confirmation, with two buttons. */
export function confirmOrder(number: string): TemplateMessage {
  const buttons = [quickReplyComponent(0, 'confirm'), quickReplyComponent(1, 'cancel')];
  return template('confirm_order', 'en', [bodyComponent(number), ...buttons]);
}

/** Reminds of an order. */
export const orderReminder = template('order_reminder', 'en');

/** The templates as Meta has to approve them, once for your account: in WhatsApp Manager, or by Meta's API. */
export const templateDefinitions = [
  {
    name: 'order_document',
    components: [
      { type: 'HEADER', format: 'DOCUMENT' },
      { type: 'BODY', text: 'Here is your order.' },
    ],
  },
  {
    name: 'confirm_order',
    components: [
      { type: 'BODY', text: 'Is order {{1}} right?' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Confirm' },
          { type: 'QUICK_REPLY', text: 'Cancel' },
        ],
      },
    ],
  },
  { name: 'order_reminder', components: [{ type: 'BODY', text: 'An order waits for your word.' }] },
];
