/** A user whom three conversations have: one for each id, and one without the id key. All orders are played. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSeed } from '../helpers/seed.js';
import { AskingNetwork, message, playAll } from '../unit/workflows/conversation/asking-network.js';

/** Keys of conversations. Of two with something under way the greater key has the user. */
const names = [
  { user: 'a', number: 'b', raw: 'c' },
  { user: 'a', number: 'c', raw: 'b' },
  { user: 'b', number: 'a', raw: 'c' },
  { user: 'b', number: 'c', raw: 'a' },
  { user: 'c', number: 'a', raw: 'b' },
  { user: 'c', number: 'b', raw: 'a' },
];

const who = { userId: 'DE.1', waId: '49170' };
const answeredMs = 1_764_000_000_700;

describe.each(names)('user id $user, number $number, without the id key $raw', ({ user, number, raw }) => {
  const keys = [user, number];

  const ask = (askers: readonly string[]): AskingNetwork => {
    const network = new AskingNetwork();
    for (const key of askers) network.ask(key, `tap-${key}`);
    return network;
  };

  const learn = (network: AskingNetwork): void =>
    network.nodes.get(raw)?.conversation.learnUser({ waId: '49170' }, [number], answeredMs);

  const tap = (network: AskingNetwork, askers: readonly string[]): void => {
    for (const key of askers) {
      network.later(`tap-${key}`, () => network.receive(message(`tap-${key}`, keys, who)));
    }
  };

  /** Each question got its answer, nothing else was heard, and what comes next is heard at once. */
  const check = (askers: readonly string[]) => (network: AskingNetwork, path: string[]) => {
    const answers = askers.map((key) => `${key} answered tap-${key}`).sort();
    expect({ path, found: [...network.heard].sort(), held: network.held }).toEqual({ path, found: answers, held: [] });
    network.receive(message('hi', keys, who));
    network.settle();
    expect({ path, last: network.heard.at(-1), heard: network.heard.length, held: network.held }).toEqual({
      path,
      last: expect.stringMatching(/^\w heard hi$/),
      heard: askers.length + 1,
      held: [],
    });
    expect(network.signals).toBeLessThan(40);
    const own = [...network.nodes].filter(([, { conversation }]) => conversation.movedTo === undefined);
    expect({ path, own: own.length }).toEqual({ path, own: 1 });
  };

  test.each([
    { askers: [number, raw], title: 'the two that know of each other' },
    { askers: [user, raw], title: 'the two that do not' },
  ])('each answer comes to who asked: $title', ({ askers }) => {
    const make = (): AskingNetwork => {
      const network = ask(askers);
      learn(network);
      network.settle();
      tap(network, askers);
      return network;
    };
    expect(playAll(make, check(askers))).toBeGreaterThan(0);
  });

  test('each answer comes to who asked: all three', () => {
    const askers = [user, number, raw];
    const play = (choices: number[]): void => {
      const network = ask(askers);
      network.later('the answer of Meta', () => learn(network));
      tap(network, askers);
      const path = choices.map((choice) => {
        const { steps } = network;
        const step = steps[choice % steps.length];
        step?.take();
        return step?.name ?? '';
      });
      for (let [step] = network.steps; step; [step] = network.steps) step.take();
      network.settle();
      check(askers)(network, path);
    };
    fc.assert(fc.property(fc.array(fc.nat({ max: 60 }), { minLength: 10, maxLength: 60 }), play), {
      numRuns: 100,
      seed: readSeed('WALK_SEED'),
    });
  });

  test('it does, too, when the answer of Meta comes at any time', () => {
    const askers = [number, raw];
    const make = (): AskingNetwork => {
      const network = ask(askers);
      network.later('the answer of Meta', () => learn(network));
      tap(network, askers);
      return network;
    };
    expect(playAll(make, check(askers))).toBeGreaterThan(0);
  });
});
