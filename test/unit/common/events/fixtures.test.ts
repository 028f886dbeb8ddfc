import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import type { WhatsAppEvent } from '../../../../src/common/events/types.js';

interface ExpectedItem {
  kind: string;
  id: string | null;
  phone_number_id: string | null;
  type?: string | null;
  status?: string | null;
}
interface Expected {
  malformed: number;
  calls: number;
  historyMessages: number;
  errors: number;
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

const itemKinds = ['message', 'status', 'echo'];

function toItem(event: WhatsAppEvent): ExpectedItem[] {
  if (event.kind === 'change' || event.kind === 'malformed') return [];
  const { kind, messageId: id = null, phoneNumberId: phone_number_id = null } = event;
  return kind === 'status'
    ? [{ kind, id, phone_number_id, status: event.status ?? null }]
    : [{ kind, id, phone_number_id, type: event.type ?? null }];
}

/** Every change of a body that can be found by hand, the bare one of the Test button too. */
function changesOf(body: { entry?: unknown }): Record<string, unknown>[] {
  const entries = Array.isArray(body.entry) ? (body.entry as { changes?: unknown }[]) : [];
  return entries.flatMap(({ changes }) => (Array.isArray(changes) ? (changes as Record<string, unknown>[]) : []));
}

describe('webhook bodies of other projects', () => {
  const each = present ? test.each(expectations) : test.skip.each([['no fixtures', {} as Expected]]);

  each('%s: kinds, ids, numbers and order are those of the independent count', (name, expected) => {
    const events = parseWebhook(readJson(name), 0).map(({ event }) => event);
    expect(events.flatMap(toItem)).toEqual(expected.events.filter(({ kind }) => itemKinds.includes(kind)));
    expect(events.filter(({ kind }) => kind === 'malformed')).toHaveLength(expected.malformed);
  });

  each('%s: nothing of the body is lost', (name) => {
    const body = readJson<{ entry?: unknown }>(name);
    const events = parseWebhook(body, 0).map(({ event }) => event);
    const kept = JSON.stringify(events.map((event) => event.raw));
    for (const { value } of changesOf(body)) {
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
