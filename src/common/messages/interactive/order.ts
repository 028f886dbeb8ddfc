/**
 * Orders and their payment, in India and Brazil. Checked loosely: the details differ by country and payment provider.
 *
 * @see "Payments API" https://developers.facebook.com/docs/whatsapp/cloud-api/payments-api/payments-in (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../../schema/lazy.js';
import { filled, object } from '../../schema/fields.js';
import { partsWithoutBody } from './parts.js';

const referenceId = lazy(() => filled("the business's own id of the order"));

export const orderDetailsInteractiveSchema = lazy(() =>
  object({
    type: z.literal('order_details'),
    ...partsWithoutBody,
    action: object({
      name: z.literal('review_and_pay', 'must be "review_and_pay"'),
      parameters: object({ reference_id: referenceId }),
    }),
  }),
);

export const orderStatusInteractiveSchema = lazy(() =>
  object({
    type: z.literal('order_status'),
    ...partsWithoutBody,
    action: object({
      name: z.literal('review_order', 'must be "review_order"'),
      parameters: object({ reference_id: referenceId }),
    }),
  }),
);

/** An order with a button to review and pay it. */
export type OrderDetailsInteractive = z.output<typeof orderDetailsInteractiveSchema>;
/** News about an order that was sent before. */
export type OrderStatusInteractive = z.output<typeof orderStatusInteractiveSchema>;
