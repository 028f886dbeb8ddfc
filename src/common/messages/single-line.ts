/** Texts of a template's variables: one line each, as Meta wants them. */
import type { z } from 'zod';

/** What Meta refuses with code 132018 in a text that fills a variable. */
const unfit = /[\n\r\t]| {5,}/;

/** White space that holds a line break or a tab, or more than four spaces in a row. */
const unfitSpaces = /\s*[\n\r\t\v\f\u0085\u2028\u2029]\s*| {5,}/g;

/**
 * Makes a text fit into a template's variable. Line breaks, tabs and more than four spaces in a row become one space,
 * and none is left at either end.
 *
 * @example bodyComponent(singleLine('Two seats,\nat eight')) // "Two seats, at eight"
 */
export function singleLine(text: string): string {
  return text.replace(unfitSpaces, ' ').trim();
}

/** The texts of a template's variables, with their paths. */
type Visit = (text: string, path: (string | number)[]) => string;

/** A copy of a template with each text of a variable made to fit. */
export function withSingleLines<Template>(template: Template): Template {
  return mapTexts(template, singleLine, []) as Template;
}

/** Adds a problem for each text of a template's variable that Meta would refuse. */
export function refuseSeveralLines(
  message: { type?: unknown; template?: unknown },
  context: z.core.$RefinementCtx,
  path: string[] = [],
): void {
  if (message.type !== 'template') return;
  const refuse: Visit = (text, at) => {
    if (unfit.test(text)) context.addIssue({ code: 'custom', message: severalLines, path: at, input: text });
    return text;
  };
  mapTexts(message.template, refuse, [...path, 'template']);
}

const severalLines =
  'must have no line break, no tab, and at most four spaces in a row: Meta refuses it with 132018; singleLine() makes a text fit';

/** The members of a template below which its variables are. */
const containers = ['components', 'cards', 'parameters'];

function mapTexts(value: unknown, visit: Visit, path: (string | number)[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => mapTexts(item, visit, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]: [string, unknown]) => {
    const at = [...path, name];
    if (containers.includes(name)) return [name, mapTexts(member, visit, at)];
    const isText = name === 'text' && typeof member === 'string' && path.at(-2) === 'parameters';
    return [name, isText ? visit(member, at) : member];
  });
  return Object.fromEntries(entries);
}
