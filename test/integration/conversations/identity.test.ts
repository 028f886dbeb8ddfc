/** A question that goes to a phone number is answered by somebody whose messages name another id. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import { conversationWorkflowId } from '../../../src/common/ids/workflow-ids.js';
import { conversationKeys } from '../../../src/id-keys/conversation-keys.js';
import type { WhatsAppTest } from '../../../src/testing/index.js';
import { newNumber, startConversationKit } from '../../helpers/conversation-kit.js';
import { patiently } from '../../helpers/eventually.js';

const idKey = 'an id key of the tests';

describe.each([
  ['without an id key', undefined],
  ['with an id key', idKey],
])('%s', (_, key) => {
  let kit: WhatsAppTest;

  beforeAll(async () => {
    kit = await startConversationKit('shop', {
      templates: ['basket_kept'],
      ...(key !== undefined && { receiver: { idKey: key } }),
    });
  });
  afterAll(() => kit.close());

  const confirm = (to: string, withIdKey = key !== undefined) =>
    kit.client.workflow.start('confirmWorkflow', {
      workflowId: randomUUID(),
      taskQueue: kit.taskQueue,
      args: [kit.phoneNumberId, to, withIdKey],
    });

  /** The user behind a number, whose messages do not show it. */
  const hiddenUser = (number: string) => kit.phone(kit.emulator.userIds(number).at(-1) ?? '');

  test('an answer under a user id and the number', async () => {
    const number = newNumber();
    const user = kit.phone(number);
    kit.emulator.openWindow(number);
    const order = await confirm(number);
    await user.sees('Confirm?');
    await user.taps('Yes');
    expect(await order.result()).toBe('y');
    await user.says('hi');
    await user.sees('Which size?');
  });

  test('an answer under a user id alone', async () => {
    const number = newNumber();
    kit.emulator.openWindow(number);
    const order = await confirm(number);
    const user = hiddenUser(number);
    await user.sees('Confirm?');
    await user.taps('No');

    expect(await order.result()).toBe('n');
  });

  test('an answer to somebody who had written under a user id before', async () => {
    const number = newNumber();
    const user = hiddenUser(number);
    await user.says('hi');
    await user.sees('Which size?');
    await user.taps('Small');
    await user.sees('One Small, coming up. That makes 1.');
    const order = await confirm(number);
    await user.sees('Confirm?');
    await user.taps('Yes');
    expect(await order.result()).toBe('y');
    await user.says('again');
    await user.sees('Which size?');
    await user.taps('Small');
    await user.sees('One Small, coming up. That makes 2.');
  });

  test('two who ask at once, one of them by the number', async () => {
    const number = newNumber();
    const userId = kit.emulator.userIds(number).at(-1) ?? '';
    kit.emulator.openWindow(number);
    const orders = [await confirm(number), await confirm(userId)];
    const user = kit.phone(number);
    const questions = [await user.sees('Confirm?'), await user.sees('Confirm?')];
    for (const question of questions) await user.taps('Yes', { on: question });
    expect(await Promise.all(orders.map((order) => order.result()))).toEqual(['y', 'y']);
  });

  test('a workflow id shows a number only where there is no id key', async () => {
    const number = newNumber();
    kit.emulator.openWindow(number);
    const order = await confirm(number);
    const user = kit.phone(number);
    await user.taps('Yes');
    await order.result();
    const digits = number.slice(1);
    const found = kit.client.workflow.getHandle(conversationWorkflowId(kit.phoneNumberId, digits)).describe();
    if (key === undefined) expect(await found).toMatchObject({ type: 'shop' });
    else await expect(found).rejects.toThrow(WorkflowNotFoundError);
  });
});

test('an answer comes all the same when the caller forgets the id key', async () => {
  const kit = await startConversationKit('shop', { receiver: { idKey } });
  try {
    const number = newNumber();
    kit.emulator.openWindow(number);
    const order = await kit.client.workflow.start('confirmWorkflow', {
      workflowId: randomUUID(),
      taskQueue: kit.taskQueue,
      args: [kit.phoneNumberId, number],
    });
    const user = kit.phone(number);
    await user.sees('Confirm?');
    const [numberKey = ''] = conversationKeys({ waId: number.slice(1) }, idKey);
    const ofNumber = kit.client.workflow.getHandle(conversationWorkflowId(kit.phoneNumberId, numberKey));
    await patiently(() => ofNumber.describe());
    await user.taps('Yes');
    expect(await order.result()).toBe('y');
  } finally {
    await kit.close();
  }
});
