/** An operator resets a workflow: what it has sent is not sent again. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../helpers/eventually.js';
import { startStack, type Stack } from '../helpers/stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const firstTask = async (workflowId: string): Promise<{ runId: string; eventId: string }> => {
  const handle = stack.client.workflow.getHandle(workflowId);
  const { runId } = await handle.describe();
  const { events = [] } = await handle.fetchHistory();
  const task = events?.find(({ workflowTaskCompletedEventAttributes: completed }) => completed);
  return { runId, eventId: String(task?.eventId) };
};

async function reset(workflowId: string): Promise<void> {
  const { runId, eventId } = await firstTask(workflowId);
  const { workflowService, options } = stack.client.workflow.connection as unknown as {
    workflowService: typeof stack.client.connection.workflowService;
    options: unknown;
  };
  void options;
  await workflowService.resetWorkflowExecution({
    namespace: stack.client.options.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: eventId as never,
    requestId: randomUUID(),
    reason: 'a test',
  });
}

test('two sends, three resets, two messages', async () => {
  const workflowId = `reset-${randomUUID()}`;
  const to = '+15550103001';
  await stack.client.workflow.start('twoSendsWorkflow', {
    workflowId,
    taskQueue: stack.taskQueue,
    args: [{ phoneNumberId: stack.phoneNumberId, to }],
  });
  const handle = stack.client.workflow.getHandle(workflowId);
  const sent = () => handle.query<string[]>('sentIds');
  const before = await eventually(sent, (ids) => ids.length === 2);
  for (let resets = 0; resets < 3; resets += 1) {
    await reset(workflowId);
    expect(await eventually(sent, (ids) => ids.length === 2)).toEqual(before);
  }
  expect(stack.emulator.messages({ to })).toHaveLength(2);
  await handle.signal('finish');
}, 60_000);

test('a send that Meta refused is made again', async () => {
  const workflowId = `reset-${randomUUID()}`;
  const to = '+15550103002';
  stack.emulator.addFault({ match: { path: '/messages', to }, code: 131026 });
  await stack.client.workflow.start('twoSendsWorkflow', {
    workflowId,
    taskQueue: stack.taskQueue,
    args: [{ phoneNumberId: stack.phoneNumberId, to }],
  });
  const handle = stack.client.workflow.getHandle(workflowId);
  const sent = () => handle.query<string[]>('sentIds');
  expect(await eventually(sent, (ids) => ids.length === 2)).toContain('refused');
  await reset(workflowId);
  expect(await eventually(sent, (ids) => ids.length === 2)).not.toContain('refused');
  expect(stack.emulator.messages({ to })).toHaveLength(2);
  await handle.signal('finish');
}, 60_000);
