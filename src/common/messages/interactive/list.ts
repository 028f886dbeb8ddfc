/** Lists: up to ten rows behind one button. */
import { z } from 'zod';
import { limits } from '../../limits.js';
import { defined } from '../../schema/defined.js';
import { filledUpTo, array, object, requireUnique, textUpTo } from '../../schema/fields.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import {
  bodyUpTo,
  textParts,
  wireTextParts,
  type Interactive,
  type InteractiveBody,
  type InteractiveFooter,
  type TextHeader,
  type TextHeaderOptions,
} from './parts.js';
import type { Choosable } from './choosable.js';
import { requireTitles } from './sections.js';

const limit = limits.list;

/** One row of a list. */
export interface ListRow {
  /** What comes back in the webhook, of 1 to 200 characters, unique in the message. */
  id: string;
  /** The row's title, of 1 to 24 characters. */
  title: string;
  /** A text below the title, of at most 72 characters. */
  description?: string | null | undefined;
}

/** Rows under a title. */
export interface ListSection {
  /** The section's title, of at most 24 characters. Required when there is more than one section. */
  title?: string | null | undefined;
  /** The rows, at most ten in all sections together. */
  rows: readonly ListRow[];
}

/** The button of a list message, and what it opens. */
export interface ListAction {
  /** Label of the button that opens the list, of 1 to 20 characters. */
  button: string;
  /** One to ten sections. */
  sections: readonly ListSection[];
}

/**
 * A text with a button that opens up to ten rows, in sections. {@link list} makes it.
 *
 * @see "Interactive list messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages
 * (read 2026-11)
 */
export interface ListInteractive {
  /** The kind of interactive message. */
  type: 'list';
  /** A text above the body. */
  header?: TextHeader | null | undefined;
  /** The main text, of 1 to 4096 characters. */
  body: InteractiveBody;
  /** A small text below the body. */
  footer?: InteractiveFooter | null | undefined;
  /** What can be chosen. */
  action: ListAction;
}

const sectionSchema = schemaFor<ListSection>()(
  lazy(() => {
    const row = object({
      id: filledUpTo(limit.rowId),
      title: filledUpTo(limit.rowTitle),
      description: textUpTo(limit.rowDescription).nullish(),
    });
    return object({ title: textUpTo(limit.sectionTitle).nullish(), rows: array(row, 'rows') });
  }),
);

/** A list has at most ten rows in all, with unique ids. */
function checkRows(sections: readonly ListSection[], context: z.core.$RefinementCtx): void {
  const rows = sections.flatMap((section, index) =>
    section.rows.map((row, at) => ({ id: row.id, path: [index, 'rows', at, 'id'] })),
  );
  if (rows.length > limit.rows) {
    const message = `must have at most ${limit.rows} rows in all sections together, not ${rows.length}`;
    context.addIssue({ code: 'custom', message, input: sections });
  }
  requireUnique(
    rows.map(({ id }) => id),
    (index, message) => {
      const { id, path = [] } = rows[index] ?? {};
      context.addIssue({ code: 'custom', message, path, input: id });
    },
  );
}

const sectionListSchema = lazy(() =>
  array(sectionSchema, 'sections', { max: limit.sections }).superRefine((sections, context) => {
    requireTitles(sections, context);
    checkRows(sections, context);
  }),
);

/** The schema of {@link ListInteractive}. */
export const listInteractiveSchema = schemaFor<ListInteractive>()(
  lazy(() =>
    object({
      type: z.literal('list'),
      ...textParts,
      body: bodyUpTo(limit.body),
      action: object({ button: filledUpTo(limit.button), sections: sectionListSchema }),
    }),
  ),
);

/**
 * What can be chosen: ids and titles, or rows, or sections of rows. At most ten rows in
 * all, or more in a question of a conversation, which pages them. JavaScript sorts whole
 * numbers to the front of a record, so ids such as `10`, `2` need rows.
 */
export type ListChoices = Readonly<Record<string, string>> | readonly ListRow[] | readonly ListSection[];

/** {@link ListChoices} whose ids the compiler knows, so that it knows the possible answers, too. */
export type KeyedListChoices<Key extends string> =
  | Readonly<Record<Key, string>>
  | readonly (ListRow & { id: Key })[]
  | readonly (ListSection & { rows: readonly (ListRow & { id: Key })[] })[];

const isList = (choices: ListChoices): choices is readonly ListRow[] | readonly ListSection[] => Array.isArray(choices);
const areSections = (entries: readonly ListRow[] | readonly ListSection[]): entries is readonly ListSection[] =>
  entries[0] !== undefined && 'rows' in entries[0];

function toSections(choices: ListChoices): readonly ListSection[] {
  if (!isList(choices)) return [{ rows: Object.entries(choices).map(([id, title]) => ({ id, title })) }];
  return areSections(choices) ? choices : [{ rows: choices }];
}

function wireSection({ title, rows }: ListSection): ListSection {
  return { ...defined({ title }), rows: rows.map((row) => ({ ...row })) };
}

/**
 * Builds a text with a button that opens a list, from which the user chooses one row.
 *
 * @param body The text, of 1 to 4096 characters.
 * @param button The button's label, of 1 to 20 characters.
 * @example list('Which day suits you?', 'Days', [{ id: 'mo', title: 'Monday', description: 'from 9 to 17' }])
 */
export function list<const Key extends string = string>(
  body: string,
  button: string,
  choices: KeyedListChoices<Key>,
  options: TextHeaderOptions = {},
): Interactive<ListInteractive> & Choosable<Key> {
  const sections = toSections(choices).map(wireSection);
  return {
    type: 'interactive',
    interactive: { type: 'list', ...wireTextParts(options), body: { text: body }, action: { button, sections } },
  };
}
