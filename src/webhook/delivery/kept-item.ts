/** What a dead letter workflow keeps: made of undeliverable items, or of a whole body. */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { DeadLetterSummary } from '../../common/dead-letter.js';
import { defined } from '../../common/schema/defined.js';
import { isByRoute, type UndeliverableItem } from '../routing/item.js';
import { jsonBytesAtMost, utf8, writeJson } from '../calls/json.js';

export interface KeptItem {
  summary: DeadLetterSummary;
  /** A hash of the content alone, so that the same items delivered again are the same dead letter. */
  hash: string;
  /** The items as a webhook of their own; absent when it travels as text. */
  webhook?: Record<string, unknown>;
  /** Part 0 goes with the start. Empty when `webhook` is there. */
  parts: string[];
  encoding?: 'base64';
}

/** What a part may need as JSON: half of Temporal's limit of a payload. */
const maxPartBytes = 1_000_000;
const hashLength = 32;
/** The longest text in a summary, which is shown in lists. */
const maxSummaryText = 200;

/** @param webhook with the parts of all items; each item has the same reason */
export function keptItems(items: readonly UndeliverableItem[], webhook: Record<string, unknown>): KeptItem {
  const text = writeJson(webhook);
  const kept = { summary: summarize(items), hash: hashContent(text) };
  const fits = Buffer.byteLength(text) <= maxPartBytes && jsonBytesAtMost(webhook) !== Infinity;
  return fits ? { ...kept, webhook, parts: [] } : { ...kept, parts: splitText(text) };
}

/** A body of which nothing smaller can be kept. */
export function keptBody(body: Uint8Array | string, summary: DeadLetterSummary): KeptItem {
  const hash = hashContent(body);
  if (typeof body === 'string') return { summary, hash, parts: splitText(body) };
  if (isUtf8(body)) return { summary, hash, parts: splitText(utf8(body)) };
  const base64 = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
  return { summary, hash, parts: splitText(base64), encoding: 'base64' };
}

function hashContent(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, hashLength);
}

/** What all items have in common. */
function summarize(items: readonly UndeliverableItem[]): DeadLetterSummary {
  const [first, ...others] = items.map(describeItem);
  if (!first) throw new Error('a dead letter needs an item');
  const summary: DeadLetterSummary = { reason: first.reason, receivedAtMs: first.receivedAtMs };
  const same = summaryTexts.filter((name) => others.every((other) => other[name] === first[name]));
  for (const name of same) {
    const text = first[name];
    if (text !== undefined) summary[name] = text.slice(0, maxSummaryText);
  }
  if (items.some(isByRoute)) summary.byRoute = true;
  if (others.length > 0) summary.items = items.length;
  return summary;
}

const summaryTexts = ['kind', 'problem', 'field', 'wabaId', 'phoneNumberId', 'messageId'] as const;

function describeItem({ event, fate }: UndeliverableItem): DeadLetterSummary {
  const { field, wabaId, phoneNumberId, kind, receivedAtMs } = event;
  const messageId = 'messageId' in event ? event.messageId : undefined;
  const texts = { kind, problem: fate.problem, field, wabaId, phoneNumberId, messageId };
  return { reason: fate.reason, receivedAtMs, ...defined(texts) };
}

/** Text full of quotes or control characters needs several times its length as JSON. */
function splitText(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  while (start < text.length) {
    let length = maxPartBytes;
    while (Buffer.byteLength(JSON.stringify(text.slice(start, start + length))) > maxPartBytes) length >>= 1;
    if (isHighSurrogate(text.charCodeAt(start + length - 1)) && start + length < text.length) length -= 1;
    parts.push(text.slice(start, start + length));
    start += length;
  }
  return parts.length === 0 ? [''] : parts;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
