/** Makes of an undeliverable event, or of a whole body, what its dead letter workflow keeps. */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { DeadLetterSummary } from '../common/dead-letter.js';
import { rebuildWebhook } from '../common/events/rebuild-webhook.js';
import type { ParsedEvent } from '../common/events/parse.js';
import type { UndeliverableEvent } from './group.js';
import { jsonBytesAtMost, utf8, writeJson } from './json.js';

export interface KeptItem {
  summary: DeadLetterSummary;
  /** Of the content alone, so that the same item delivered again is the same dead letter. */
  hash: string;
  /** The item as a webhook of its own; absent when it travels as text. */
  webhook?: Record<string, unknown>;
  /** Part 0 goes with the start. Empty when `webhook` is there. */
  parts: string[];
  encoding?: 'base64';
}

/** What a part may need as JSON: half of Temporal's limit of a payload. */
const maxPartBytes = 1_000_000;
const hashLength = 32;
/** Of one text in a summary, which is shown in lists. */
const maxSummaryText = 200;

export function keptEvent(item: UndeliverableEvent): KeptItem {
  const webhook = rebuildWebhook(item.parsed);
  const text = writeJson(webhook);
  const summary = summaryOf(item);
  const hash = hashOf(text);
  const fits = Buffer.byteLength(text) <= maxPartBytes && jsonBytesAtMost(webhook) !== Infinity;
  return fits ? { summary, hash, webhook, parts: [] } : { summary, hash, parts: splitText(text) };
}

/** A body of which nothing smaller can be kept. */
export function keptBody(body: Uint8Array | string, summary: DeadLetterSummary): KeptItem {
  const hash = hashOf(body);
  if (typeof body === 'string') return { summary, hash, parts: splitText(body) };
  if (isUtf8(body)) return { summary, hash, parts: splitText(utf8(body)) };
  const base64 = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
  return { summary, hash, parts: splitText(base64), encoding: 'base64' };
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, hashLength);
}

function summaryOf({ parsed, reason, problem }: UndeliverableEvent): DeadLetterSummary {
  const { event } = parsed;
  const summary: DeadLetterSummary = { reason, receivedAtMs: event.receivedAtMs, kind: event.kind };
  const { field, wabaId, phoneNumberId } = event;
  const messageId = messageIdOf(event);
  for (const [key, value] of Object.entries({ problem, field, wabaId, phoneNumberId, messageId })) {
    if (value !== undefined) Object.assign(summary, { [key]: value.slice(0, maxSummaryText) });
  }
  return summary;
}

function messageIdOf(event: ParsedEvent['event']): string | undefined {
  return 'messageId' in event ? event.messageId : undefined;
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
