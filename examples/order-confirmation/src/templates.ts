/** The templates of this example: what may be sent to a customer who has not written for 24 hours. */
import { documentParameter, headerComponent, template, type TemplateMessage } from 'temporal-whatsapp/messages';

/** The order as a PDF. */
export function orderDocument(mediaId: string, filename: string): TemplateMessage {
  return template('order_document', 'en', [headerComponent(documentParameter({ id: mediaId }, { filename }))]);
}

/** Says that there is a question, with a button to see it. */
export const orderWaits = template('order_waits', 'en');

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
    name: 'order_waits',
    components: [
      { type: 'BODY', text: 'An order waits for your word.' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Show it' }] },
    ],
  },
];
