/** How long aliases stay, on the time-skipping server. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { WhatsAppClient, conversationWorkflowId } from '../../src/client.js';
import type { WhatsAppMessageEvent } from '../../src/workflow.js';
import { eventually } from '../helpers/eventually.js';
import { startWorkers } from '../helpers/stack.js';
import { timeSkippingEnvironment } from '../helpers/temporal-server.js';

const phoneNumberId = '106540352242922';
const taskQueue = 'idle-conversations';

describe('a conversation whose user has another id by now', () => {
  let environment: TestWorkflowEnvironment;
  let workers: { stop(): Promise<void> };
  let whatsapp: WhatsAppClient;

  beforeAll(async () => {
    environment = await timeSkippingEnvironment();
    workers = await startWorkers(environment.nativeConnection, taskQueue, { unused: () => Promise.resolve() });
    whatsapp = new WhatsAppClient({ client: environment.client, taskQueue });
  });
  afterAll(async () => {
    await workers.stop();
    await environment.teardown();
  });

  const getHandle = (key: string) => environment.client.workflow.getHandle(conversationWorkflowId(phoneNumberId, key));
  let count = 0;

  async function receive(...conversationKeys: string[]): Promise<void> {
    const userKey = conversationKeys[0]!;
    const receivedAtMs = await environment.currentTimeMs();
    count += 1;
    const messageId = `wamid.idle-${count}`;
    const event: WhatsAppMessageEvent = {
      kind: 'message',
      messageId,
      user: {},
      conversationKeys,
      receivedAtMs,
      raw: {},
    };
    await environment.client.workflow.signalWithStart('conversationWorkflow', {
      workflowId: conversationWorkflowId(phoneNumberId, userKey),
      taskQueue,
      args: [{ phoneNumberId, userKey }],
      signal: 'whatsAppEvents',
      signalArgs: [[event]],
    });
  }

  const holding = (key: string, messages: number) =>
    eventually(
      () => whatsapp.conversation({ phoneNumberId, user: key }).state(),
      ({ messagesReceived }) => messagesReceived === messages,
    );
  const status = async (key: string): Promise<string> => (await getHandle(key).describe()).status.name;

  const completed = (key: string): Promise<string> =>
    eventually(
      () => status(key),
      (name) => name === 'COMPLETED',
    );

  test('ends after 30 days without events, and each event gives it 30 days more', async () => {
    await receive('phone-1');
    await holding('phone-1', 1);
    await receive('user-1', 'phone-1');
    await holding('user-1', 2);
    await environment.sleep('20 days');
    await receive('phone-1');
    await holding('user-1', 3);
    await environment.sleep('20 days');
    expect(await status('phone-1')).toBe('RUNNING');
    await environment.sleep('11 days');
    await completed('phone-1');
    expect(await status('user-1')).toBe('RUNNING');
  });

  test('that was only a claim ends after 30 days, and is claimed again by the next event that names it', async () => {
    await receive('user-2', 'phone-2');
    await holding('user-2', 1);
    await eventually(() => status('phone-2').catch(() => undefined));
    await environment.sleep('31 days');
    await completed('phone-2');
    await receive('phone-2');
    await holding('phone-2', 1);
    await receive('user-2', 'phone-2');
    const { messagesReceived } = await holding('user-2', 3);
    expect(messagesReceived).toBe(3);
    expect(await whatsapp.conversation({ phoneNumberId, user: 'phone-2' }).state()).toMatchObject({ userKey: 'user-2' });
  });

  test('that is active again does not end', async () => {
    await receive('a-3', 'b-3');
    await holding('a-3', 1);
    const back = environment.client.workflow.getHandle(conversationWorkflowId(phoneNumberId, 'b-3'));
    await eventually(() =>
      back.describe().then(
        () => true,
        () => false,
      ),
    );
    await back.signal('conversationHandover', {
      fromKey: 'a-3',
      atMs: (await environment.currentTimeMs()) + 1_000,
      user: {},
      messages: [],
      messagesReceived: 0,
      seen: [],
    });
    await environment.sleep('40 days');
    expect(await status('b-3')).toBe('RUNNING');
  });
});
