import { parseInput } from '../../../common/schema/parse-input.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';
import type { WebhookDispatcher } from '../delivery/webhook-dispatcher.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { IdentifiedPart, ItemParts } from './item-parts.js';
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
  { items, dispatcher, state }: { items: ItemParts; dispatcher: WebhookDispatcher; state: EmulatorState },
): Promise<DeliveredBatch> {
  const before = state.resets.now;
  const parts: IdentifiedPart[] = [];
  for (const item of parseInput(itemsSchema, given, 'deliverBatch')) {
    const part = await items.make(item);
    // What a reset has overtaken is forgotten, also when it needed no time.
    if (!part || state.resets.haveComeSince(before)) return { ids: [], deliveries: [] };
    parts.push(part);
  }
  const deliveries = await dispatcher.postTogether(parts);
  return { ids: parts.map(({ id = null }) => id), deliveries };
}
