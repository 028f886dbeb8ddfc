import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WhatsAppClient, whatsAppFailure, type SendMessageWorkflowInput, type SendOutcome } from '../../src/client.js';
import { sendTaskQueue } from '../../src/common/ids/task-queues.js';
import { text } from '../../src/messages.js';
import { accepted } from '../helpers/outcomes.js';
import { expectOneMessageEach } from '../helpers/same-keys.js';
import { startStack, type Stack } from '../helpers/stack.js';

describe('two processes that send with the same keys at the same moment', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ emulator: { autoStatuses: [] } });
  });
  afterAll(() => stack.stop());

  // test/soak/same-keys.test.ts has every pair of ways, with more keys.
  test('by activity and workflow: one message a key, and both have its id', async () => {
    await expectOneMessageEach(stack, ['activity', 'workflow'], 40);
  }, 120_000);

  const input = (to: string, more: Partial<SendMessageWorkflowInput> = {}) => ({
    phoneNumberId: stack.phoneNumberId,
    to,
    message: text('Once'),
    ...more,
  });

  test.each<[string, Partial<SendMessageWorkflowInput>, Partial<SendMessageWorkflowInput>]>([
    ['nothing, then waitFor', {}, { waitFor: 'sent' }],
    ['waitFor, then nothing', { settleUnknownFor: false }, {}],
    ['a deadline, then onUnknown', { deadline: '1 minute' }, { onUnknown: 'resend', maxResends: 2 }],
  ])('one after the other, with other options: %s', async (_, first, second) => {
    const to = '+15550127001';
    const before = stack.emulator.messages({ to }).length;
    const sendKey = randomUUID();
    const one = await stack.whatsapp.sendMessage(input(to, { ...first, sendKey }));
    const other = await stack.whatsapp.sendMessage(input(to, { ...second, sendKey }));
    const after = await one.result();
    const again = await stack.whatsapp.sendMessage(input(to, { ...second, sendKey }));
    expect(await other.result()).toEqual(after);
    expect(await again.result()).toEqual(after);
    expect([other.via, again.via]).toEqual([one.via, one.via]);
    expect((await again.state()).phase).toBe('done');
    expect(stack.emulator.messages({ to })).toHaveLength(before + 1);
  });

  test('started without a client of ours, in the same moment: one message a key', async () => {
    const { client, taskQueue } = stack;
    const options = { startToCloseTimeout: '45 seconds', scheduleToCloseTimeout: '1 minute' } as const;
    const both = Array.from({ length: 20 }, async (_, index) => {
      const to = `+1555013${String(index).padStart(4, '0')}`;
      const id = randomUUID();
      const queue = sendTaskQueue(taskQueue);
      const alone = () =>
        client.activity.start('sendWhatsAppMessage', { id, taskQueue: queue, args: [input(to)], ...options });
      const around = () =>
        client.workflow.start('sendMessageWorkflow', { workflowId: id, taskQueue, args: [input(to)] });
      const starts = index % 2 === 0 ? [alone, around] : [around, alone];
      await Promise.all(starts.map((start) => start()));
      const outcome = (await client.workflow.getHandle(id).result()) as SendOutcome;
      expect(outcome).toMatchObject({ kind: 'accepted', messageId: stack.emulator.messages({ to })[0]?.id });
      await client.activity
        .getHandle(id)
        .result()
        .catch((error: unknown) => {
          expect(whatsAppFailure(error)).toMatchObject({ details: { sentBy: 'workflow' } });
        });
      return stack.emulator.messages({ to }).length;
    });
    expect(new Set(await Promise.all(both))).toEqual(new Set([1]));
  }, 120_000);

  test('a workflow whose send no worker took has the outcome of the activity that sent under its key', async () => {
    const { client, taskQueue } = stack;
    const to = '+15550127021';
    const activityOptions = { sendWhatsAppMessage: { taskQueue: `${taskQueue}-idle` } };
    // Under a random key neither asks for the other, as when both look at the same moment.
    const asked = await stack.whatsapp.sendMessage(input(to, { activityOptions, deadline: 1_000 }));
    const alone = await client.activity.start('sendWhatsAppMessage', {
      id: asked.id,
      taskQueue: sendTaskQueue(taskQueue),
      args: [input(to, { sendKey: asked.sendKey })],
      startToCloseTimeout: '45 seconds',
    });
    const { messageId } = (await alone.result()) as { messageId: string };
    expect(await client.workflow.getHandle(asked.id).result()).toMatchObject({ kind: 'refused' });
    expect(await asked.result()).toMatchObject({ kind: 'accepted', messageId });
    expect(await asked.state()).toMatchObject({ phase: 'done', outcome: { kind: 'accepted', messageId } });
  });

  test('an activity that no worker took has the outcome of the workflow that sent under its key', async () => {
    const { client, taskQueue } = stack;
    const to = '+15550127022';
    const sendKey = randomUUID();
    const idle = new WhatsAppClient({ client, taskQueue: `${taskQueue}-idle` });
    const asked = await idle.sendMessage(input(to, { sendKey, deadline: 1_000 }), { via: 'activity' });
    const start = { workflowId: asked.id, taskQueue, args: [input(to, { sendKey })] };
    const { messageId } = accepted((await client.workflow.execute('sendMessageWorkflow', start)) as SendOutcome);
    expect(await asked.result()).toMatchObject({ kind: 'accepted', messageId });
    expect(await asked.state()).toMatchObject({ phase: 'done', outcome: { kind: 'accepted', messageId } });
  });

  test('a workflow of another kind with the id of a send does not stop it', async () => {
    const to = '+15550127009';
    const workflowId = randomUUID();
    await stack.client.workflow.start('callActivityWorkflow', { workflowId, taskQueue: `${stack.taskQueue}-idle` });
    const send = await stack.whatsapp.sendMessage(input(to), { workflowId });
    await expect(send.result()).resolves.toMatchObject({ kind: 'accepted' });
    await stack.client.workflow.getHandle(workflowId).terminate();
  });
});
