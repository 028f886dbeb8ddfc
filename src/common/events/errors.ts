/** Meta's errors, at each place where they occur. */
import { asText, isRecord, type JsonRecord } from './json.js';
import { setBase, type BaseMembers } from './parsed-event.js';
import type { WhatsAppErrorEvent, EventError, WireHistoryChunk } from './types.js';

/** The `errors` of an item, or undefined when it has none. */
export function readErrors(item: JsonRecord): EventError[] | undefined {
  const errors = item['errors'];
  return Array.isArray(errors) && errors.length > 0 ? errors.map(toEventError) : undefined;
}

/** The event of an error that stands in a list of errors. */
export function errorEvent(raw: JsonRecord, base: BaseMembers, chunk?: WireHistoryChunk): WhatsAppErrorEvent {
  const event: WhatsAppErrorEvent = { kind: 'error', receivedAtMs: base.receivedAtMs, error: toEventError(raw), raw };
  setBase(event, base);
  if (chunk) event.chunk = chunk;
  return event;
}

function toEventError(raw: unknown): EventError {
  const error: EventError = { raw };
  if (!isRecord(raw)) return error;
  const code = Number(asText(raw['code']));
  const title = asText(raw['title']);
  const message = asText(raw['message']);
  const inData = isRecord(raw['error_data']) ? asText(raw['error_data']['details']) : undefined;
  const details = inData ?? asText(raw['details']);
  if (Number.isFinite(code)) error.code = code;
  if (title !== undefined) error.title = title;
  if (message !== undefined) error.message = message;
  if (details !== undefined) error.details = details;
  return error;
}
