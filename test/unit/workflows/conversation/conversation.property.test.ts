import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { WhatsAppMessageEvent } from '../../../../src/workflow.js';
import { ConversationNetwork } from './conversation-network.js';

const allKeys = ['A', 'B', 'C', 'D'] as const;
const dayMs = 24 * 60 * 60 * 1000;

/** An event without its id and its time. */
interface Draft {
  keys: string[];
  movedToKey?: string;
  /** How long before its arrival it happened. */
  agoMs: number;
}

type Step =
  | { do: 'receive'; batch: Draft[] }
  | { do: 'redeliver'; pick: number }
  | { do: 'work' | 'send' | 'rollOver'; key: string }
  | { do: 'wait'; ms: number };

function steps(keys: readonly string[], canMove: boolean): fc.Arbitrary<Step[]> {
  const named = fc.shuffledSubarray([...keys], { minLength: 1 });
  const movedToKey = canMove
    ? fc.option(fc.constantFrom(...keys), { nil: undefined, freq: 3 })
    : fc.constant(undefined);
  const draft: fc.Arbitrary<Draft> = fc
    .record({ keys: named, movedToKey, agoMs: fc.constantFrom(0, 1_000, 2_000, 5 * dayMs) })
    .map(({ movedToKey, ...rest }) => ({ ...rest, ...(movedToKey !== undefined && { movedToKey }) }));
  const key = fc.constantFrom(...keys);
  const batch = fc.array(draft, { minLength: 1, maxLength: 3 });
  const ms = fc.constantFrom(0, 1, 5, dayMs, 31 * dayMs);
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('receive' as const), batch }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('redeliver' as const), pick: fc.nat() }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('work' as const, 'send' as const), key }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('rollOver' as const), key }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms }) },
  );
  return fc.array(step, { minLength: 1, maxLength: 40 });
}

/** Plays the steps, then lets everything settle. @returns how many different events were received */
function play(network: ConversationNetwork, plan: readonly Step[]): number {
  const receiver = new Receiver(network);
  for (const step of plan) {
    switch (step.do) {
      case 'receive':
        receiver.receive(step.batch);
        break;
      case 'redeliver':
        receiver.redeliver(step.pick);
        break;
      case 'wait':
        network.nowMs += step.ms;
        network.endIdle();
        break;
      default:
        network[step.do](step.key);
    }
  }
  network.settle();
  return receiver.count;
}

class Receiver {
  /** How many different events were received. */
  count = 0;
  private readonly network: ConversationNetwork;
  private readonly received: { key: string; events: WhatsAppMessageEvent[]; atMs: number }[] = [];

  constructor(network: ConversationNetwork) {
    this.network = network;
  }

  /** Signals each conversation with the events whose first key it has. */
  receive(batch: readonly Draft[]): void {
    const { nowMs } = this.network;
    for (const key of new Set(batch.map(({ keys }) => keys[0]!))) {
      const drafts = batch.filter(({ keys }) => keys[0] === key);
      const events = drafts.map((draft) => message((this.count += 1), draft, nowMs));
      this.received.push({ key, events, atMs: nowMs });
      this.network.receive(key, events);
    }
  }

  /** Delivers a batch again, as Meta does for seven days. */
  redeliver(pick: number): void {
    const { nowMs } = this.network;
    const again = this.received[pick % Math.max(1, this.received.length)];
    if (!again || nowMs - again.atMs > 7 * dayMs) return;
    const events = again.events.map((event) => ({ ...event, receivedAtMs: nowMs }));
    this.network.receive(again.key, events);
  }
}

function message(index: number, { keys, movedToKey, agoMs }: Draft, receivedAtMs: number): WhatsAppMessageEvent {
  return {
    kind: 'message',
    messageId: `wamid.${index}`,
    user: {},
    type: movedToKey === undefined ? 'text' : 'system',
    conversationKeys: keys,
    timestamp: String(Math.floor((receivedAtMs - agoMs) / 1_000)),
    ...(movedToKey !== undefined && { movedToKey }),
    receivedAtMs,
    raw: {},
  };
}

/** Fewer than fit a mailbox, so that each of them is still there. */
const fitting = (plan: readonly Step[]): boolean =>
  plan.reduce((sum, step) => sum + (step.do === 'receive' ? step.batch.length : 0), 0) <= 50;

describe.each([
  ['make aliases of each other and move', false],
  ['ask each other beside that', true],
])('conversations that %s, in any order and with any delay', (_, asks) => {
  test('handle every event exactly once, and come to rest', () => {
    fc.assert(
      fc.property(steps(allKeys, true).filter(fitting), (plan) => {
        const network = new ConversationNetwork(asks);
        const count = play(network, plan);
        expect(network.messagesReceived).toBe(count);
        expect(network.held).toEqual([]);
        expect(network.messageIds.sort()).toEqual(
          Array.from({ length: count }, (_, index) => `wamid.${index + 1}`).sort(),
        );
      }),
      { numRuns: 1_500 },
    );
  });

  test('are one as soon as all events name the same two keys, in whatever order', () => {
    fc.assert(
      fc.property(steps(['A', 'B'], false), (plan) => {
        const network = new ConversationNetwork(asks);
        const both = plan.map((step): Step =>
          step.do === 'receive'
            ? { ...step, batch: step.batch.map((draft) => ({ ...draft, keys: withOther(draft.keys) })) }
            : step,
        );
        const count = play(network, both);
        expect(network.canonical).toHaveLength(count === 0 ? 0 : 1);
      }),
      { numRuns: 500 },
    );
  });

  test('are one again a month later, with the first event that names all keys', () => {
    fc.assert(
      fc.property(steps(allKeys, true), fc.constantFrom(...allKeys), (plan, first) => {
        const network = new ConversationNetwork(asks);
        play(network, plan);
        network.nowMs += 29 * dayMs + 1;
        network.receive(first, [
          message(10_000, { keys: [first, ...allKeys.filter((key) => key !== first)], agoMs: 0 }, network.nowMs),
        ]);
        network.settle();
        expect(network.canonical).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });

  test('need few signals: a bounded number for each event, however it is passed around', () => {
    fc.assert(
      fc.property(steps(allKeys, true), (plan) => {
        const network = new ConversationNetwork(asks);
        const received = plan.filter(({ do: kind }) => kind === 'receive' || kind === 'redeliver').length;
        const count = play(network, plan);
        // An event can make three aliases and move. A handover or a move answers each. Each hop is one signal more.
        expect(network.signals).toBeLessThanOrEqual(12 * (count + received));
      }),
      { numRuns: 500 },
    );
  });
});

function withOther(keys: string[]): string[] {
  return keys[0] === 'A' ? ['A', 'B'] : ['B', 'A'];
}
