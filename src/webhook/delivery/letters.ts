/** Which undeliverable items of a POST are kept in one dead letter: those with the same fate, split only by size. */
import { WebhookBuilder } from '../../common/events/rebuild-webhook.js';
import { isByRoute, type UndeliverableItem } from '../routing/item.js';
import { writeJson } from '../calls/json.js';
import { keptItems, type KeptItem } from './kept-item.js';

/** One dead letter, and the items that it keeps. */
export interface Letter {
  items: UndeliverableItem[];
  /** Writes what is kept. */
  make: () => KeptItem;
}

/** How much one letter holds, in bytes: a little less than what one payload is to take. A larger item has its own. */
const maxLetterBytes = 900_000;

/**
 * How many different origins have letters of their own, so that an operator finds them by number or field. Beyond that
 * there is one for each reason.
 */
const maxOrigins = 16;

/**
 * Puts items that share their reason into letters, in the order of the items. The same items give the same letters,
 * whatever else is done with the POST.
 */
export function groupIntoLetters(items: readonly UndeliverableItem[]): Letter[] {
  const byOrigin = groupBy(items, readOrigin);
  const groups = byOrigin.length <= maxOrigins ? byOrigin : groupBy(items, readReason);
  return groups.flatMap(splitBySize);
}

function readReason(item: UndeliverableItem): string {
  return JSON.stringify([item.fate.reason, isByRoute(item)]);
}

function readOrigin(item: UndeliverableItem): string {
  const { event, fate } = item;
  return JSON.stringify([readReason(item), fate.problem, event.wabaId, event.phoneNumberId, event.field]);
}

function groupBy(
  items: readonly UndeliverableItem[],
  readKey: (item: UndeliverableItem) => string,
): UndeliverableItem[][] {
  const groups = new Map<string, UndeliverableItem[]>();
  for (const item of items) {
    const key = readKey(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

function splitBySize(items: readonly UndeliverableItem[]): Letter[] {
  const letters: Letter[] = [];
  let builder: WebhookBuilder | undefined;
  let room = 0;
  for (const item of items) {
    const bytes = measure(item.source.part);
    const last = letters.at(-1);
    if (last && builder && builder.bytes + bytes <= room && builder.add(item, bytes)) {
      last.items.push(item);
      continue;
    }
    builder = new WebhookBuilder(measure);
    builder.add(item, bytes);
    // What stands around the items may be megabytes by itself, and would be written again for each of them.
    room = Math.max(maxLetterBytes, builder.bytes + maxLetterBytes / 2);
    letters.push(toLetter(item, builder));
  }
  return letters;
}

function toLetter(first: UndeliverableItem, builder: WebhookBuilder): Letter {
  const items = [first];
  return { items, make: () => keptItems(items, builder.build()) };
}

function measure(value: unknown): number {
  return Buffer.byteLength(writeJson(value));
}
