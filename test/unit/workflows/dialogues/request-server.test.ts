/** Whoever waits for an answer is told, also when nobody will be asked. Whoever took a request back waits no more. */
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { CancelRequest, ConversationRequest } from '../../../../src/workflows/questions/requests.js';
import { toBotSettings } from '../../../../src/workflows/dialogues/bot-settings.js';
import type { RequestServer } from '../../../../src/workflows/dialogues/request-server.js';
import { Bot } from '../../../../src/workflows/dialogues/memory/bot.js';

const told: unknown[][] = [];
jest.unstable_mockModule('../../../../src/workflows/lib/tell-reply.js', () => ({
  tellReply: async (...reply: unknown[]) => void told.push(reply),
}));
jest.unstable_mockModule('@temporalio/workflow', () => ({
  ...jest.requireActual<object>('@temporalio/workflow'),
  patched: () => true,
}));
const { RequestServer: Server } = await import('../../../../src/workflows/dialogues/request-server.js');
const { DialogueEnded } = await import('../../../../src/workflows/dialogues/dialogue-chat.js');

const replyTo = { workflowId: 'asker' };

beforeEach(() => void told.splice(0));

test('requests that are forgotten have no answer', async () => {
  await new Server({} as never).giveUp([
    { kind: 'ask', id: 'q', replyTo, question: {} as never },
    { kind: 'start', id: 'd', replyTo, dialogue: 'survey' },
    { kind: 'start', id: 'of a person', dialogue: 'survey' },
  ]);
  expect(told).toEqual([
    ['asker', { id: 'q', answer: { kind: 'none', why: 'ended' } }],
    ['asker', { id: 'd' }],
  ]);
});

describe('a question that has been asked, when somebody takes the conversation over,', () => {
  const request: ConversationRequest = { kind: 'ask', id: 'q', replyTo, question: {} as never };

  /** @param meanwhile what is signaled while the question waits */
  async function serve(...meanwhile: CancelRequest[]): Promise<Bot> {
    const bot = new Bot(toBotSettings({ name: 'x' }));
    const chat = { ask: () => undefined, close: () => undefined };
    const server = new Server({
      bot,
      findDialogue: () => () => undefined,
      runDialogue: async (_name, _turn, body) => {
        body(chat as never);
        for (const cancel of meanwhile) server.take(cancel);
        bot.ownership.give({ owner: 'human', untilMs: Date.now() + 3_600_000 });
        return { failure: new DialogueEnded('over') };
      },
    });
    server.take(request);
    await server.serveFirst();
    return bot;
  }

  test('is asked again later', async () => {
    expect((await serve()).known.requests).toEqual([request]);
    expect((await serve({ kind: 'cancel', id: 'another one' })).known.requests).toEqual([request]);
    expect(told).toEqual([]);
  });

  test('is not asked again when it was taken back, and nobody is told', async () => {
    expect((await serve({ kind: 'cancel', id: 'q' })).known.requests).toEqual([]);
    expect(told).toEqual([]);
  });
});

test('a dialogue that was taken back and begins anew is over, and nobody is told of its end', async () => {
  const closed: string[] = [];
  const server: RequestServer<unknown> = new Server({
    bot: new Bot(toBotSettings({ name: 'x' })),
    findDialogue: () => () => undefined,
    runDialogue: async (_name, _turn, body) => {
      body({ close: () => closed.push('first') } as never);
      server.take({ kind: 'cancel', id: 'd' });
      body({ close: () => closed.push('second') } as never);
      return { failure: new DialogueEnded('over') };
    },
  });
  server.take({ kind: 'start', id: 'd', replyTo, dialogue: 'survey' });
  await server.serveFirst();
  expect([closed, told]).toEqual([['first', 'second'], []]);
});
