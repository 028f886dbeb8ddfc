/**
 * Messages that carry address book entries.
 *
 * @see "Contacts messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/contacts-messages (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../schema/lazy.js';
import { limits } from '../limits.js';
import { filled, listOf, mustBe, object } from '../schema/fields.js';

const optionalText = lazy(() => z.string(mustBe('a text')).nullish());

const nameParts = ['first_name', 'last_name', 'middle_name', 'prefix', 'suffix'] as const;

const nameSchema = lazy(() =>
  object({
    /** The whole name, as shown. */
    formatted_name: filled(),
    first_name: optionalText,
    last_name: optionalText,
    middle_name: optionalText,
    prefix: optionalText,
    suffix: optionalText,
  }).refine((name) => nameParts.some((part) => name[part]), {
    message: `must have one of ${nameParts.join(', ')} beside formatted_name`,
  }),
);

const optionalList = <Item extends z.ZodType>(
  item: Item,
  noun: string,
): z.ZodOptional<z.ZodNullable<z.ZodArray<Item>>> => listOf(item, noun, { min: 0 }).nullish();

const contactSchema = lazy(() =>
  object({
    name: nameSchema,
    phones: optionalList(object({ phone: optionalText, type: optionalText, wa_id: optionalText }), 'phones'),
    emails: optionalList(object({ email: optionalText, type: optionalText }), 'emails'),
    addresses: optionalList(
      object({
        street: optionalText,
        city: optionalText,
        state: optionalText,
        zip: optionalText,
        country: optionalText,
        country_code: optionalText,
        type: optionalText,
      }),
      'addresses',
    ),
    org: object({ company: optionalText, department: optionalText, title: optionalText }).nullish(),
    urls: optionalList(object({ url: optionalText, type: optionalText }), 'urls'),
    birthday: z
      .string(mustBe('a date as YYYY-MM-DD'))
      .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date as YYYY-MM-DD')
      .nullish(),
  }),
);

export const contactsMessageSchema = lazy(() =>
  object({
    type: z.literal('contacts'),
    contacts: listOf(contactSchema, 'contacts', { max: limits.contacts.contacts }),
  }),
);

/** One address book entry. `wa_id` of a phone adds a button that opens a chat with it. */
export type Contact = z.output<typeof contactSchema>;

/** Up to 257 address book entries; Meta advises fewer. */
export type ContactsMessage = z.output<typeof contactsMessageSchema>;

/** A message of one or more address book entries. */
export function contacts(...entries: Contact[]): ContactsMessage {
  return { type: 'contacts', contacts: entries };
}
