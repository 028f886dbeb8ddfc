/** Chunks of the history: their messages and errors, and what else they hold. */
import type { ContactIndex } from './identity.js';
import { isPlain, isRecord, notAs, pick, type JsonRecord } from './json.js';
import { errorEvent } from './errors.js';
import { historyEvent } from './message-items.js';
import { unknownPart, type EventOrigin, type ParsedEvent, type Place } from './origin.js';
import type { WhatsAppEvent } from './types.js';

const valuePath = 'entry[].changes[].value';
const where = `${valuePath}.history[]`;

/** Reads `value.history`; `value` is the place that holds it. */
export class HistoryReader {
  private readonly events: ParsedEvent[];
  private readonly origin: EventOrigin;
  private readonly contacts: ContactIndex;
  private readonly value: Place;

  constructor(events: ParsedEvent[], value: Place, origin: EventOrigin, contacts: ContactIndex) {
    this.events = events;
    this.value = value;
    this.origin = origin;
    this.contacts = contacts;
  }

  read(history: unknown): void {
    this.each(history, this.value, 'history', valuePath, (chunk) => this.readChunk(chunk));
  }

  private readChunk(record: JsonRecord): void {
    const { metadata, errors, threads } = record;
    const place: Place = { level: 'chunk', record, parent: this.value, contacts: undefined };
    if (metadata !== undefined && !isRecord(metadata)) {
      this.malformed(notAs(`${where}.metadata`, 'an object', metadata), place, 'metadata', metadata);
    }
    const chunk = isRecord(metadata) ? metadata : undefined;
    this.each(errors, place, 'errors', where, (error) =>
      this.push(errorEvent(error, this.origin, chunk), place, 'errors', error),
    );
    this.each(threads, place, 'threads', where, (thread) => this.readThread(thread, place, chunk));
  }

  private readThread(record: JsonRecord, parent: Place, chunk: JsonRecord | undefined): void {
    const place: Place = { level: 'thread', record, parent, contacts: undefined };
    const context = { thread: record, chunk };
    this.each(record['messages'], place, 'messages', `${where}.threads[]`, (message) =>
      this.push(historyEvent(message, this.origin, this.contacts, context), place, 'messages', message),
    );
  }

  /** Hands every object of a list on, and keeps what is none. */
  private each(list: unknown, place: Place, key: string, path: string, read: (record: JsonRecord) => void): void {
    if (list === undefined) return;
    if (!Array.isArray(list)) return this.malformed(notAs(`${path}.${key}`, 'a list', list), place, key, list);
    for (const item of list) {
      if (isRecord(item)) read(item);
      else this.malformed(notAs(`${path}.${key}[]`, 'an object', item), place, key, item, true);
    }
  }

  private push(event: WhatsAppEvent, place: Place, key: string, part: unknown): void {
    this.events.push({ event, source: { place, key, listed: true, part } });
  }

  private malformed(problem: string, place: Place, key: string, part: unknown, listed = false): void {
    this.events.push(unknownPart('malformed', this.origin, problem, { place, key, listed, part }));
  }
}

/**
 * What the chunks hold beside what became events: unknown members, and chunks and threads without content. As it is, the same
 * function finds nothing to take out of it.
 *
 * @returns Undefined when there is nothing.
 */
export function historyRest(history: readonly unknown[]): JsonRecord[] | undefined {
  const rest = history
    .filter(isRecord)
    .map(chunkRest)
    .filter((left) => left !== undefined);
  return rest.length === 0 ? undefined : rest;
}

function chunkRest(chunk: JsonRecord): JsonRecord | undefined {
  const { metadata } = chunk;
  const threads: unknown[] = Array.isArray(chunk['threads']) ? chunk['threads'] : [];
  const threadsLeft = threads
    .filter(isRecord)
    .map(threadRest)
    .filter((left) => left !== undefined);
  if (isUntouched(chunk, threads, threadsLeft)) return chunk;
  const more = pick(chunk, (key) => key !== 'metadata' && key !== 'errors' && key !== 'threads');
  if (!more && threadsLeft.length === 0) return undefined;
  return {
    ...(isRecord(metadata) && { metadata }),
    ...more,
    ...(threadsLeft.length > 0 && { threads: threadsLeft }),
  };
}

/** Whether no part of the chunk became an event. */
function isUntouched(chunk: JsonRecord, threads: readonly unknown[], threadsLeft: readonly unknown[]): boolean {
  return (
    isAbsentOrEmpty(chunk['errors']) &&
    (chunk['metadata'] === undefined || isRecord(chunk['metadata'])) &&
    (chunk['threads'] === undefined || Array.isArray(chunk['threads'])) &&
    threads.every((thread, index) => thread === threadsLeft[index])
  );
}

function threadRest(thread: JsonRecord): JsonRecord | undefined {
  if (isAbsentOrEmpty(thread['messages'])) return thread;
  const more = pick(thread, (key, value) => key !== 'messages' && !(key === 'id' && isPlain(value)));
  return more && { ...('id' in thread && { id: thread['id'] }), ...more };
}

function isAbsentOrEmpty(list: unknown): boolean {
  return list === undefined || (Array.isArray(list) && list.length === 0);
}
