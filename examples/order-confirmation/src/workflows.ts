/** An order that its customer confirms in WhatsApp, and the conversation that asks for it. */
import { buttons, document, text } from 'temporal-whatsapp/messages';
import { ask, defineConversation, proxyWhatsAppActivities, send } from 'temporal-whatsapp/workflow';
import { orderDocument, orderWaits } from './templates.js';

export * from 'temporal-whatsapp/workflows'; // the library's own workflows, for the same worker

/** An order as the shop has it. */
export interface Order {
  /** The number that the customer knows. */
  number: string;
  /** The shop's business number: its phone number id. */
  from: string;
  /** The customer's phone number, with country code. */
  to: string;
  /** The PDF, as a URI: `file:` in the worker's media folder, or `https:`. */
  pdf: string;
}

/** What became of an order. */
export type OrderResult = 'confirmed' | 'canceled' | 'unanswered' | 'not sent';

/** Sends the order as a PDF, asks the customer to confirm it, reminds them, and gives up after three days. */
export async function orderWorkflow({ number, from, to, pdf }: Order): Promise<OrderResult> {
  const { uploadWhatsAppMedia } = proxyWhatsAppActivities();
  const filename = `Order ${number}.pdf`;
  const { mediaId } = await uploadWhatsAppMedia({ phoneNumberId: from, media: pdf, filename });

  // Who has not written for 24 hours gets only templates. This one has the PDF in its header.
  const message = document({ id: mediaId }, { filename, caption: `Your order ${number}` });
  const onWindowClosed = { template: orderDocument(mediaId, filename).template };
  const { outcome } = await send({ phoneNumberId: from, to, message }, { onWindowClosed });
  if (outcome.kind === 'refused') return 'not sent';

  const answer = await ask({
    from,
    to,
    conversation: 'customerChat',
    question: buttons(`Is order ${number} right?`, { confirm: 'Confirm', cancel: 'Cancel' }),
    timeout: '3 days',
    remind: [
      { after: '20 hours', with: text(`Your order ${number} waits for your word.`) },
      { after: '2 days', with: orderWaits },
    ],
    ifWindowClosed: orderWaits, // the question follows as soon as the customer taps it or writes
    otherwise: text('Please tap a button, or write "confirm" or "cancel".'),
  });
  if (answer.kind !== 'choice') return 'unanswered';

  const isConfirmed = answer.key === 'confirm';
  const reply = isConfirmed ? `Thank you. Order ${number} is on its way.` : `Order ${number} is canceled.`;
  await send({ phoneNumberId: from, to, message: text(reply) });
  return isConfirmed ? 'confirmed' : 'canceled';
}

/** Hears what customers write, and asks them what the orders want to know. */
export const customerChat = defineConversation({
  name: 'customerChat',
  late: (chat, tap) => chat.send(text(`"${tap.title}" comes too late: that order is closed.`)),
  onMessage: (chat) => chat.send(text('We write to you here when an order needs your word.')),
});
