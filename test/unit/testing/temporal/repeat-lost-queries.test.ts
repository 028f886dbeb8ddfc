import { expect, test } from '@jest/globals';
import type { WorkflowQueryInput } from '@temporalio/client';
import { repeatLostQueries } from '../../../../src/testing/temporal/repeat-lost-queries.js';

type Try = (signal: AbortSignal) => Promise<unknown>;

const unanswered: Try = (signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('canceled'))));
const answered: Try = () => Promise.resolve('answer');
const failed: Try = () => Promise.reject(new Error('no such query'));

/** Asks a server that does these one after the other. */
async function query(tries: Try[], ending = new AbortController().signal): Promise<{ answer: unknown; left: number }> {
  let signal = ending;
  const connection = {
    withAbortSignal: <Result>(given: AbortSignal, work: () => Promise<Result>) => {
      signal = given;
      return work();
    },
  };
  const next = () => (tries.shift() ?? unanswered)(signal);
  const answer = await repeatLostQueries(connection, ending, 5).query?.({} as WorkflowQueryInput, next);
  return { answer, left: tries.length };
}

test('a query without an answer is asked again, and its first try is canceled', async () => {
  expect(await query([unanswered, unanswered, answered, failed])).toEqual({ answer: 'answer', left: 1 });
});

test('what is wrong with a query is told at once', async () => {
  await expect(query([failed, answered])).rejects.toThrow('no such query');
});

test('the end of the kit ends all tries', async () => {
  await expect(query([], AbortSignal.timeout(30))).rejects.toThrow('canceled');
});
