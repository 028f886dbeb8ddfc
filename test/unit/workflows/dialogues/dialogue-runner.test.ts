/** What goes wrong in a dialogue ends the dialogue, and leaves the conversation as it was. */
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { DialogueRunner } from '../../../../src/workflows/dialogues/dialogue-runner.js';
import type { DialogueChat } from '../../../../src/workflows/dialogues/dialogue-chat.js';
import type { WhatsAppMessageEvent } from '../../../../src/common/events/types.js';
import { text } from '../../../../src/messages.js';
import { Bot } from '../../../../src/workflows/dialogues/memory/bot.js';
import { toTurn } from '../../../../src/workflows/questions/turn.js';

class Scope {
  readonly cancelRequested = new Promise<never>(() => undefined);
  static current = (): Scope => new Scope();
  run = <Result>(work: () => Promise<Result>): Promise<Result> => work();
  cancel = (): void => undefined;
}

/** As the SDK's: looked at whenever something has happened. */
async function condition(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}

jest.unstable_mockModule('@temporalio/workflow', () => ({
  ...jest.requireActual<object>('@temporalio/workflow'),
  CancellationScope: Scope,
  condition,
  isCancellation: () => false,
}));
const { DialogueRunner: Runner } = await import('../../../../src/workflows/dialogues/dialogue-runner.js');

const settings = {
  debounceMs: 0,
  joinsMessages: true,
  commands: [],
  initialState: { count: 1 },
  consentWords: undefined,
  keepsTranscript: true,
  phoneAppLeaseMs: undefined,
};
const message = { kind: 'message', messageId: 'm', type: 'text', user: {}, receivedAtMs: 0, raw: {} } as never;

let bot: Bot;
const makeRunner = (definition: object, host: object = {}): DialogueRunner<unknown> =>
  new Runner({ bot, ...host } as never, { name: 'x', ...definition } as never);
const start = (body: (chat: DialogueChat<unknown>) => unknown) => ({
  name: 'onMessage',
  turn: toTurn([]),
  body,
  events: [message],
});

beforeEach(() => {
  bot = new Bot(settings);
});

describe('a state that cannot be kept', () => {
  test.each([
    ['of a dialogue', { onError: undefined }],
    ['of a dialogue whose onError throws', { onError: () => Promise.reject(new Error('also wrong')) }],
    ['of onError', { onError: (chat: { state: unknown }) => void (chat.state = new Map()) }],
    [
      'of onError that throws',
      {
        onError: (chat: { state: unknown }) => {
          chat.state = { n: 1n };
          throw new Error('also wrong');
        },
      },
    ],
  ])('%s: the one before stays', async (_, definition) => {
    const runner = makeRunner(definition);
    await runner.run(
      start((chat) => {
        chat.state = { count: 1n };
        throw new Error('wrong');
      }),
    );
    expect(bot.known.state).toEqual({ count: 1 });
    expect(bot.known.degraded).toBe('onMessage: wrong');
  });

  test('of a command that no dialogue came before: the one before stays', async () => {
    bot.known.state = { count: 7 };
    await makeRunner({}).runBetween('command', async () => void (bot.known.state = new Map()));
    expect(bot.known.state).toEqual({ count: 7 });
  });

  test('of a turn that was superseded and goes on: the one before crosses to the next run', async () => {
    const runner = makeRunner({});
    await runner.run(start(() => undefined));
    bot.known.state = { late: 1n };
    runner.keepState();
    expect(bot.known.state).toEqual({ count: 1 });
  });
});

test('the user stays while a command between dialogues is carried out', async () => {
  const seen: boolean[] = [];
  await makeRunner({}).runBetween('command', async () => void seen.push(bot.isBusy));
  expect([seen, bot.isBusy]).toEqual([[true], false]);
});

describe('with supersede, a message that comes', () => {
  const supersede = { turns: { supersede: true } };

  test('before a turn has answered has that turn heard again', async () => {
    const runner = makeRunner(supersede);
    const running = runner.run(start(() => new Promise(() => undefined)));
    runner.supersede(message);
    await running;
    expect(bot.inbox.length).toBe(1);
  });

  describe('in a turn that the dialogue has waited for', () => {
    const said = (messageId: string) => ({ ...(message as object), messageId }) as WhatsAppMessageEvent;
    const words = () => bot.inbox.events.map(({ messageId }) => messageId);
    const hears = (...events: WhatsAppMessageEvent[]) => ({
      nextTurn: async () => ({ turn: toTurn([]), events: events.splice(0, 1) }),
      sendToUser: async () => ({ outcome: { kind: 'sent' } }),
    });
    const isOver = () => new Promise(() => undefined);

    /** Runs the dialogue until it does nothing more, and supersedes it. */
    async function supersedeAtLast(heard: object, body: (chat: DialogueChat<unknown>) => unknown): Promise<void> {
      const runner = makeRunner(supersede, heard);
      const running = runner.run(start(body));
      await new Promise((resolve) => setTimeout(resolve, 10));
      runner.supersede(message);
      await running;
    }

    test('has what was said since the latest answer heard again', async () => {
      await supersedeAtLast(hears(said('second'), said('third')), async (chat) => {
        await chat.send(text('answer to the first one'));
        await chat.nextTurn();
        await chat.nextTurn();
        await isOver();
      });
      expect(words()).toEqual(['second', 'third']);
    });

    test('has what began the dialogue heard again, too, when nothing was answered', async () => {
      await supersedeAtLast(hears(said('second')), async (chat) => {
        await chat.nextTurn();
        await isOver();
      });
      expect(words()).toEqual(['m', 'second']);
    });

    test('has nothing heard again that was answered', async () => {
      await supersedeAtLast(hears(said('second')), async (chat) => {
        await chat.nextTurn();
        await chat.send(text('answer'));
        await isOver();
      });
      expect(words()).toEqual([]);
    });

    test('has no more heard again than one turn has', async () => {
      const many = Array.from({ length: 150 }, (_, index) => said(String(index)));
      await supersedeAtLast(hears(...many), async (chat) => {
        for (let turn = 0; turn < 150; turn += 1) await chat.nextTurn();
        await isOver();
      });
      expect(words()).toEqual(many.slice(-100).map(({ messageId }) => messageId));
    });
  });

  test.each([
    ['another participant', { waId: '2' }, 0],
    ['the same participant', { waId: '1', name: 'Ada' }, 1],
  ])('of %s of a group', async (_, user, heardAgain) => {
    const runner = makeRunner(supersede, { groupId: 'group' });
    const turn = { ...toTurn([]), participant: { waId: '1' } };
    let end = (): void => undefined;
    const running = runner.run({ ...start(() => new Promise<void>((resolve) => void (end = resolve))), turn });
    runner.supersede({ ...(message as object), user } as never);
    // A turn that is superseded ends by itself.
    if (heardAgain === 0) end();
    await running;
    expect(bot.inbox.length).toBe(heardAgain);
  });

  test('at the end of a turn that says nothing does not have it heard again', async () => {
    const runner = makeRunner(supersede);
    await runner.run(start(() => runner.supersede(message)));
    expect(bot.inbox.length).toBe(0);
  });

  test('while onError tells of a failed turn does not have that one heard again', async () => {
    const runner: DialogueRunner<unknown> = makeRunner({ ...supersede, onError: () => runner.supersede(message) });
    await runner.run(start(() => Promise.reject(new Error('wrong'))));
    expect(bot.inbox.length).toBe(0);
  });
});
