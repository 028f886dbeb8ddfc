/** Chunks of the history: their messages and errors, and what else they hold. */
import { defined } from '../schema/defined.js';
import { errorEvent } from './errors.js';
import type { ContactIndex } from './identity.js';
import type { EventList } from './event-list.js';
import { isPlain, isRecord, pick, type JsonRecord } from './json.js';
import { historyEvent } from './message-items.js';
import { itemSource, memberSource, type BaseMembers, type Container, type EventSource } from './parsed-event.js';
import type { WhatsAppEvent } from './types.js';

const valuePath = 'entry[].changes[].value';
const chunkPath = `${valuePath}.history[]`;

/** Reads `value.history`, chunk by chunk. */
export class HistoryReader {
  private readonly list: EventList;
  private readonly base: BaseMembers;
  private readonly contacts: ContactIndex;
  private readonly value: Container;

  /** @param value The container that holds the history. */
  constructor(list: EventList, value: Container, base: BaseMembers, contacts: ContactIndex) {
    this.list = list;
    this.value = value;
    this.base = base;
    this.contacts = contacts;
  }

  read(history: unknown): void {
    this.each(history, this.value, 'history', valuePath, (chunk) => this.readChunk(chunk));
  }

  private readChunk(record: JsonRecord): void {
    const { metadata, errors, threads } = record;
    const container: Container = { kind: 'chunk', record, parent: this.value, contacts: undefined };
    if (metadata !== undefined && !isRecord(metadata)) {
      const source = memberSource(container, 'metadata', metadata);
      this.list.addMalformed(`${chunkPath}.metadata`, 'an object', metadata, this.base, source);
    }
    const chunk = isRecord(metadata) ? metadata : undefined;
    this.each(errors, container, 'errors', chunkPath, (error, source) =>
      this.push(errorEvent(error, this.base, chunk), source),
    );
    this.each(threads, container, 'threads', chunkPath, (thread) => this.readThread(thread, container, chunk));
  }

  private readThread(record: JsonRecord, parent: Container, chunk: JsonRecord | undefined): void {
    const container: Container = { kind: 'thread', record, parent, contacts: undefined };
    const context = { thread: record, chunk };
    this.each(record['messages'], container, 'messages', `${chunkPath}.threads[]`, (message, source) =>
      this.push(historyEvent(message, this.base, this.contacts, context), source),
    );
  }

  /** Hands every object of a list on, and keeps what is none. */
  private each(
    list: unknown,
    container: Container,
    key: string,
    path: string,
    read: (record: JsonRecord, source: EventSource) => void,
  ): void {
    if (list === undefined) return;
    if (!Array.isArray(list)) {
      const source = memberSource(container, key, list);
      return this.list.addMalformed(`${path}.${key}`, 'a list', list, this.base, source);
    }
    for (const item of list) {
      const source = itemSource(container, key, item);
      if (!isRecord(item)) this.list.addMalformed(`${path}.${key}[]`, 'an object', item, this.base, source);
      else if (this.list.isFull) this.list.skip();
      else read(item, source);
    }
  }

  private push(event: WhatsAppEvent, source: EventSource): void {
    this.list.add({ event, source });
  }
}

/**
 * The chunks without what became events: unknown members, and chunks and threads without content. Given its own result,
 * the function finds nothing to take out of it.
 *
 * @returns Undefined when nothing remains.
 */
export function remainingHistory(history: readonly unknown[]): JsonRecord[] | undefined {
  const remaining = history
    .filter(isRecord)
    .map(remainingChunk)
    .filter((part) => part !== undefined);
  return remaining.length === 0 ? undefined : remaining;
}

function remainingChunk(chunk: JsonRecord): JsonRecord | undefined {
  const { metadata } = chunk;
  const threads: unknown[] = Array.isArray(chunk['threads']) ? chunk['threads'] : [];
  const remainingThreads = threads
    .filter(isRecord)
    .map(remainingThread)
    .filter((part) => part !== undefined);
  if (isUntouched(chunk, threads, remainingThreads)) return chunk;
  const more = pick(chunk, (key) => key !== 'metadata' && key !== 'errors' && key !== 'threads');
  if (!more && remainingThreads.length === 0) return undefined;
  return {
    ...defined({ metadata: isRecord(metadata) ? metadata : undefined }),
    ...more,
    ...defined({ threads: remainingThreads.length > 0 ? remainingThreads : undefined }),
  };
}

/** Whether no part of the chunk became an event. */
function isUntouched(chunk: JsonRecord, threads: readonly unknown[], remainingThreads: readonly unknown[]): boolean {
  return (
    isAbsentOrEmpty(chunk['errors']) &&
    (chunk['metadata'] === undefined || isRecord(chunk['metadata'])) &&
    (chunk['threads'] === undefined || Array.isArray(chunk['threads'])) &&
    threads.every((thread, index) => thread === remainingThreads[index])
  );
}

function remainingThread(thread: JsonRecord): JsonRecord | undefined {
  if (isAbsentOrEmpty(thread['messages'])) return thread;
  const more = pick(thread, (key, value) => key !== 'messages' && !(key === 'id' && isPlain(value)));
  return more && { ...('id' in thread && { id: thread['id'] }), ...more };
}

function isAbsentOrEmpty(list: unknown): boolean {
  return list === undefined || (Array.isArray(list) && list.length === 0);
}
