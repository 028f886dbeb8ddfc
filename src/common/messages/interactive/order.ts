/**
 * Orders and their payment, in India and Brazil. Checked loosely: the details differ by country and payment provider.
 */
import { z } from 'zod';
import { filled, object } from '../../schema/fields.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import { partsWithoutBody, type OptionalParts } from './parts.js';

/** An order, by the business's own id. The members that depend on country and payment provider are not listed. */
export interface OrderParameters {
  /** The business's own id of the order. */
  reference_id: string;
}

/** The button of an order to pay. */
export interface OrderDetailsAction {
  /** The kind of the action. */
  name: 'review_and_pay';
  /** The order. */
  parameters: OrderParameters;
}

/**
 * An order with a button to review and pay it.
 *
 * @see "Payments API" https://developers.facebook.com/docs/whatsapp/cloud-api/payments-api/payments-in (read 2026-11)
 */
export interface OrderDetailsInteractive extends OptionalParts {
  /** The kind of interactive message. */
  type: 'order_details';
  /** What can be tapped. */
  action: OrderDetailsAction;
}

/** The button of an order's state. */
export interface OrderStatusAction {
  /** The kind of the action. */
  name: 'review_order';
  /** The order. */
  parameters: OrderParameters;
}

/**
 * News about an order that was sent before.
 *
 * @see "Payments API" https://developers.facebook.com/docs/whatsapp/cloud-api/payments-api/payments-in (read 2026-11)
 */
export interface OrderStatusInteractive extends OptionalParts {
  /** The kind of interactive message. */
  type: 'order_status';
  /** What can be tapped. */
  action: OrderStatusAction;
}

const orderSchema = schemaFor<OrderParameters>()(
  lazy(() => object({ reference_id: filled("the business's own id of the order") })),
);

/** The schema of {@link OrderDetailsInteractive}. */
export const orderDetailsInteractiveSchema = schemaFor<OrderDetailsInteractive>()(
  lazy(() =>
    object({
      type: z.literal('order_details'),
      ...partsWithoutBody,
      action: object({ name: z.literal('review_and_pay', 'must be "review_and_pay"'), parameters: orderSchema }),
    }),
  ),
);

/** The schema of {@link OrderStatusInteractive}. */
export const orderStatusInteractiveSchema = schemaFor<OrderStatusInteractive>()(
  lazy(() =>
    object({
      type: z.literal('order_status'),
      ...partsWithoutBody,
      action: object({ name: z.literal('review_order', 'must be "review_order"'), parameters: orderSchema }),
    }),
  ),
);
