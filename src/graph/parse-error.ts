/** Makes a {@link GraphApiError} of an HTTP answer, whatever shape the answer has. */
import { defined } from '../common/schema/defined.js';
import { GraphApiError, type GraphApiErrorFields } from './errors.js';
import { redactValue, type Redactor } from './redact.js';

type Json = Record<string, unknown>;
export type GraphHeaders = Record<string, string>;

const shownText = 500;

/** The error in a parsed answer; Meta also sends one with HTTP 200. Undefined when there is none. */
export function errorIn(body: unknown): Json | undefined {
  if (!isObject(body)) return undefined;
  const { error } = body;
  if (typeof error === 'string' && error !== '') {
    const { error_description: description } = body;
    return { message: typeof description === 'string' ? `${error}: ${description}` : error };
  }
  return isObject(error) && ('message' in error || 'code' in error) ? error : undefined;
}

/** An error that Graph described itself. */
export function toGraphError(
  httpStatus: number,
  headers: GraphHeaders,
  error: Json,
  raw: unknown,
  redact: Redactor,
): GraphApiError {
  return new GraphApiError({
    httpStatus,
    fromGraph: true,
    ...defined({
      code: number(error['code']),
      subcode: number(error['error_subcode']),
      type: text(error['type'], redact),
      title: text(error['message'], redact),
      details: errorDetails(error['error_data'], redact),
      userTitle: text(error['error_user_title'], redact),
      userMessage: text(error['error_user_msg'], redact),
      traceId: text(error['fbtrace_id'], redact) ?? headers['x-fb-trace-id'],
      isTransient: typeof error['is_transient'] === 'boolean' ? error['is_transient'] : undefined,
    }),
    ...headerDelays(headers),
    raw: redactValue(raw, redact),
  });
}

/** An answer that is not Graph's: an HTML page, an empty body, broken JSON. */
export function toForeignError(
  httpStatus: number,
  headers: GraphHeaders,
  body: string,
  redact: Redactor,
): GraphApiError {
  const beginning = redact(body.slice(0, 2 * shownText)).slice(0, shownText);
  return new GraphApiError({
    httpStatus,
    fromGraph: false,
    ...headerDelays(headers),
    ...(beginning && { raw: beginning }),
  });
}

/** `error_data` is an object with `details`, the same as a JSON text, or a plain text. */
function errorDetails(data: unknown, redact: Redactor): string | undefined {
  if (isObject(data)) return text(data['details'], redact);
  if (typeof data !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(data);
    if (isObject(parsed)) return text(parsed['details'], redact);
  } catch {
    // A plain text.
  }
  return text(data, redact);
}

/**
 * How long to wait, as the headers say: `Retry-After` in seconds or as a date, and the minutes of
 * `x-business-use-case-usage`.
 *
 * @see "Rate limits" https://developers.facebook.com/docs/graph-api/overview/rate-limiting (read 2026-11)
 */
function headerDelays(headers: GraphHeaders): Pick<GraphApiErrorFields, 'retryAfterMs' | 'regainAccessMs'> {
  return defined({
    retryAfterMs: retryAfter(headers['retry-after']),
    regainAccessMs: regainAccess(headers['x-business-use-case-usage']),
  });
}

function retryAfter(header: string | undefined): number | undefined {
  if (!header?.trim()) return undefined;
  const seconds = Number(header);
  const milliseconds = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1_000;
  return Number.isNaN(milliseconds) || milliseconds < 0 ? undefined : Math.ceil(milliseconds);
}

function regainAccess(header: string | undefined): number | undefined {
  if (!header) return undefined;
  try {
    const usage: unknown = JSON.parse(header);
    if (!isObject(usage)) return undefined;
    const minutes = Object.values(usage)
      .flat()
      .map((entry) => (isObject(entry) ? number(entry['estimated_time_to_regain_access']) : undefined))
      .filter((value) => value !== undefined);
    const longest = Math.max(0, ...minutes);
    return longest > 0 ? longest * 60_000 : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown, redact: Redactor): string | undefined {
  return typeof value === 'string' && value !== '' ? redact(value) : undefined;
}

function number(value: unknown): number | undefined {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}
