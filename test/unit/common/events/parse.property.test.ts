import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rebuildWebhook } from '../../../../src/common/events/rebuild-webhook.js';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import { anyBody, findLeaves } from './any-body.js';

/** In the order in which a value's lists are read. */
const itemKinds = {
  messages: 'message',
  statuses: 'status',
  message_echoes: 'echo',
  calls: 'call',
  history: 'history',
  groups: 'group',
  user_preferences: 'user_preference',
  errors: 'error',
} as const;
type List = keyof typeof itemKinds;
const lists = Object.keys(itemKinds) as List[];

const wholeKinds = {
  account_update: 'account',
  flows: 'flow',
  message_template_status_update: 'template',
  phone_number_name_update: 'phone_number',
  security: 'security',
  smb_app_state_sync: 'change',
  tomorrow: 'unknown',
} as const;

const id = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const item = fc.record(
  { id, type: fc.string(), timestamp: fc.oneof(fc.integer(), fc.string()), from: id, wa_id: id, recipient_id: id },
  { requiredKeys: ['id'] },
);
const items = fc.array(item, { minLength: 1, maxLength: 4 });
const itemChange = fc.record({
  field: fc.constantFrom('messages', 'calls', 'history', 'smb_message_echoes', 'group_status_update', 'tomorrow'),
  number: id,
  lists: fc.uniqueArray(fc.tuple(fc.constantFrom(...lists), items), {
    selector: ([name]) => name,
    minLength: 1,
    maxLength: 4,
  }),
});
const wholeChange = fc.record({
  field: fc.constantFrom(...(Object.keys(wholeKinds) as (keyof typeof wholeKinds)[])),
  number: id,
  content: fc.record({ event: fc.string(), details: fc.jsonValue() }),
});
const entry = fc.record({ id, changes: fc.array(fc.oneof(itemChange, wholeChange), { maxLength: 4 }) });
const batch = fc.array(entry, { maxLength: 4 });

type Batch = typeof batch extends fc.Arbitrary<infer Value> ? Value : never;
type Change = Batch[number]['changes'][number];

function changeValue(change: Change): Record<string, unknown> {
  const around = { messaging_product: 'whatsapp', metadata: { phone_number_id: change.number } };
  if ('content' in change) return { ...around, ...change.content };
  const content = change.lists.map(([name, list]) => [
    name,
    name === 'history' ? list.map((message) => ({ threads: [{ id: 'user', messages: [message] }] })) : list,
  ]);
  return { ...around, ...(Object.fromEntries(content) as object) };
}

/** What has to come out, written down without the parser. */
function expectedEvents(entries: Batch): unknown[] {
  return entries.flatMap(({ id: wabaId, changes }) =>
    changes.flatMap((change: Change): unknown[] => {
      const about = { wabaId, phoneNumberId: change.number, field: change.field };
      if ('content' in change) return [{ ...about, kind: wholeKinds[change.field], raw: changeValue(change) }];
      const inOrder = change.lists.toSorted(([a], [b]) => lists.indexOf(a) - lists.indexOf(b));
      return inOrder.flatMap(([name, list]) => list.map((raw) => ({ ...about, kind: itemKinds[name], raw })));
    }),
  );
}

function toBody(entries: Batch): unknown {
  return {
    object: 'whatsapp_business_account',
    entry: entries.map(({ id: wabaId, changes }) => ({
      id: wabaId,
      changes: changes.map((change) => ({ field: change.field, value: changeValue(change) })),
    })),
  };
}

describe('parseWebhook', () => {
  test('gives, for any batch, what went in: each item once, in order, with the ids of its own change', () => {
    fc.assert(
      fc.property(batch, (entries) => {
        const body = JSON.parse(JSON.stringify(toBody(entries))) as unknown;
        const events = parseWebhook(body, 0).map(({ event }) => event);
        const expected = JSON.parse(JSON.stringify(expectedEvents(entries))) as unknown[];
        expect(events).toHaveLength(expected.length);
        expect(events).toMatchObject(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('never throws and loses nothing, whatever JSON it is given', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const before = JSON.stringify(body);
        const parsed = parseWebhook(body, 0);
        const asJson = JSON.stringify(parsed.map(({ event }) => event));
        expect(JSON.stringify(JSON.parse(asJson))).toBe(asJson);
        const lost = findLeaves(body).filter((leaf) => !asJson.includes(leaf));
        // Our envelope is taken out of a status, and stands beside its event.
        const rebuilt = JSON.stringify(parsed.map(rebuildWebhook));
        expect(lost.filter((leaf) => !(leaf.startsWith('"tw1') && rebuilt.includes(leaf)))).toEqual([]);
        expect(JSON.stringify(body)).toBe(before);
      }),
      { numRuns: 400 },
    );
  });
});

describe('rebuildWebhook', () => {
  test('gives a webhook that is this one event again, whatever JSON it came from', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        for (const parsed of parseWebhook(body, 7)) {
          const webhook = JSON.parse(JSON.stringify(rebuildWebhook(parsed))) as unknown;
          const again = parseWebhook(webhook, 7);
          expect(JSON.stringify(again.map(({ event }) => event))).toBe(JSON.stringify([parsed.event]));
          expect(again[0]?.envelope).toEqual(parsed.envelope);
          // A dead letter's id comes from this text: taken out a second time, it is the same.
          expect(again.map((each) => JSON.stringify(rebuildWebhook(each)))).toEqual([
            JSON.stringify(rebuildWebhook(parsed)),
          ]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
