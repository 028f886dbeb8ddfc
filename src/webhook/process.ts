/**
 * What becomes of a webhook whose signature was checked, or of a dead letter that is redriven: parse, route, deliver.
 */
import { parseWebhook } from '../common/events/parse.js';
import { defined } from '../common/schema/defined.js';
import { createDelivery, type DeliverySettings } from './delivery/deliver.js';
import { parseJson, writeJson } from './calls/json.js';
import { keptBody, type KeptItem } from './delivery/kept-item.js';
import { eventLabels, type WebhookObserver } from './observe/observer.js';
import { groupItems } from './routing/group.js';
import {
  allWithCopies,
  isUndeliverable,
  withCopies,
  type DeadLetterFate,
  type Item,
  type Part,
} from './routing/item.js';
import { createRouter, type RoutingSettings } from './routing/route.js';

/**
 * What is to be processed: a webhook's JSON, a body as text that may be JSON (base64 when it is not UTF-8), or its
 * bytes. A claimed `DeadLetterContent` fits as it is.
 */
export interface WebhookContent {
  webhook?: unknown;
  text?: string;
  encoding?: 'utf8' | 'base64';
  bytes?: Uint8Array;
}

interface ProcessedWebhook {
  /**
   * Every item in Meta's order, each with its copies, and their fates. A body that cannot be read is one part without
   * an event.
   */
  parts: readonly Part[];
  /** Whether every part was delivered, ignored or kept. Otherwise all of it has to come again. */
  accepted: boolean;
}

interface ProcessOptions {
  /**
   * Whether items that cannot be delivered are started as dead letter workflows; a redrive passes false and finds them
   * among the fates.
   */
  keepDeadLetters: boolean;
}

/**
 * Parses, routes and delivers one webhook, without asking for a signature. Nothing that a webhook may hold makes it
 * reject.
 *
 * @param receivedAtMs Unix milliseconds of the POST in which the webhook came.
 */
export type WebhookProcessor = (
  content: WebhookContent,
  receivedAtMs: number,
  options: ProcessOptions,
) => Promise<ProcessedWebhook>;

export function createProcessor(settings: RoutingSettings & DeliverySettings): WebhookProcessor {
  const route = createRouter(settings);
  const deliver = createDelivery(settings);
  return async (content, receivedAtMs, { keepDeadLetters }) => {
    const body = readContent(content);
    const { items, unreadable } = readItems(body, receivedAtMs);
    const groups = groupItems(items, route);
    tellWhatWasRead(items, settings.observer);
    const undeliverable = allWithCopies(items).filter(isUndeliverable);
    const whole = unreadable && { part: unreadable, make: () => keepWhole(body, unreadable, receivedAtMs) };
    await deliver(whole ? { groups, undeliverable, whole } : { groups, undeliverable }, keepDeadLetters);
    const parts = unreadable ? [unreadable] : allWithCopies(items);
    return { parts, accepted: parts.every(({ fate }) => fate && fate.kind !== 'not-delivered') };
  };
}

interface Body {
  /** Undefined when the body is no JSON. */
  json: { value: unknown } | undefined;
  whole: () => Uint8Array | string;
}

/** A body from which no item can be read. */
interface UnreadableBody extends Part {
  fate: DeadLetterFate;
}

function readContent({ webhook, text, encoding = 'utf8', bytes }: WebhookContent): Body {
  if (webhook !== undefined) return { json: { value: webhook }, whole: () => writeJson(webhook) };
  const body = bytes ?? Buffer.from(text ?? '', encoding);
  return { json: parseJson(body), whole: () => body };
}

/** A defect of the parser must not lose what it was given. */
function readItems({ json }: Body, receivedAtMs: number): { items: Item[]; unreadable?: UnreadableBody } {
  if (!json) return { items: [], unreadable: { fate: { kind: 'dead-letter', reason: 'not-json' } } };
  try {
    return { items: parseWebhook(json.value, receivedAtMs) };
  } catch (error) {
    const problem = `could not be parsed: ${error instanceof Error ? error.name : 'unknown error'}`;
    return { items: [], unreadable: { fate: { kind: 'dead-letter', reason: 'malformed', problem } } };
  }
}

function keepWhole(body: Body, { fate }: UnreadableBody, receivedAtMs: number): KeptItem {
  const { reason, problem } = fate;
  return keptBody(body.whole(), { reason, receivedAtMs, ...defined({ problem }) });
}

function tellWhatWasRead(items: readonly Item[], observer: WebhookObserver | undefined): void {
  if (!observer) return;
  for (const item of items) {
    observer.eventRead(eventLabels(item.event));
    for (const { fate } of withCopies(item)) {
      if (fate?.kind === 'ignored') observer.eventIgnored({ reason: fate.reason });
    }
  }
}
