/** Whoever waits for an answer is told when nobody will be asked. */
import { expect, jest, test } from '@jest/globals';

const told: unknown[][] = [];
jest.unstable_mockModule('../../../../src/workflows/lib/tell-reply.js', () => ({
  tellReply: async (...reply: unknown[]) => void told.push(reply),
}));
const { RequestServer } = await import('../../../../src/workflows/dialogues/request-server.js');

test('requests that are forgotten have no answer', async () => {
  const replyTo = { workflowId: 'asker' };
  await new RequestServer({} as never).giveUp([
    { kind: 'ask', id: 'q', replyTo, question: {} as never },
    { kind: 'start', id: 'd', replyTo, dialogue: 'survey' },
    { kind: 'start', id: 'of a person', dialogue: 'survey' },
  ]);
  expect(told).toEqual([
    ['asker', { id: 'q', answer: { kind: 'none', why: 'ended' } }],
    ['asker', { id: 'd' }],
  ]);
});
