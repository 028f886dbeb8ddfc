import { expect, test } from '@jest/globals';
import type { Connection } from '@temporalio/client';
import { LostLocks } from '../../../../src/testing/temporal/lost-locks.js';

type Events = Record<string, unknown>[];
type Service = Pick<Connection, 'workflowService' | 'testService'>;

interface OpenRun {
  workflowId: string;
  runId: string;
  startedS: number;
}

/** A server with these runs that have ended, by their ids, and with open ones. */
function server(ended: Record<string, Events>, open: OpenRun[] = []): { locks: LostLocks; unlocked: () => number } {
  let count = 0;
  const connection = {
    workflowService: {
      listClosedWorkflowExecutions: () =>
        Promise.resolve({ executions: Object.keys(ended).map((runId) => ({ execution: { runId } })) }),
      listOpenWorkflowExecutions: () =>
        Promise.resolve({
          executions: open.map(({ startedS, ...execution }) => ({ execution, startTime: { seconds: startedS } })),
        }),
      getWorkflowExecutionHistory: ({ execution }: { execution: { runId: string } }) =>
        Promise.resolve({ history: { events: ended[execution.runId] } }),
    },
    testService: { unlockTimeSkipping: () => Promise.resolve(void (count += 1)) },
  };
  return { locks: new LostLocks(connection as unknown as Service, 'default'), unlocked: () => count };
}

const start = { workflowExecutionStartedEventAttributes: {} };
const asChild = {
  workflowExecutionStartedEventAttributes: { parentWorkflowExecution: { runId: 'parent' }, parentInitiatedEventId: 5 },
};
const initiated = { eventId: 5, startChildWorkflowExecutionInitiatedEventAttributes: {} };
const started = { childWorkflowExecutionStartedEventAttributes: { initiatedEventId: 5 } };
const rolledOver = { workflowExecutionContinuedAsNewEventAttributes: {} };

const ends = ['Completed', 'Failed', 'Canceled', 'TimedOut'];

test.each(ends)('a child that ends after its parent: %s', async (end) => {
  const child = [asChild, { [`workflowExecution${end}EventAttributes`]: {} }];
  const { locks, unlocked } = server({ child, parent: [start, initiated, started, rolledOver] });
  await Promise.all([locks.undo(), locks.undo()]);
  await locks.undo();
  expect(unlocked()).toBe(1);
});

test.each(ends)('a child whose parent has heard of its end: %s', async (end) => {
  const child = [asChild, { [`workflowExecution${end}EventAttributes`]: {} }];
  const heard = { [`childWorkflowExecution${end}EventAttributes`]: { initiatedEventId: 5 } };
  const { locks, unlocked } = server({ child, parent: [start, initiated, started, heard, rolledOver] });
  await locks.undo();
  expect(unlocked()).toBe(0);
});

test('a child whose parent goes on counts when that has ended without having heard', async () => {
  const runs: Record<string, Events> = { child: [asChild, { workflowExecutionCompletedEventAttributes: {} }] };
  const { locks, unlocked } = server(runs);
  await locks.undo();
  expect(unlocked()).toBe(0);
  runs['parent'] = [start, initiated, started, rolledOver];
  await locks.undo();
  expect(unlocked()).toBe(1);
});

test.each(['workflowExecutionTerminatedEventAttributes', 'workflowExecutionContinuedAsNewEventAttributes'])(
  'an end of which no parent is told: %s',
  async (end) => {
    const { locks, unlocked } = server({
      child: [asChild, { [end]: {} }],
      parent: [start, initiated, started, rolledOver],
    });
    await locks.undo();
    expect(unlocked()).toBe(0);
  },
);

test('a start and a signal of which a run has not heard when it ended', async () => {
  const signal = { eventId: 6, signalExternalWorkflowExecutionInitiatedEventAttributes: {} };
  const arrived = { externalWorkflowExecutionSignaledEventAttributes: { initiatedEventId: 6 } };
  const { locks, unlocked } = server({
    deaf: [start, initiated, signal, rolledOver],
    hearing: [start, initiated, started, signal, arrived, rolledOver],
  });
  await locks.undo();
  expect(unlocked()).toBe(2);
});

test('a run that is open although it has gone on as another one counts once', async () => {
  const open = [
    { workflowId: 'shop', runId: 'first', startedS: 1 },
    { workflowId: 'shop', runId: 'third', startedS: 3 },
    { workflowId: 'other', runId: 'only', startedS: 1 },
    { workflowId: 'shop', runId: 'second', startedS: 2 },
  ];
  const { locks, unlocked } = server({}, open);
  await locks.undo();
  await locks.undo();
  expect(unlocked()).toBe(2);
});
