/** Whoever asked gets a reply in any case: it would wait for ever. */
import { beforeEach, expect, jest, test } from '@jest/globals';

const signaled: unknown[] = [];
jest.unstable_mockModule('@temporalio/workflow', () => ({
  ...jest.requireActual<object>('@temporalio/workflow'),
  getExternalWorkflowHandle: () => ({
    signal: async (_: unknown, reply: unknown) => void signaled.push(JSON.parse(JSON.stringify(reply))),
  }),
}));
const { tellReply } = await import('../../../../src/workflows/lib/tell-reply.js');

beforeEach(() => void signaled.splice(0));

test.each([{ id: 'r' }, { id: 'r', result: { a: 1 } }])('%j is told as it is', async (reply) => {
  await tellReply('asker', reply);
  expect(signaled).toEqual([reply]);
});

test.each([
  ['a bigint', 1n, 'must be plain JSON'],
  ['3 MB', 'x'.repeat(3_000_000), 'must be at most 1950000 bytes'],
])('a result of %s is told as a failure', async (_, result, problem) => {
  await tellReply('asker', { id: 'r', result });
  const message = expect.stringContaining(`What the dialogue returned ${problem}`);
  expect(signaled).toEqual([{ id: 'r', failure: { type: 'DialogueFailed', message } }]);
});
