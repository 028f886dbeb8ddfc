/** Lists in pages with cursors. */
import { GraphError, invalidParameter } from '../meta/graph-error.js';
import type { GraphCall, Parameters } from './graph-call.js';
import { optional } from './parameters.js';

const defaultLimit = 25;
const largestLimit = 1000;

/** What a page of a list is made from: the call's own parameters, or those of a list that is a field. */
export type PageCall = Pick<GraphCall, 'origin' | 'path' | 'parameters' | 'linkBase'>;

/** `{ data, paging }` of the page that `limit`, `after` and `before` ask for. */
export function page(items: readonly unknown[], call: PageCall): Parameters {
  const limit = pageLimit(call.parameters);
  const start = pageStart(call.parameters, limit);
  const data = items.slice(start, start + limit);
  if (data.length === 0) return { data };
  const end = start + data.length;
  const cursors = { before: cursorAt(start), after: cursorAt(end) };
  return {
    data,
    paging: {
      cursors,
      ...(end < items.length && { next: link(call, limit, { after: cursors.after }) }),
      ...(start > 0 && { previous: link(call, limit, { before: cursors.before }) }),
    },
  };
}

function pageLimit(parameters: Parameters): number {
  const limit = Number(optional(parameters, 'limit') ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1) throw invalidParameter('Param limit must be a positive number.');
  return Math.min(limit, largestLimit);
}

/** An empty cursor is none: clients send one for the first page. */
function pageStart(parameters: Parameters, limit: number): number {
  const after = optional(parameters, 'after') ?? '';
  if (after !== '') return cursorPosition(after);
  const before = optional(parameters, 'before') ?? '';
  return before === '' ? 0 : Math.max(0, cursorPosition(before) - limit);
}

function cursorAt(position: number): string {
  return Buffer.from(`position:${position}`).toString('base64url');
}

function cursorPosition(cursor: string): number {
  const position = /^position:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (position === undefined) throw new GraphError({ code: 131059, details: 'The cursor is not one of this list.' });
  return Number(position);
}

/** A link with the version of the request, and with its access token when that came in the query. */
function link({ origin, path, parameters, linkBase }: PageCall, limit: number, cursor: Parameters): string {
  const { after: _after, before: _before, ...filters } = parameters;
  const query = Object.entries({ ...linkBase.query, ...filters, limit, ...cursor }).map(([key, value]) => [
    key,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
  return `${origin}${linkBase.version}${path}?${new URLSearchParams(Object.fromEntries(query)).toString()}`;
}
