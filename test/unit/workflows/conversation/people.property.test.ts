/** People who have the same phone numbers one after the other, in any order of events, answers and signals. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { WhatsAppMessageEvent } from '../../../../src/workflow.js';
import { ConversationNetwork } from './conversation-network.js';

const people = ['1', '2', '3'] as const;
const numbers = ['P', 'Q'] as const;
const dayMs = 24 * 60 * 60 * 1000;

type Step =
  /** A message of somebody, that shows a number or none. */
  | { do: 'write'; person: string; number: string | undefined; agoMs: number }
  /** A message that shows nothing but a number. */
  | { do: 'hide'; number: string }
  /** A system message that names two numbers, and nobody. */
  | { do: 'move'; from: string; to: string }
  /** Meta's answer to a message to a number tells whose it is. */
  | { do: 'answer'; key: string; person: string; number: string }
  | { do: 'work' | 'send' | 'rollOver'; key: string }
  | { do: 'wait'; ms: number };

const person = fc.constantFrom(...people);
const number = fc.constantFrom(...numbers);
const key = fc.constantFrom(...numbers, ...people.map((each) => `u${each}`));

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('write' as const),
        person,
        number: fc.option(number, { nil: undefined }),
        agoMs: fc.constantFrom(0, 2_000, 5 * dayMs),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('hide' as const), number }) },
    { weight: 1, arbitrary: fc.constant<Step>({ do: 'move', from: 'P', to: 'Q' }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('answer' as const), key, person, number }) },
    { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('work' as const, 'send' as const), key }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('rollOver' as const), key }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 30 * dayMs) }) },
  ),
  { minLength: 1, maxLength: 40 },
);

/** Plays the steps, and lets everything settle. @returns the ids of all messages that came */
function play(network: ConversationNetwork, plan: readonly Step[]): string[] {
  const ids: string[] = [];
  const receive = (name: string, keys: string[], event: Partial<WhatsAppMessageEvent>): void => {
    const messageId = `${ids.length}-${name}`;
    ids.push(messageId);
    const timestamp = String(Math.floor(network.nowMs / 1_000));
    const base = { kind: 'message' as const, type: 'text', user: {}, raw: {}, timestamp, receivedAtMs: network.nowMs };
    network.receive(keys[0]!, [{ ...base, messageId, conversationKeys: keys, ...event }]);
  };
  for (const step of plan) {
    switch (step.do) {
      case 'write': {
        const keys = [`u${step.person}`, ...(step.number === undefined ? [] : [step.number])];
        const timestamp = String(Math.floor((network.nowMs - step.agoMs) / 1_000));
        receive(step.person, keys, { user: { userId: step.person }, timestamp });
        break;
      }
      case 'hide':
        receive('hidden', [step.number], {});
        break;
      case 'move':
        receive('system', [step.from], { type: 'system', movedToKey: step.to });
        break;
      case 'answer': {
        const conversation = network.nodes.get(step.key)?.conversation;
        // Whoever is asked by a user id has it: the answer can tell of somebody else only when it was the number's.
        if (conversation?.knownUser.userId === undefined && step.key.startsWith('u')) break;
        const keys = [`u${step.person}`, step.number];
        conversation?.learnUser({ userId: step.person }, keys, network.nowMs);
        break;
      }
      case 'wait':
        network.nowMs += step.ms;
        network.endIdle();
        break;
      default:
        network[step.do](step.key);
    }
  }
  network.settle();
  return ids;
}

/** Whose messages each conversation has, as far as they show it. */
function writers(network: ConversationNetwork): string[][] {
  return [...network.nodes.values()].map(({ conversation }) => {
    const { user, messages } = conversation.summary;
    const named = messages.map((message) => message.user.userId).concat(user.userId);
    return [...new Set(named)].filter((id) => id !== undefined);
  });
}

describe.each([
  ['tell each other', false],
  ['ask each other, too', true],
])('conversations that %s', (_, asks) => {
  test('keep people apart, and lose no message', () => {
    fc.assert(
      fc.property(steps, (plan) => {
        const network = new ConversationNetwork(asks);
        const ids = play(network, plan);
        expect(network.messageIds.sort()).toEqual(ids.sort());
        for (const found of writers(network)) expect(found.length).toBeLessThan(2);
        expect(network.held).toEqual([]);
        expect(network.signals).toBeLessThan(20 * (plan.length + 1));
      }),
      { numRuns: 1_000 },
    );
  });
});
