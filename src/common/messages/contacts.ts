/** Messages that carry address book entries. */
import { z } from 'zod';
import { limits } from '../limits.js';
import { filled, array, mustBe, object } from '../schema/fields.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';

/** Name of a contact: `formatted_name`, and at least one of the other parts. */
export interface ContactName {
  /** The whole name, as WhatsApp shows it. */
  formatted_name: string;
  /** First name. */
  first_name?: string | null | undefined;
  /** Last name. */
  last_name?: string | null | undefined;
  /** Middle name. */
  middle_name?: string | null | undefined;
  /** What stands before the name, such as "Dr.". */
  prefix?: string | null | undefined;
  /** What stands behind the name, such as "Jr.". */
  suffix?: string | null | undefined;
}

/** Phone number of a contact. */
export interface ContactPhone {
  /** The number, as WhatsApp shows it. */
  phone?: string | null | undefined;
  /** What the number is for, such as "WORK". */
  type?: string | null | undefined;
  /** WhatsApp id of the contact. It adds a button that opens a chat with the contact. */
  wa_id?: string | null | undefined;
}

/** Email address of a contact. */
export interface ContactEmail {
  /** The email address. */
  email?: string | null | undefined;
  /** What the address is for, such as "WORK". */
  type?: string | null | undefined;
}

/** Postal address of a contact. */
export interface ContactAddress {
  /** Street and house number. */
  street?: string | null | undefined;
  /** City. */
  city?: string | null | undefined;
  /** State or region. */
  state?: string | null | undefined;
  /** Postal code. */
  zip?: string | null | undefined;
  /** Name of the country. */
  country?: string | null | undefined;
  /** Two-letter code of the country. */
  country_code?: string | null | undefined;
  /** What the address is for, such as "HOME". */
  type?: string | null | undefined;
}

/** The company that a contact works for. */
export interface ContactOrganization {
  /** Name of the company. */
  company?: string | null | undefined;
  /** Name of the department. */
  department?: string | null | undefined;
  /** Job title. */
  title?: string | null | undefined;
}

/** Website of a contact. */
export interface ContactUrl {
  /** The website. */
  url?: string | null | undefined;
  /** What the website is for, such as "WORK". */
  type?: string | null | undefined;
}

/** One address book entry. */
export interface Contact {
  /** The contact's name. */
  name: ContactName;
  /** Phone numbers. */
  phones?: readonly ContactPhone[] | null | undefined;
  /** Email addresses. */
  emails?: readonly ContactEmail[] | null | undefined;
  /** Postal addresses. */
  addresses?: readonly ContactAddress[] | null | undefined;
  /** The company that the contact works for. */
  org?: ContactOrganization | null | undefined;
  /** Websites. */
  urls?: readonly ContactUrl[] | null | undefined;
  /** Birthday as `YYYY-MM-DD`. */
  birthday?: string | null | undefined;
}

/**
 * One to 257 address book entries; Meta advises fewer. {@link contacts} makes it.
 *
 * @see "Contacts messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/contacts-messages (read 2026-11)
 */
export interface ContactsMessage {
  /** The kind of the message. */
  type: 'contacts';
  /** The entries. */
  contacts: readonly Contact[];
}

const optionalText = (): z.ZodOptional<z.ZodNullable<z.ZodString>> => z.string(mustBe('a text')).nullish();

const nameParts = ['first_name', 'last_name', 'middle_name', 'prefix', 'suffix'] as const;

const nameSchema = schemaFor<ContactName>()(
  lazy(() =>
    object({
      formatted_name: filled(),
      first_name: optionalText(),
      last_name: optionalText(),
      middle_name: optionalText(),
      prefix: optionalText(),
      suffix: optionalText(),
    }).refine((name) => nameParts.some((part) => name[part]), {
      message: `must have one of ${nameParts.join(', ')} beside formatted_name`,
    }),
  ),
);

const optionalList = <Item extends z.ZodType>(
  item: Item,
  noun: string,
): z.ZodOptional<z.ZodNullable<z.ZodArray<Item>>> => array(item, noun, { min: 0 }).nullish();

const addressSchema = schemaFor<ContactAddress>()(
  lazy(() =>
    object({
      street: optionalText(),
      city: optionalText(),
      state: optionalText(),
      zip: optionalText(),
      country: optionalText(),
      country_code: optionalText(),
      type: optionalText(),
    }),
  ),
);

const contactSchema = schemaFor<Contact>()(
  lazy(() =>
    object({
      name: nameSchema,
      phones: optionalList(object({ phone: optionalText(), type: optionalText(), wa_id: optionalText() }), 'phones'),
      emails: optionalList(object({ email: optionalText(), type: optionalText() }), 'emails'),
      addresses: optionalList(addressSchema, 'addresses'),
      org: object({ company: optionalText(), department: optionalText(), title: optionalText() }).nullish(),
      urls: optionalList(object({ url: optionalText(), type: optionalText() }), 'urls'),
      birthday: z
        .string(mustBe('a date as YYYY-MM-DD'))
        .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date as YYYY-MM-DD')
        .nullish(),
    }),
  ),
);

/** The schema of a {@link ContactsMessage}. */
export const contactsMessageSchema = schemaFor<ContactsMessage>()(
  lazy(() =>
    object({
      type: z.literal('contacts'),
      contacts: array(contactSchema, 'contacts', { max: limits.contacts.contacts }),
    }),
  ),
);

/**
 * Builds a message of one or more address book entries.
 *
 * @example
 * contacts({
 *   name: { formatted_name: 'Ada Lovelace', first_name: 'Ada' },
 *   phones: [{ phone: '+44 20 7123 4567' }],
 * })
 */
export function contacts(...entries: readonly Contact[]): ContactsMessage {
  return { type: 'contacts', contacts: entries };
}
