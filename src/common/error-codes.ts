/**
 * What each of Meta's error codes means, whether the same request may be sent again, and who has to act. The codes are
 * Meta's, the judgments are ours. The rows are in `error-codes/`, one file a section, and docs/errors.md is generated
 * from them. A failure with a code that is not here is delivered as it came.
 *
 * @see "Error codes"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes (page of 2025-12, read
 * 2026-11)
 */
import { access } from './error-codes/access.js';
import { accounts } from './error-codes/accounts.js';
import { groupsAndCalls } from './error-codes/groups-and-calls.js';
import { registration } from './error-codes/registration.js';
import { sending } from './error-codes/sending.js';
import { templates } from './error-codes/templates.js';
import { throttling } from './error-codes/throttling.js';
import { sources, type ErrorCodeEntry, type ErrorSection } from './error-codes/types.js';
import { WhatsAppFailureType as T } from './failures.js';

export { transportEvents, type TransportEvent } from './error-codes/transport.js';
export { whoActs, type ErrorCodeEntry, type RetryJudgment } from './error-codes/types.js';

/** One code, or a range of codes that mean the same. */
export interface ErrorRow {
  /** The code, or the first one of a range. */
  first: number;
  /** The same code, or the last one of a range. */
  last: number;
  /** What the code means. */
  entry: ErrorCodeEntry;
}

const sections = [access, throttling, sending, accounts, templates, registration, groupsAndCalls];

/** Rows that the documentation shows under one title. */
interface ErrorTable {
  /** The title. */
  title: string;
  /** The rows, ordered by code. */
  rows: readonly ErrorRow[];
}

/** The table as the documentation shows it. */
export const errorSections: readonly ErrorTable[] = sections.map((section) => ({
  title: section.title,
  rows: toRows(section).toSorted((a, b) => a.first - b.first),
}));

/** Every row of the table, ordered by code. */
export const errorCodes: readonly ErrorRow[] = errorSections
  .flatMap(({ rows }) => rows)
  .toSorted((a, b) => a.first - b.first);

function toRows({ groups }: ErrorSection): ErrorRow[] {
  return groups.flatMap(({ codes, ...group }) =>
    Object.entries(codes).map(([key, meaning]) => {
      const [first = NaN, last = first] = key.split('-').map(Number);
      return { first, last, entry: { ...group, meaning } };
    }),
  );
}

const singles = new Map(
  errorCodes.filter(({ first, last }) => first === last).map(({ first, entry }) => [first, entry]),
);
const spans = errorCodes.filter(({ first, last }) => first !== last);

const unseenObject: ErrorCodeEntry = {
  type: T.NotFound,
  retry: 'never',
  who: 'developer',
  source: sources.openApi,
  meaning: 'the object does not exist or cannot be seen with this token',
  advice: 'Check the id and that the token may see it: Meta answers the same for both',
};

/** Codes of template management, migration and synchronization arrive as `error_subcode` under code 100. */
const firstOfLargeCodes = 1_000_000;

/** Finds the row for what Meta answered. It is undefined when this version does not know the code. */
export function findErrorCode(code: number | undefined, subcode?: number): ErrorCodeEntry | undefined {
  if (code === 100 && subcode === 33) return unseenObject;
  const special = subcode !== undefined && subcode >= firstOfLargeCodes ? find(subcode) : undefined;
  return special ?? (code === undefined ? undefined : find(code));
}

function find(code: number): ErrorCodeEntry | undefined {
  return singles.get(code) ?? spans.find(({ first, last }) => first <= code && code <= last)?.entry;
}
