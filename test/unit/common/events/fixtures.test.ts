import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { rebuildWebhook } from '../../../../src/common/events/rebuild-webhook.js';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import type { WhatsAppEvent } from '../../../../src/common/events/types.js';

interface ExpectedItem {
  kind: string;
  id: string | null;
  phone_number_id: string | null;
  type?: string | null;
  status?: string | null;
  event?: string | null;
}
interface Expected {
  malformed: number;
  errors: number;
  otherFields: string[];
  events: ExpectedItem[];
}

/** Bodies of other projects' tests with an independent count of each. */
const folder = fileURLToPath(new URL('../../../../../shared/fixtures/webhooks/', import.meta.url));
const present = existsSync(`${folder}expected.json`);
if (!present)
  console.warn(`SKIPPED: parsing of the webhook bodies of other projects: ${folder}expected.json is not there`);
const expectations = present ? Object.entries(readJson<Record<string, Expected>>('expected.json')) : [];

function readJson<Type>(name: string): Type {
  return JSON.parse(readFileSync(folder + name, 'utf8')) as Type;
}

function toItem(event: WhatsAppEvent): ExpectedItem[] {
  const phone_number_id = event.phoneNumberId ?? null;
  switch (event.kind) {
    case 'message':
    case 'echo':
    case 'history':
      return [{ kind: event.kind, id: event.messageId ?? null, phone_number_id, type: event.type ?? null }];
    case 'status':
      return [{ kind: event.kind, id: event.messageId ?? null, phone_number_id, status: event.status ?? null }];
    case 'call':
      return [{ kind: event.kind, id: event.callId ?? null, phone_number_id, event: event.event ?? null }];
    default:
      return [];
  }
}

/** Errors of items, except those of groups, which the independent count leaves out, and of values. */
function countErrors(event: WhatsAppEvent): number {
  if (event.kind === 'error') return 1;
  return 'errors' in event && event.kind !== 'group' ? (event.errors?.length ?? 0) : 0;
}

/** Every change of a body that can be found by hand, the bare one of the Test button too. */
function listChanges(body: { entry?: unknown }): Record<string, unknown>[] {
  const entries = Array.isArray(body.entry) ? (body.entry as { changes?: unknown }[]) : [];
  return entries.flatMap(({ changes }) => (Array.isArray(changes) ? (changes as Record<string, unknown>[]) : []));
}

describe('webhook bodies of other projects', () => {
  const each = present ? test.each(expectations) : test.skip.each([['no fixtures', {} as Expected]]);

  each('%s: kinds, ids, numbers, order, errors and fields are those of the independent count', (name, expected) => {
    const events = parseWebhook(readJson(name), 0).map(({ event }) => event);
    const fields = new Set(events.flatMap(({ field }) => (field === undefined || field === 'messages' ? [] : field)));
    expect({
      events: events.flatMap(toItem),
      errors: events.reduce((sum, event) => sum + countErrors(event), 0),
      malformed: events.filter((event) => event.kind === 'unknown' && event.reason === 'malformed').length,
      otherFields: [...fields],
    }).toEqual({
      events: expected.events,
      errors: expected.errors,
      malformed: expected.malformed,
      otherFields: [...new Set(expected.otherFields)],
    });
  });

  each('%s: each event, taken out alone and parsed again, is the same', (name) => {
    for (const parsed of parseWebhook(readJson(name), 0)) {
      expect(parseWebhook(rebuildWebhook(parsed), 0).map(({ event }) => event)).toEqual([parsed.event]);
    }
  });

  each('%s: nothing of the body is lost', (name) => {
    const body = readJson<{ entry?: unknown }>(name);
    const events = parseWebhook(body, 0).map(({ event }) => event);
    const kept = JSON.stringify(events.map((event) => event.raw));
    for (const { value } of listChanges(body)) {
      const {
        metadata: _number,
        contacts: _users,
        messaging_product: _product,
        ...content
      } = value as Record<string, unknown>;
      for (const part of Object.values(content)) {
        const items: unknown[] = Array.isArray(part) ? part : [part];
        for (const item of items) expect(kept).toContain(JSON.stringify(item));
      }
    }
  });

  (present ? test : test.skip)('there are 179 of them', () => {
    expect(expectations).toHaveLength(179);
  });
});
