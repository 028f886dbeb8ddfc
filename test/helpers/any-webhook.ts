/** The check that the receiver neither loses nor doubles any part of any JSON. */
import fc from 'fast-check';
import type { DeadLetterStart } from '../../src/webhook/calls/temporal.js';
import { parseWebhook } from '../../src/common/events/parse.js';
import type { WhatsAppEvent } from '../../src/common/events/types.js';
import { createWebhookHandler } from '../../src/webhook/handler.js';
import type { WebhookHandlerOptions } from '../../src/webhook/options.js';
import { recordingOptions, sign } from '../unit/webhook/recording-client.js';
import { anyBody, marker } from './webhook-arbitrary.js';

/** Texts that say to whom an item belongs, and are no content: a part of the envelope that stands around the items. */
const context: Record<string, ReadonlySet<string>> = {
  body: new Set(['object']),
  entry: new Set(['id', 'time']),
  change: new Set(['field']),
  value: new Set(['messaging_product', 'metadata', 'contacts']),
};
const below: Record<string, string> = { 'body.entry': 'entry', 'entry.changes': 'change', 'change.value': 'value' };

interface Marked {
  body: unknown;
  /** Those that must come out somewhere. */
  markers: string[];
}

/** Makes every marker in the body a text of its own. */
export function withMarkers(body: unknown): Marked {
  const markers: string[] = [];
  const mark = (part: unknown, level: string | undefined): unknown => {
    if (part === marker) {
      const text = `#${markers.length}#`;
      if (level !== 'context') markers.push(text);
      return text;
    }
    if (Array.isArray(part)) return part.map((item) => mark(item, level));
    if (typeof part !== 'object' || part === null) return part;
    const isBare = level === 'body' && !('entry' in part);
    const own = isBare ? 'change' : level;
    const members = Object.entries(part).map(([key, member]): [string, unknown] => {
      if (own !== undefined && context[own]?.has(key)) return [key, mark(member, 'context')];
      return [key, mark(member, own === 'context' ? own : below[`${own}.${key}`])];
    });
    return Object.fromEntries(members);
  };
  return { body: mark(body, 'body'), markers };
}

export interface Outcome {
  status: number;
  delivered: WhatsAppEvent[];
  letters: DeadLetterStart[];
  log: unknown[];
}

/** Posts a body, signed, to a receiver of its own. */
export async function postToReceiver(body: unknown, options: Partial<WebhookHandlerOptions> = {}): Promise<Outcome> {
  const recording = recordingOptions();
  const bytes = Buffer.from(JSON.stringify(body));
  const { status } = await createWebhookHandler({ ...recording, ...options })({
    method: 'POST',
    query: new URLSearchParams(),
    headers: { 'x-hub-signature-256': sign(bytes) },
    rawBody: bytes,
  });
  const { accepted, letterStarts } = recording.client;
  return {
    status,
    delivered: accepted.flatMap(({ events }) => events),
    letters: letterStarts,
    log: recording.log.lines,
  };
}

/** What an event is, whoever routed it and whenever it came. */
export function eventIdentity(event: WhatsAppEvent): string {
  const {
    conversationKeys: _keys,
    movedToKey: _moved,
    receivedAtMs: _at,
    ...rest
  } = event as WhatsAppEvent & {
    conversationKeys?: unknown;
    movedToKey?: unknown;
  };
  return JSON.stringify(sorted(rest));
}

/** The events in a dead letter, read again. */
export function letterEvents({ args: [input], memo }: DeadLetterStart): WhatsAppEvent[] {
  const webhook: unknown = input.webhook ?? JSON.parse(input.text ?? 'null');
  const parsed = parseWebhook(webhook, input.receivedAtMs);
  const { items = 1 } = memo.deadLetter;
  if (parsed.length !== items) throw new Error(`a dead letter of ${items} items holds ${parsed.length} events`);
  return parsed.map(({ event }) => event);
}

/**
 * Posts `runs` bodies of any JSON to receivers that ignore nothing: each answers 200, what comes out are exactly the
 * events that went in, and every text that is no context is in a signal or in a dead letter.
 *
 * @throws when a body is found for which this does not hold, with the smallest such body and the seed.
 */
export async function checkAnyWebhook(runs: number): Promise<void> {
  const routes = [
    ({ kind }: WhatsAppEvent) => (kind === 'status' ? { workflowId: 's', workflowType: 'w' } : undefined),
  ];
  const property = fc.asyncProperty(anyBody, async (any) => {
    const { body, markers } = withMarkers(any);
    const { status, delivered, letters, log } = await postToReceiver(body, { routes });
    if (status !== 200) throw new Error(`answered ${status}: ${JSON.stringify(log)}`);
    const before = parseWebhook(JSON.parse(JSON.stringify(body)), 0).map(({ event }) => eventIdentity(event));
    const after = [...delivered, ...letters.flatMap(letterEvents)].map(eventIdentity);
    if (before.sort().join('\n') !== after.sort().join('\n')) throw new Error('events came out that did not go in');
    const out = JSON.stringify([delivered, letters]);
    const lost = markers.filter((text) => !out.includes(text));
    if (lost.length > 0) throw new Error(`lost: ${lost.join()}`);
  });
  await fc.assert(property, { numRuns: runs });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)] as const),
  );
}
