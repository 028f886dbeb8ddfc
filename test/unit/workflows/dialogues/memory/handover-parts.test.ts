import { expect, test } from '@jest/globals';
import type { WhatsAppMessageEvent } from '../../../../../src/common/events/types.js';
import type { ConversationHandover } from '../../../../../src/workflows/states.js';
import { toBotSettings } from '../../../../../src/workflows/dialogues/bot-settings.js';
import { Bot } from '../../../../../src/workflows/dialogues/memory/bot.js';
import { divideHandover } from '../../../../../src/workflows/dialogues/memory/handover-parts.js';

const settings = toBotSettings({ name: 'x' });

function message(index: number, bytes: number): WhatsAppMessageEvent {
  const raw = { text: { body: String(index % 10).repeat(bytes) } };
  return { kind: 'message', messageId: `m${index}`, type: 'text', user: {}, receivedAtMs: 1, raw };
}

function makeHandover(count: number, bytes: number): ConversationHandover {
  const bot = new Bot(settings);
  for (let index = 0; index < count; index += 1) bot.add(message(index, bytes), 1);
  return { fromKey: 'a', atMs: 2, user: {}, ...bot.state };
}

const stored: number[] = [];
const noStore = { store: async (arrivals: readonly unknown[]) => void stored.push(arrivals.length) };

test('a handover that fits stays as it is', () => {
  const handover = makeHandover(100, 1_000);
  expect(divideHandover({ to: 'b', kind: 'handover', handover }, noStore)).toBeUndefined();
});

test('of one that does not fit, the latest messages follow in signals of their own: each is heard once, in order', async () => {
  const handover = makeHandover(90, 50_000);
  const parts = (await divideHandover({ to: 'b', kind: 'handover', handover }, noStore)) ?? [];
  expect(stored).toEqual([90]);
  expect(parts.length).toBeGreaterThan(2);
  const bot = new Bot(settings);
  for (const part of parts) {
    expect(JSON.stringify(part).length).toBeLessThan(1_950_000);
    if (part.kind === 'handover') bot.merge(part.handover);
    if (part.kind === 'events') for (const event of part.events) expect(bot.add(event, 3)).toBe(true);
  }
  const ids = Array.from({ length: 90 }, (_, index) => `m${index}`);
  expect(bot.inbox.state.arrivals.map(({ event }) => event.messageId)).toEqual(ids);
  expect(bot.summary.messagesReceived).toBe(90);
  expect(bot.transcript.state.map(({ id }) => id)).toEqual(ids.slice(-bot.transcript.state.length));
  for (const id of ids) expect(bot.add({ ...message(0, 1), messageId: id }, 4)).toBe(false);
});
