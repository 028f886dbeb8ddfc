import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseWebhook } from '../../../../src/common/events/parse.js';

const lists = { message: 'messages', status: 'statuses', echo: 'message_echoes' } as const;
type ItemKind = keyof typeof lists;

const id = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const item = fc.record(
  { id, type: fc.string(), timestamp: fc.oneof(fc.integer(), fc.string()) },
  { requiredKeys: ['id'] },
);
const items = fc.array(item, { minLength: 1, maxLength: 5 });
const change = fc.record({
  field: fc.constantFrom('messages', 'calls', 'history', 'smb_message_echoes', 'brand_new_field'),
  number: id,
  value: fc.record({ messages: items, statuses: items, message_echoes: items }, { requiredKeys: [] }),
});
const entry = fc.record({ id, changes: fc.array(change, { maxLength: 4 }) });
const batch = fc.array(entry, { maxLength: 4 });

type Batch = typeof batch extends fc.Arbitrary<infer Value> ? Value : never;

/** What has to come out, written down without the parser. */
function expectedOf(entries: Batch): unknown[] {
  return entries.flatMap(({ id: wabaId, changes }) =>
    changes.flatMap(({ field, number, value }) => {
      const found = (Object.keys(lists) as ItemKind[]).flatMap((kind) =>
        (value[lists[kind]] ?? []).map((raw) => ({ kind, wabaId, phoneNumberId: number, field, raw })),
      );
      return found.length > 0 ? found : [{ kind: 'change', wabaId, phoneNumberId: number, field }];
    }),
  );
}

function toBody(entries: Batch): unknown {
  return {
    object: 'whatsapp_business_account',
    entry: entries.map(({ id: wabaId, changes }) => ({
      id: wabaId,
      changes: changes.map(({ field, number, value }) => ({
        field,
        value: { messaging_product: 'whatsapp', metadata: { phone_number_id: number }, ...value },
      })),
    })),
  };
}

const anyJson = fc.jsonValue({ maxDepth: 5 });
const knownKeys = fc.constantFrom('metadata', 'contacts', 'messages', 'statuses', 'message_echoes', 'errors');
const almostChange = fc.record({ field: anyJson, value: fc.oneof(anyJson, fc.dictionary(knownKeys, anyJson)) });
const almostEntry = fc.record({ id: anyJson, changes: fc.array(fc.oneof(anyJson, almostChange)) });
const almostWebhook = fc.record({ entry: fc.array(fc.oneof(anyJson, almostEntry)) });

/** How many changes a body has at the least; a body that is no webhook counts as one. */
function changesIn(body: unknown): number {
  const entries = (body as { entry?: unknown } | null)?.entry;
  if (!Array.isArray(entries)) return 1;
  return entries.reduce<number>((sum, each: { changes?: unknown } | null) => {
    return sum + (Array.isArray(each?.changes) ? each.changes.length : 1);
  }, 0);
}

describe('parseWebhook', () => {
  test('gives, for any batch, what went in: each item once, in order, with the ids of its own change', () => {
    fc.assert(
      fc.property(batch, (entries) => {
        const events = parseWebhook(toBody(entries), 0).map(({ event }) => event);
        const expected = expectedOf(entries);
        expect(events).toHaveLength(expected.length);
        expect(events).toMatchObject(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('never throws and gives at least one event a change, whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.oneof(anyJson, almostWebhook), (generated) => {
        const body = JSON.parse(JSON.stringify(generated)) as unknown;
        const events = parseWebhook(body, 0).map(({ event }) => event);
        expect(events.length).toBeGreaterThanOrEqual(changesIn(body));
        const asJson = JSON.stringify(events);
        expect(JSON.stringify(JSON.parse(asJson))).toBe(asJson);
      }),
      { numRuns: 1_000 },
    );
  });
});
