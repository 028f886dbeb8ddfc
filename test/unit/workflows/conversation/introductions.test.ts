/** A question went to a phone number, and its answer comes under the user id. All orders are played. */
import { describe, expect, test } from '@jest/globals';
import { AskingNetwork, message, playAll } from './asking-network.js';

/** Keys of conversations. Of two with something under way the greater key has the user. */
const names = [
  { user: 'u', number: 'a', raw: 'b' },
  { user: 'u', number: 'z', raw: 'y' },
];

/** What the conversation under the user id did before. */
const pasts = ['is new', 'has written', 'has written with the number', 'is asked there, too'] as const;

const who = { userId: 'DE.1', waId: '49170' };

describe.each(names)('user id $user, number $number', ({ user, number, raw }) => {
  const keys = [user, number];

  const begin = (past: (typeof pasts)[number], asked: string): AskingNetwork => {
    const network = new AskingNetwork();
    if (past === 'has written') network.receive(message('before', [user], { userId: 'DE.1' }));
    if (past === 'has written with the number') network.receive(message('before', keys, who));
    network.settle();
    if (past === 'is asked there, too') network.ask(user, 'tap-2');
    network.ask(asked, 'tap-1');
    if (past === 'is asked there, too') network.later('tap-2', () => network.receive(message('tap-2', keys, who)));
    network.later('tap-1', () => network.receive(message('tap-1', keys, who)));
    return network;
  };

  /** Each question got its answer, nothing else was heard, and what comes next is heard at once. */
  const check = (asked: string, past: (typeof pasts)[number]) => (network: AskingNetwork, path: string[]) => {
    const taps = [`${asked} answered tap-1`, ...(past === 'is asked there, too' ? [`${user} answered tap-2`] : [])];
    const found = network.heard.filter((line) => !line.includes('before')).sort();
    expect({ path, found, held: network.held }).toEqual({ path, found: taps.sort(), held: [] });
    network.receive(message('hi', keys, who));
    network.settle();
    expect({ path, last: network.heard.at(-1), held: network.held }).toEqual({
      path,
      last: expect.stringMatching(/^\w heard hi$/),
      held: [],
    });
    expect(network.signals).toBeLessThan(16);
  };

  test.each(pasts.filter((past) => past !== 'has written with the number'))(
    'the user %s: the tap comes to who asked by the number',
    (past) => {
      expect(playAll(() => begin(past, number), check(number, past))).toBeGreaterThan(0);
    },
  );

  test.each(pasts)('the user %s: it does, too, when the caller has forgotten the id key', (past) => {
    const make = (): AskingNetwork => {
      const network = begin(past, raw);
      network.later('the answer of Meta', () =>
        network.nodes.get(raw)?.conversation.learnUser({ waId: '49170' }, [number], 1_764_000_000_700),
      );
      return network;
    };
    expect(playAll(make, check(raw, past))).toBeGreaterThan(0);
  });
});
