/** The Python program of docs/other-languages.md: it sends, asks through a conversation of ours, and is one itself. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WhatsAppTest } from '../../../src/testing/index.js';
import { newNumber, newUser, startConversationKit } from '../../helpers/conversation-kit.js';
import { silenceRuntime } from '../../helpers/logger.js';
import { hasPythonSdk, runPython, startPythonWorker, writePythonProgram } from '../../helpers/python-worker.js';
import { tokenMarker } from '../../helpers/secrets.js';
import { connectTestServer, type TestServer } from '../../helpers/temporal-server.js';

const isThere = hasPythonSdk();
if (!isThere) console.warn('SKIPPED: workflows in Python, because .tmp/python has no temporalio; .ci/run installs it');

(isThere ? describe : describe.skip)('the program in Python', () => {
  const shopQueue = `python-${randomUUID()}`;
  const libraryQueue = `for-${shopQueue}`;
  const phoneNumberId = `1065${String(Math.floor(Math.random() * 1e11)).padStart(11, '0')}`;
  let server: TestServer;
  let program: string;
  let stopWorker: () => Promise<void>;

  beforeAll(async () => {
    silenceRuntime();
    server = await connectTestServer();
    program = writePythonProgram({ libraryQueue, shopQueue, phoneNumberId });
    stopWorker = await startPythonWorker(program, server.address);
  });
  afterAll(async () => {
    await stopWorker?.();
    rmSync(program, { force: true });
    await server.close();
  });

  const startKit = (conversation: string | undefined, receiver = {}): Promise<WhatsAppTest> =>
    startConversationKit(conversation, {
      server: { address: server.address },
      taskQueue: libraryQueue,
      emulator: { accessToken: `${tokenMarker}kit`, phoneNumberId },
      receiver,
    });

  describe('beside a conversation in TypeScript', () => {
    let kit: WhatsAppTest;
    beforeAll(async () => {
      kit = await startKit('shop');
    });
    afterAll(() => kit.close());

    test('sends, waits until the message is delivered, and sends once', async () => {
      const to = newNumber();
      kit.emulator.openWindow(to);
      const printed = await runPython(program, server.address, 'send', to);
      const [message, ...more] = kit.emulator.messages({ to });
      expect([printed, more]).toEqual([`accepted ${message?.id}`, []]);
      await expect(runPython(program, server.address, 'send', to)).rejects.toThrow('WorkflowAlreadyStartedError');
      expect(kit.emulator.messages({ to })).toHaveLength(1);
    });

    test('asks a user besides a workflow in TypeScript: each gets its own answer', async () => {
      const user = newUser(kit);
      kit.emulator.openWindow(user.user);
      const workflowId = randomUUID();
      const order = await kit.client.workflow.start('Order', { workflowId, taskQueue: shopQueue, args: [user.user] });
      const other = await kit.client.workflow.start('confirmWorkflow', {
        workflowId: randomUUID(),
        taskQueue: kit.taskQueue,
        args: [kit.phoneNumberId, user.user],
      });
      const answers = { 'Shall we deliver?': 'Yes', 'Confirm?': 'No' };
      for (let asked = 0; asked < 2; asked += 1) {
        const question = await user.sees(/Confirm|deliver/);
        await user.taps(answers[question.text as keyof typeof answers], { on: question });
      }
      expect([await order.result(), await other.result()]).toEqual(['y', 'n']);
    });
  });

  test('is a conversation behind our receiver, and answers what comes twice once', async () => {
    const kit = await startKit(undefined, { conversation: { workflow: 'Conversation', taskQueue: shopQueue } });
    try {
      kit.emulator.configure({ webhookDuplicates: 1 });
      const user = newUser(kit);
      await user.says('hello');
      await user.sees('You said: hello');
      await user.says('still there?');
      await user.sees('You said: still there?');
      await kit.emulator.webhooksSettled();
      await user.seesNothing('1 second');
      const [, userId = ''] = kit.emulator.userIds(user.user);
      const id = `whatsapp-conversation:${kit.phoneNumberId}:${userId}`;
      await kit.client.workflow.getHandle(id).terminate('the end of the test');
    } finally {
      await kit.close();
    }
  });
});
