import { parseInput } from '../../../common/schema/parse-input.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';
import type { WebhookDispatcher } from '../delivery/webhook-dispatcher.js';
import type { ItemParts } from './item-parts.js';
import { itemsSchema, type WebhookItem } from './webhook-items.js';

/** A batch that was posted. */
export interface DeliveredBatch {
  /** Message id of each item that is a message, a status or an echo; null for any other item. */
  ids: (string | null)[];
  /** One delivery for each callback that gets any of the batch, after its first attempt. Empty when nobody gets it. */
  deliveries: WebhookDelivery[];
}

/**
 * @throws InvalidInputError when an item is not one; Error when there is no such number. Nothing is posted then.
 *
 * @internal
 */
export async function deliverBatch(
  given: readonly WebhookItem[],
  { items, dispatcher }: { items: ItemParts; dispatcher: WebhookDispatcher },
): Promise<DeliveredBatch> {
  const parts = [];
  for (const item of parseInput(itemsSchema, given, 'deliverBatch')) parts.push(await items.make(item));
  const deliveries = await dispatcher.postTogether(parts);
  return { ids: parts.map(({ id = null }) => id), deliveries };
}
