import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import { rebuildWebhook } from '../../../../src/common/events/rebuild-webhook.js';
import { keptBody, keptItems } from '../../../../src/webhook/delivery/kept-item.js';

const summary = { reason: 'not-json', receivedAtMs: 0 } as const;

function kept(message: unknown, receivedAtMs = 0) {
  const body = {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '900',
        changes: [
          {
            field: 'messages',
            value: { metadata: { phone_number_id: '10001' }, messages: [{ id: 'other' }, message] },
          },
        ],
      },
    ],
  };
  const parsed = parseWebhook(body, receivedAtMs)[1]!;
  const item = { ...parsed, fate: { kind: 'dead-letter', reason: 'user-missing', problem: 'nobody' } } as const;
  return keptItems([item], rebuildWebhook(item));
}

describe('an event', () => {
  test('is kept as a webhook of its own, with a summary without content', () => {
    expect(kept({ id: 'm', text: { body: 'hi' } }, 17)).toEqual({
      summary: {
        reason: 'user-missing',
        problem: 'nobody',
        kind: 'message',
        field: 'messages',
        wabaId: '900',
        phoneNumberId: '10001',
        messageId: 'm',
        receivedAtMs: 17,
      },
      hash: expect.stringMatching(/^[0-9a-f]{32}$/),
      webhook: {
        object: 'whatsapp_business_account',
        entry: [
          {
            id: '900',
            changes: [
              {
                field: 'messages',
                value: { metadata: { phone_number_id: '10001' }, messages: [{ id: 'm', text: { body: 'hi' } }] },
              },
            ],
          },
        ],
      },
      parts: [],
    });
  });

  test('has the same hash whenever it comes, and another one has another', () => {
    expect(kept({ id: 'm' }, 1).hash).toBe(kept({ id: 'm' }, 2).hash);
    expect(kept({ id: 'm' }).hash).not.toBe(kept({ id: 'n' }).hash);
  });

  test('shows no long text in its summary', () => {
    expect(kept({ id: 'm'.repeat(5_000) }).summary.messageId).toHaveLength(200);
  });

  test.each<[string, unknown]>([
    ['too large for one payload', { id: 'm', text: 'x'.repeat(2_500_000) }],
    ['nested too deeply', { id: 'm', more: JSON.parse('['.repeat(9_000) + ']'.repeat(9_000)) as unknown }],
  ])('travels as text when it is %s', (_what, message) => {
    const { webhook, parts, hash } = kept(message);
    expect(webhook).toBeUndefined();
    const text = parts.join('');
    const [again] = parseWebhook(JSON.parse(text), 0);
    expect(again?.event).toMatchObject({ kind: 'message', messageId: 'm', phoneNumberId: '10001' });
    expect(hash).toBe(createHash('sha256').update(text).digest('hex').slice(0, 32));
  });
});

describe('a body', () => {
  test('is kept as text', () => {
    expect(keptBody(Buffer.from('{"grün'), summary)).toEqual({ summary, hash: expect.any(String), parts: ['{"grün'] });
  });

  test('is kept when it is empty', () => {
    expect(keptBody(new Uint8Array(), summary).parts).toEqual(['']);
  });

  test('is kept in base64 when it is no UTF-8', () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
    const { parts, encoding } = keptBody(bytes, summary);
    expect(encoding).toBe('base64');
    expect(Buffer.from(parts.join(''), 'base64')).toEqual(bytes);
  });

  test.each<[string, string]>([
    ['plain', 'x'.repeat(2_500_000)],
    ['quotes, which double as JSON', '"'.repeat(2_500_000)],
    ['control characters, which need six bytes each', '\u0001'.repeat(700_000)],
    ['emojis, none of which is cut in two', `x${'😀'.repeat(600_000)}`],
  ])('is split into parts that fit a payload each: %s', (_what, text) => {
    const { parts } = keptBody(Buffer.from(text), summary);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.join('') === text).toBe(true);
    for (const part of parts) {
      expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThanOrEqual(1_000_000);
      expect(Buffer.from(part).toString() === part).toBe(true);
    }
  });
});
