import { describe, expect, test } from '@jest/globals';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import { rebuildWebhook } from '../../../../src/common/events/rebuild-webhook.js';

const many = 300_000;
const envelope = (value: object): unknown => ({ entry: [{ id: '9', changes: [{ field: 'messages', value }] }] });
const items = (item: unknown): unknown[] => new Array<unknown>(many).fill(item);

const unreadable: [string, unknown][] = [
  ['entries', { entry: items(1) }],
  ['entries without changes', { entry: items({}) }],
  ['changes', { entry: [{ changes: items('x') }] }],
  ['changes without a value', { entry: [{ changes: items({}) }] }],
  ['messages', envelope({ messages: items(1) })],
  ['statuses', envelope({ statuses: items([]) })],
  ['contacts', envelope({ contacts: items(null) })],
  ['errors', envelope({ errors: items(false) })],
  ['chunks of history', envelope({ history: items(1) })],
  ['threads', envelope({ history: [{ threads: items(1) }] })],
  ['old messages', envelope({ history: [{ threads: [{ id: '1', messages: items(1) }] }] })],
];

describe('hundreds of thousands of parts that cannot be read', () => {
  test.each(unreadable)('become a thousand events and one for the rest: %s', (_what, body) => {
    const events = parseWebhook(body, 0);
    expect(events.length).toBeLessThanOrEqual(1_002);
    const last = events.at(-1);
    expect(last?.event).toMatchObject({ kind: 'unknown', reason: 'malformed' });
    expect(last?.event.kind === 'unknown' && last.event.problem).toMatch(/^29\d{4} more parts were not read/);
    expect(last && rebuildWebhook(last)).toBe(body);
  });

  test('do not hide what can be read', () => {
    const body = envelope({ messages: [...items(1), { id: 'ok', from: '1' }] });
    expect(parseWebhook(body, 0).at(-2)?.event).toMatchObject({ kind: 'message', messageId: 'ok' });
  });
});

test('items that say nothing become no more events than the largest body of Meta could hold', () => {
  for (const list of ['messages', 'statuses', 'groups', 'errors']) {
    expect(parseWebhook(envelope({ [list]: items({}) }), 0)).toHaveLength(32_001);
  }
  const history = [{ threads: [{ id: '1', messages: items({}) }] }];
  expect(parseWebhook(envelope({ history }), 0)).toHaveLength(32_001);
});

test('a thousand of each are events of their own', () => {
  const messages = Array.from({ length: 1_000 }, (_, index) => (index % 2 ? index : { id: String(index) }));
  expect(parseWebhook(envelope({ messages, statuses: items({}).slice(0, 20_000) }), 0)).toHaveLength(21_000);
});
