/**
 * Lists: up to ten rows behind one button.
 *
 * @see "Interactive list messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../../schema/lazy.js';
import { limits } from '../../limits.js';
import { filledUpTo, listOf, object, present, requireUnique, textUpTo } from '../../schema/fields.js';
import { bodyUpTo, textParts, textPartsOf, type TextHeaderOptions } from './parts.js';
import { requireTitles } from './sections.js';

const limit = limits.list;

const rowSchema = lazy(() =>
  object({
    /** Comes back in the webhook. At most 200 characters, unique in the message. */
    id: filledUpTo(limit.rowId),
    /** At most 24 characters. */
    title: filledUpTo(limit.rowTitle),
    /** At most 72 characters. */
    description: textUpTo(limit.rowDescription).nullish(),
  }),
);

const sectionSchema = lazy(() =>
  object({
    /** At most 24 characters. Required when there is more than one section. */
    title: textUpTo(limit.sectionTitle).nullish(),
    rows: listOf(rowSchema, 'rows'),
  }),
);

const sectionListSchema = lazy(() =>
  listOf(sectionSchema, 'sections', { max: limit.sections }).superRefine((sections, context) => {
    requireTitles(sections, context);
    const rows = sections.flatMap((section, index) =>
      section.rows.map((row, at) => ({ id: row.id, path: [index, 'rows', at] })),
    );
    if (rows.length > limit.rows) {
      const message = `must have at most ${limit.rows} rows in all sections together, not ${rows.length}`;
      context.addIssue({ code: 'custom', message, input: sections });
    }
    requireUnique(
      rows.map(({ id }) => id),
      (index, message) =>
        context.addIssue({
          code: 'custom',
          message,
          path: [...(rows[index]?.path ?? []), 'id'],
          input: rows[index]?.id,
        }),
    );
  }),
);

export const listInteractiveSchema = lazy(() =>
  object({
    type: z.literal('list'),
    ...textParts,
    body: bodyUpTo(limit.body),
    action: object({
      /** Opens the list. At most 20 characters. */
      button: filledUpTo(limit.button),
      sections: sectionListSchema,
    }),
  }),
);

/** Up to ten rows, in sections, behind one button. */
export type ListInteractive = z.output<typeof listInteractiveSchema>;

export interface ListRow {
  /** Comes back in the webhook. At most 200 characters. */
  id: string;
  /** At most 24 characters. */
  title: string;
  /** At most 72 characters. */
  description?: string | undefined;
}

export interface ListSection {
  /** At most 24 characters. Required when there is more than one section. */
  title?: string | undefined;
  rows: readonly ListRow[];
}

/**
 * What can be chosen: ids and titles, or rows, or sections of rows. At most ten rows in all. JavaScript sorts whole numbers
 * to the front of a record, so ids such as `10`, `2` need rows.
 */
export type ListChoices = Readonly<Record<string, string>> | readonly ListRow[] | readonly ListSection[];

const isList = (choices: ListChoices): choices is readonly ListRow[] | readonly ListSection[] => Array.isArray(choices);
const areSections = (entries: readonly ListRow[] | readonly ListSection[]): entries is readonly ListSection[] =>
  entries[0] !== undefined && 'rows' in entries[0];

function sectionsOf(choices: ListChoices): readonly ListSection[] {
  if (!isList(choices)) return [{ rows: Object.entries(choices).map(([id, title]) => ({ id, title })) }];
  return areSections(choices) ? choices : [{ rows: choices }];
}

function wireSection({ title, rows }: ListSection): ListInteractive['action']['sections'][number] {
  return { ...present({ title }), rows: rows.map((row) => ({ ...row })) };
}

/** A text of up to 4096 characters whose `button` (at most 20 characters) opens a list to choose one row from. */
export function list(
  body: string,
  button: string,
  choices: ListChoices,
  options: TextHeaderOptions = {},
): { type: 'interactive'; interactive: ListInteractive } {
  const sections = sectionsOf(choices).map(wireSection);
  return {
    type: 'interactive',
    interactive: { type: 'list', ...textPartsOf(options), body: { text: body }, action: { button, sections } },
  };
}
