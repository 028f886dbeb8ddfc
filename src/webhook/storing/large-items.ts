/** Puts the event of an item into the media store, and a reference in its place. */
import { describeError } from '../../common/describe-error.js';
import { findMessageFile } from '../../common/events/stored/message-file.js';
import { defined } from '../../common/schema/defined.js';
import { within } from '../calls/deadline.js';
import { DeadlinePassedError } from '../calls/temporal-errors.js';
import type { Item } from '../routing/item.js';
import { storeEvent, type WebhookEventStore } from './large-events.js';

/** Never rejects. @returns what is wrong when the store has not taken it; the item is as it was then */
export async function storeItem(item: Item, media: WebhookEventStore, timeoutMs: number): Promise<string | undefined> {
  try {
    const event = await within(timeoutMs, () => storeEvent(item.event, media));
    // What stays of the message may lack its file.
    const file = findMessageFile(item.event.raw);
    Object.assign(item, { event, ...defined({ file }) });
    return undefined;
  } catch (error) {
    const cause = error instanceof DeadlinePassedError ? 'it has not answered in time' : describeError(error);
    return `the media store has not taken it: ${cause}`;
  }
}
