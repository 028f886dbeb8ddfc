/** Puts events into a webhook in Meta's envelope, each where it belongs. */
import { defined } from '../../../common/schema/defined.js';
import type { WebhookSubject } from '../../state/accounts/subscriptions.js';

/** The number that a change is about, as its `metadata` says it. */
export interface NumberMetadata {
  display_phone_number: string;
  phone_number_id: string;
}

/** Which change holds an event. */
interface Place extends WebhookSubject {
  metadata?: NumberMetadata | undefined;
}

/** An item of a list, with the user whom it is about. */
interface ListedItem {
  item: unknown;
  contact?: Record<string, unknown> | undefined;
}

/**
 * One event on its way into a webhook: an item in a list, a whole value, or anything in place of a change or entry.
 * `contact` comes with the item, once for each user of a change;
 * `others` come after it in the same list.
 */
export type WebhookPart = Place &
  (
    | ({ at: 'item'; list: string; others?: readonly ListedItem[] } & ListedItem)
    | { at: 'value'; value: unknown; time?: number | undefined }
    | { at: 'change'; raw: unknown }
    | { at: 'entry'; raw: unknown }
  );

export type ItemPart = Extract<WebhookPart, { at: 'item' }>;

interface Entry {
  id: string;
  /** Unix seconds. Only fields other than `messages` have one. */
  time?: number;
  changes: unknown[];
}

/**
 * A webhook of these parts. The parts of an account are one entry, in the order in which the accounts first occur. The
 * items of a number's list are one change: its messages and its statuses are two changes of one field, as Meta
 * documents them.
 *
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
 */
export function composeWebhook(parts: readonly WebhookPart[]): Record<string, unknown> {
  const composition = new Composition();
  for (const part of parts) composition.add(part);
  return { object: 'whatsapp_business_account', entry: composition.entries };
}

class Composition {
  readonly entries: unknown[] = [];
  readonly #byAccount = new Map<string, Entry>();
  readonly #valueByList = new Map<string, Record<string, unknown>>();

  add(part: WebhookPart): void {
    switch (part.at) {
      case 'entry':
        this.entries.push(part.raw);
        break;
      case 'change':
        this.#entry(part.wabaId).changes.push(part.raw);
        break;
      case 'value':
        this.#addValue(part);
        break;
      case 'item':
        this.#addItem(part);
        break;
    }
  }

  #addValue({ wabaId, field, value, time }: Extract<WebhookPart, { at: 'value' }>): void {
    const entry = this.#entry(wabaId);
    if (time !== undefined) entry.time = time;
    entry.changes.push({ value, field });
  }

  #addItem(part: ItemPart): void {
    const value = this.#value(part);
    for (const { item, contact } of [part, ...(part.others ?? [])]) {
      if (contact) addContact((value['contacts'] ??= []) as Record<string, unknown>[], contact);
      const items = (value[part.list] ??= []) as unknown[];
      items.push(item);
    }
  }

  #value({ wabaId, field, metadata, list }: ItemPart): Record<string, unknown> {
    const key = JSON.stringify([wabaId, field, metadata?.phone_number_id, list]);
    const known = this.#valueByList.get(key);
    if (known) return known;
    // Without a prototype: a list may have any name, also `constructor`.
    const value = Object.assign(Object.create(null) as Record<string, unknown>, {
      messaging_product: 'whatsapp',
      ...defined({ metadata }),
    });
    this.#valueByList.set(key, value);
    this.#entry(wabaId).changes.push({ value, field });
    return value;
  }

  #entry(wabaId: string): Entry {
    const known = this.#byAccount.get(wabaId);
    if (known) return known;
    const entry: Entry = { id: wabaId, changes: [] };
    this.#byAccount.set(wabaId, entry);
    this.entries.push(entry);
    return entry;
  }
}

function addContact(contacts: Record<string, unknown>[], contact: Record<string, unknown>): void {
  const isKnown = contacts.some((one) => one['user_id'] === contact['user_id'] && one['wa_id'] === contact['wa_id']);
  if (!isKnown) contacts.push(contact);
}
