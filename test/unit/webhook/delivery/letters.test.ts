import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import type { DeadLetterReason } from '../../../../src/common/dead-letter.js';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import { groupIntoLetters } from '../../../../src/webhook/delivery/letters.js';
import type { UndeliverableItem } from '../../../../src/webhook/routing/item.js';
import { eventIdentity, letterEvents } from '../../../helpers/any-webhook.js';
import { webhookLike } from '../../../helpers/webhook-arbitrary.js';
import { post, receiver, textMessage, webhookBody } from '../recording-client.js';

/** A chunk of a history with so many messages. */
function historyChunk(messages: number, text = 'Hello', chunkOrder = 1): string {
  const thread = (from: number, length: number) => ({
    id: `4917000${from}`,
    messages: Array.from({ length }, (_, index) => ({
      ...textMessage(`wamid.${chunkOrder}-${from}-${index}`, `4917000${from}`, text),
      history_context: { status: 'READ' },
    })),
  });
  const threads = Array.from({ length: Math.ceil(messages / 50) }, (_, index) =>
    thread(index, Math.min(50, messages - index * 50)),
  );
  const chunk = { metadata: { phase: 0, chunk_order: chunkOrder, progress: 10 }, threads };
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: '10001' }, history: [chunk] };
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '900', changes: [{ field: 'history', value }] }],
  });
}

describe('items without a route', () => {
  test.each([1, 2, 3, 10, 100, 999, 1_000, 1_001, 2_000, 3_000])(
    '%d of one POST are one dead letter, and a redelivery finds it',
    async (items) => {
      const { handle, client } = receiver({ deadlineMs: 4_000 });
      client.beforeKeeping = () => delay(100);
      const body = historyChunk(items);
      for (let delivery = 0; delivery < 2; delivery += 1) {
        expect((await handle(post(body))).status).toBe(200);
      }
      const letters = [...client.letters.values()];
      const summary = { reason: 'no-route', kind: 'history', field: 'history', phoneNumberId: '10001', wabaId: '900' };
      expect(letters.map(({ memo }) => memo.deadLetter)).toMatchObject([items === 1 ? summary : { ...summary, items }]);
      expect(letters.flatMap(letterEvents)).toHaveLength(items);
    },
  );

  test('of more than one payload are split by size alone', async () => {
    const { handle, client } = receiver();
    expect((await handle(post(historyChunk(1_000, 'x'.repeat(2_500))))).status).toBe(200);
    const letters = [...client.letters.values()];
    expect(letters).toHaveLength(3);
    for (const { args, parts } of letters) {
      expect(parts).toEqual([]);
      expect(JSON.stringify(args).length).toBeLessThan(1_000_000);
    }
    expect(letters.flatMap(letterEvents)).toHaveLength(1_000);
  });

  test('of several numbers have a dead letter for each number, of very many numbers one', async () => {
    const kept = async (numbers: number) => {
      const values = Array.from({ length: numbers }, (_, index) => ({
        number: `${20_000 + index}`,
        messages: [textMessage(`a${index}`, '1'), textMessage(`b${index}`, '2')],
      }));
      const { handle, client } = receiver({ phoneNumberIds: ['10001'] });
      expect((await handle(post(webhookBody(...values)))).status).toBe(200);
      return [...client.letters.values()].map(({ memo: { deadLetter } }) => [
        deadLetter.phoneNumberId,
        deadLetter.items,
      ]);
    };
    expect(await kept(2)).toEqual([
      ['20000', 2],
      ['20001', 2],
    ]);
    expect(await kept(1_000)).toEqual([[undefined, 2_000]]);
  });
});

test('any items are in one letter each, as they were, and the same items give the same letters', () => {
  const reasons = fc.infiniteStream(fc.constantFrom<DeadLetterReason>('no-route', 'malformed', 'user-missing'));
  const property = fc.property(webhookLike, reasons, (webhook, stream) => {
    const body: unknown = JSON.parse(JSON.stringify(webhook));
    const items = parseWebhook(body, 0).map((parsed): UndeliverableItem => {
      const { value: reason } = stream.next() as { value: DeadLetterReason };
      return { ...parsed, fate: { kind: 'dead-letter', reason } };
    });
    const letters = groupIntoLetters(items);
    expect(letters.flatMap((letter) => letter.items)).toHaveLength(items.length);
    for (const letter of letters) {
      const { webhook: kept, parts, summary, hash } = letter.make();
      const events = parseWebhook(kept ?? JSON.parse(parts.join('')), 0).map(({ event }) => eventIdentity(event));
      expect(events).toEqual(letter.items.map(({ event }) => eventIdentity(event)));
      expect(summary.items ?? 1).toBe(events.length);
      expect(letter.make().hash).toBe(hash);
    }
    expect(letters.length).toBeLessThanOrEqual(items.length);
  });
  fc.assert(property, { numRuns: 500 });
});
