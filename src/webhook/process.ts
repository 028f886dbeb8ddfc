/** What becomes of a webhook whose signature was checked, or of a dead letter that is redriven: parse, route, deliver. */
import type { DeadLetterReason } from '../common/dead-letter.js';
import { parseWebhook, type ParsedEvent } from '../common/events/parse.js';
import type { WhatsAppEvent } from '../common/events/types.js';
import { keptBody } from './delivery/kept-item.js';
import { deliver, type DeliveryWork } from './delivery/deliver.js';
import { Fates, type EventFate } from './delivery/fates.js';
import { groupEvents, type UndeliverableEvent } from './routing/group.js';
import { parseJson, writeJson } from './delivery/json.js';
import type { ProcessingSettings } from './options.js';
import { createRouter, type Router } from './routing/route.js';

export type { EventFate } from './delivery/fates.js';

/**
 * What is to be processed: a webhook's JSON, a body as text that may be JSON (base64 when it is not UTF-8), or its bytes. A
 * claimed `DeadLetterContent` fits as it is.
 */
export interface WebhookContent {
  webhook?: unknown;
  text?: string;
  encoding?: 'utf8' | 'base64';
  bytes?: Uint8Array;
}

export interface ProcessedWebhook {
  /** What was read from it, in Meta's order. Empty when it is no JSON. */
  events: WhatsAppEvent[];
  /** One for each event. A body that is no JSON has one fate. */
  fates: EventFate[];
  /** Whether every event was delivered, ignored or kept. Otherwise all of it has to come again. */
  accepted: boolean;
}

export interface ProcessOptions {
  /**
   * Whether items that cannot be delivered are started as dead letter workflows; a redrive passes false and finds them among
   * the fates.
   */
  keepDeadLetters: boolean;
}

export type WebhookProcessor = (
  content: WebhookContent,
  receivedAtMs: number,
  options: ProcessOptions,
) => Promise<ProcessedWebhook>;

/**
 * Parses, routes and delivers one webhook, without asking for a signature. Nothing that a webhook may hold makes it reject.
 *
 * @param receivedAtMs Unix milliseconds of the POST in which it came.
 * @param settings Of `webhookSettings` or `processingSettings`.
 */
export function processWebhook(
  content: WebhookContent,
  receivedAtMs: number,
  settings: ProcessingSettings,
  options: ProcessOptions,
): Promise<ProcessedWebhook> {
  return createProcessor(settings)(content, receivedAtMs, options);
}

/** The same for many webhooks. */
export function createProcessor(settings: ProcessingSettings): WebhookProcessor {
  const route = createRouter(settings);
  return async (content, receivedAtMs, { keepDeadLetters }) => {
    const body = readContent(content);
    const parsed = body.json && parse(body.json.value, receivedAtMs);
    if (!Array.isArray(parsed)) {
      const problem = parsed?.problem;
      const reason = body.json ? 'malformed' : 'not-json';
      const events = [{ index: 0, reason, ...(problem !== undefined && { problem }) }] as const;
      const fates = new Fates(1, settings.observer);
      await deliver(wholeBody(body, events, receivedAtMs), fates, settings, keepDeadLetters);
      return outcome([], fates);
    }
    const fates = new Fates(parsed.length, settings.observer);
    await deliver(workOf(parsed, body, route, fates, receivedAtMs), fates, settings, keepDeadLetters);
    return outcome(parsed, fates);
  };
}

interface Body {
  /** Absent when it is no JSON. */
  json?: { value: unknown };
  whole: () => Uint8Array | string;
}

/**
 * One POST of Meta holds at most a thousand items. Of one in which more have to be kept, the body is kept whole instead: its
 * redrive delivers all of it, and workflows drop what they had.
 *
 * @see "Create a webhook endpoint" https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/create-webhook-endpoint (read 2026-11)
 */
const maxDeadLetters = 1_000;

function readContent({ webhook, text, encoding = 'utf8', bytes }: WebhookContent): Body {
  if (webhook !== undefined) return { json: { value: webhook }, whole: () => writeJson(webhook) };
  const body = bytes ?? Buffer.from(text ?? '', encoding);
  const json = parseJson(body);
  return { whole: () => body, ...(json && { json }) };
}

/** A defect of the parser must not lose what it was given. */
function parse(value: unknown, receivedAtMs: number): ParsedEvent[] | { problem: string } {
  try {
    return parseWebhook(value, receivedAtMs);
  } catch (error) {
    return { problem: `could not be parsed: ${error instanceof Error ? error.name : 'unknown error'}` };
  }
}

function workOf(
  parsed: readonly ParsedEvent[],
  body: Body,
  route: Router,
  fates: Fates,
  receivedAtMs: number,
): DeliveryWork {
  const { groups, undeliverable, ignored } = groupEvents(parsed, route);
  fates.read(parsed);
  for (const { index, reason } of ignored) fates.ignored(index, reason);
  if (undeliverable.length <= maxDeadLetters) return { groups, undeliverable };
  return { ...wholeBody(body, undeliverable, receivedAtMs), groups };
}

function wholeBody(
  body: Body,
  events: readonly Omit<UndeliverableEvent, 'parsed'>[],
  receivedAtMs: number,
): DeliveryWork {
  const [first] = events;
  const reason: DeadLetterReason = first?.reason ?? 'malformed';
  const problem = events.length > 1 ? `kept whole for ${events.length} of its items` : first?.problem;
  const summary = { reason, receivedAtMs, ...(problem !== undefined && { problem }) };
  return { groups: [], undeliverable: [], body: { item: keptBody(body.whole(), summary), events } };
}

function outcome(parsed: readonly ParsedEvent[], { list }: Fates): ProcessedWebhook {
  return {
    events: parsed.map(({ event }) => event),
    fates: list,
    accepted: list.every(({ fate }) => fate !== 'not-delivered'),
  };
}
