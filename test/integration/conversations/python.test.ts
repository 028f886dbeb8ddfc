/** Workflows in another language ask by name, and are conversations themselves. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WhatsAppTest } from '../../../src/testing/index.js';
import { newUser, startConversationKit } from '../../helpers/conversation-kit.js';
import { silenceRuntime } from '../../helpers/logger.js';
import { hasPythonSdk, startPythonWorker } from '../../helpers/python-worker.js';
import { connectTestServer, type TestServer } from '../../helpers/temporal-server.js';

const isThere = hasPythonSdk();
if (!isThere) console.warn('SKIPPED: workflows in Python, because .tmp/python has no temporalio; .ci/run installs it');

(isThere ? describe : describe.skip)('workflows in Python', () => {
  const pythonQueue = `python-${randomUUID()}`;
  let server: TestServer;
  let stopWorker: () => Promise<void>;

  beforeAll(async () => {
    silenceRuntime();
    server = await connectTestServer();
    stopWorker = await startPythonWorker(server.address, pythonQueue);
  });
  afterAll(async () => {
    await stopWorker?.();
    await server.close();
  });

  const startKit = (conversation: string | undefined, receiver = {}): Promise<WhatsAppTest> =>
    startConversationKit(conversation, { server: { address: server.address }, receiver });

  test('two workflows ask one user, one of them in Python: each gets its own answer', async () => {
    const kit = await startKit('shop');
    try {
      const user = newUser(kit);
      kit.emulator.openWindow(user.user);
      const order = await kit.client.workflow.start('PythonOrder', {
        workflowId: randomUUID(),
        taskQueue: pythonQueue,
        args: [kit.phoneNumberId, user.user, kit.taskQueue],
      });
      const other = await kit.client.workflow.start('confirmWorkflow', {
        workflowId: randomUUID(),
        taskQueue: kit.taskQueue,
        args: [kit.phoneNumberId, user.user],
      });
      const answers = { 'Confirm in Python?': 'Yes', 'Confirm?': 'No' };
      for (let asked = 0; asked < 2; asked += 1) {
        const question = await user.sees(/Confirm/);
        await user.taps(answers[question.text as keyof typeof answers], { on: question });
      }
      expect([await order.result(), await other.result()]).toEqual(['y', 'n']);
    } finally {
      await kit.close();
    }
  });

  test('a conversation in Python gets what our receiver gets', async () => {
    const kit = await startKit(undefined, {
      conversation: { workflow: 'PythonConversation', taskQueue: pythonQueue },
    });
    try {
      const user = newUser(kit);
      await user.says('hello');
      await user.says('bye');
      const [, userId = ''] = kit.emulator.userIds(user.user);
      const id = `whatsapp-conversation:${kit.phoneNumberId}:${userId}`;
      expect(await kit.client.workflow.getHandle(id).result()).toEqual([userId, 'hello', 'bye']);
    } finally {
      await kit.close();
    }
  });
});
