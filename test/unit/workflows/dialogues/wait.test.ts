/** A question, from the first message to its answer. */
import { describe, expect, test } from '@jest/globals';
import { text } from '../../../../src/messages.js';
import { toTurn } from '../../../../src/workflows/questions/turn.js';
import type { AskOptions } from '../../../../src/workflows/dialogues/chat.js';
import { Wait, type WaitHost } from '../../../../src/workflows/dialogues/wait.js';

const written = (words: string) => toTurn([{ type: 'text', text: words, timestampMs: 0 }]);

/** A user who writes one thing, and nothing else. */
function host(members: Partial<WaitHost> = {}): WaitHost {
  const turns = [written('7')];
  return {
    nextPlace: () => 0,
    isOptedOut: () => false,
    stops: () => 0,
    template: () => undefined,
    participant: () => undefined,
    next: async ({ isOver }) => {
      const turn = isOver() ? undefined : turns.shift();
      return turn && { kind: 'turn', turn, events: [] };
    },
    say: async () => 'sent',
    interrupt: async () => false,
    heard: () => undefined,
    opened: () => undefined,
    closed: () => undefined,
    ...members,
  };
}

const ask = (options: AskOptions<unknown>, members?: Partial<WaitHost>) =>
  new Wait(host(members), text('How many?'), options).run();

test('a STOP that comes while the question is being sent ends the wait', async () => {
  let stops = 0;
  const say = async () => {
    stops += 1;
    return 'sent' as const;
  };
  expect(await ask({}, { say, stops: () => stops })).toEqual({ kind: 'none', why: 'opted-out' });
});

describe('parse', () => {
  test('makes the value', async () => {
    expect(await ask({ parse: Number })).toEqual({ kind: 'text', value: 7, text: '7' });
  });

  const failing = () => Promise.reject(new Error('of the application'));
  test.each([
    ['a function', { parse: failing }],
    ['a function that is right', { parse: async () => 7 }],
    ['a schema', { parse: { '~standard': { validate: failing } } }],
  ])('must be synchronous: %s', async (_, options) => {
    await expect(ask(options as never)).rejects.toThrow('ask: parse must be synchronous');
  });
});

describe('in a group', () => {
  const asked = { userId: 'US.1', waId: '1' };
  const whoIsHeard = async (options: AskOptions, participant?: object) => {
    const heard: unknown[] = [];
    const next: WaitHost['next'] = async ({ isFor = () => true }) => {
      for (const user of [{ waId: '2' }, { phone: '1' }]) heard.push(isFor({ user } as never));
      return { kind: 'turn', turn: written('7'), events: [] };
    };
    await ask(options, { next, participant: () => participant });
    return heard;
  };

  test('the one who is asked answers, unless anyone may', async () => {
    expect(await whoIsHeard({}, asked)).toEqual([false, true]);
    expect(await whoIsHeard({ answeredBy: 'asked' }, asked)).toEqual([false, true]);
    expect(await whoIsHeard({ answeredBy: 'anyone' }, asked)).toEqual([true, true]);
  });

  test('anyone answers what nobody has begun', async () => {
    expect(await whoIsHeard({})).toEqual([true, true]);
  });

  test('nobody else can be named', async () => {
    await expect(async () => ask({ answeredBy: 'Ada' as never })).rejects.toThrow(
      `ask: answeredBy must be 'asked' or 'anyone', not "Ada"`,
    );
  });
});
