/** Meta's errors, at each place where they occur. */
import { isRecord, textOf, type JsonRecord } from './json.js';
import { setOrigin, type EventOrigin } from './origin.js';
import type { WhatsAppErrorEvent, EventError, WireHistoryChunk } from './types.js';

/** The `errors` of an item; undefined when it has none. */
export function errorsOf(item: JsonRecord): EventError[] | undefined {
  const errors = item['errors'];
  return Array.isArray(errors) && errors.length > 0 ? errors.map(toEventError) : undefined;
}

export function errorEvent(raw: JsonRecord, origin: EventOrigin, chunk?: WireHistoryChunk): WhatsAppErrorEvent {
  const event: WhatsAppErrorEvent = { kind: 'error', receivedAtMs: origin.receivedAtMs, error: toEventError(raw), raw };
  setOrigin(event, origin);
  if (chunk) event.chunk = chunk;
  return event;
}

function toEventError(raw: unknown): EventError {
  const error: EventError = { raw };
  if (!isRecord(raw)) return error;
  const code = Number(textOf(raw['code']));
  const title = textOf(raw['title']);
  const message = textOf(raw['message']);
  const details = isRecord(raw['error_data']) ? textOf(raw['error_data']['details']) : undefined;
  if (Number.isFinite(code)) error.code = code;
  if (title !== undefined) error.title = title;
  if (message !== undefined) error.message = message;
  if (details !== undefined) error.details = details;
  return error;
}
