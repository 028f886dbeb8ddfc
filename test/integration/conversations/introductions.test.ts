/** Answers to questions that went to a phone number. No status ever tells the user id: the user's message is enough. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isGrpcServiceError, type WorkflowHandle } from '@temporalio/client';
import { conversationWorkflowId } from '../../../src/common/ids/workflow-ids.js';
import { conversationKeys } from '../../../src/id-keys/conversation-keys.js';
import { createWhatsAppActivities } from '../../../src/index.js';
import { patiently } from '../../helpers/eventually.js';
import { startStack, startWorkers, type Stack } from '../../helpers/stack.js';
import { connectTestServer, type TestServer } from '../../helpers/temporal-server.js';
import { TextingUser } from '../../helpers/texting-user.js';

const idKey = 'an id key of the tests';

/** The status of gRPC for what is not there. */
const notFound = 5;

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

let server: TestServer;
beforeAll(async () => {
  server = await connectTestServer();
});
afterAll(() => server.close());

describe.each([
  ['without an id key', undefined, false],
  ['with an id key', idKey, true],
  ['with an id key that the caller forgets', idKey, false],
])('a tap before any status, %s', (_, key, withIdKey) => {
  let stack: Stack;
  let workers: { stop(): Promise<void> };
  let user: TextingUser;

  beforeAll(async () => {
    const receiver = { conversation: 'shop', ...(key !== undefined && { idKey: key }) };
    stack = await startStack({ worker: false, receiver, emulator: { autoStatuses: [] } });
    workers = await startWorker();
  });
  afterAll(async () => {
    await workers.stop();
    await stack.stop();
  });
  beforeEach(() => {
    user = new TextingUser(stack);
  });

  const startWorker = () => {
    const { graphUrl, accessToken, appSecret } = stack.emulator.info;
    const activities = createWhatsAppActivities({
      credentials: { getCredential: () => Promise.resolve({ accessToken, appSecret }) },
      graph: { baseUrl: graphUrl },
      ...(key !== undefined && { idKey: key }),
    });
    return startWorkers(server.nativeConnection, stack.taskQueue, activities);
  };

  const ask = async () => {
    const order = await stack.client.workflow.start('confirmWorkflow', {
      workflowId: randomUUID(),
      taskQueue: stack.taskQueue,
      args: [stack.phoneNumberId, user.from, withIdKey],
    });
    await user.sees('Confirm?');
    // Whoever forgets the id key is found as soon as Meta's answer has told the key of the number.
    const [numberKey = ''] = conversationKeys({ waId: user.from }, key);
    const ofNumber = stack.client.workflow.getHandle(conversationWorkflowId(stack.phoneNumberId, numberKey));
    await patiently(() => ofNumber.describe());
    return order;
  };

  /** The waits for other conversations that only time has ended. */
  const heldWaits = async (): Promise<number> => {
    const [, userId = ''] = stack.emulator.userIds(user.from);
    const ids = { userId, waId: user.from };
    const keys = new Set([...conversationKeys(ids), ...conversationKeys(ids, key)]);
    const counts = await Promise.all([...keys].map((userKey) => firedAnswerWaits(stack, userKey)));
    return counts.reduce((sum, count) => sum + count, 0);
  };

  test('comes to who asked, and what the user says then is heard at once', async () => {
    const order = await ask();
    await user.taps('Yes');
    expect(await order.result()).toBe('y');
    await user.says('hi');
    await user.sees('Which size?');
    expect(await heldWaits()).toBe(0);
    expect(user.count('Confirm?')).toBe(1);
  });

  test('does so when it comes while no worker runs', async () => {
    const order = await ask();
    await workers.stop();
    await user.taps('No');
    workers = await startWorker();
    expect(await order.result()).toBe('n');
    await user.says('hi');
    await user.sees('Which size?');
    expect(await heldWaits()).toBe(0);
  });
});

/** How often a conversation has waited for another one until the time was over: 10 seconds. */
async function firedAnswerWaits({ client, phoneNumberId }: Stack, userKey: string): Promise<number> {
  const workflowId = conversationWorkflowId(phoneNumberId, userKey);
  let fired = 0;
  let runId: string | undefined;
  do {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory().catch(noHistory);
    fired += countFiredWaits(events ?? []);
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  } while (runId !== undefined);
  return fired;
}

/** A user has no conversation under some of the keys. */
function noHistory(error: unknown): History {
  if (isGrpcServiceError(error) && Number(error.code) === notFound) return { events: [] };
  throw error;
}

function countFiredWaits(events: NonNullable<History['events']>): number {
  const isWait = ({ timerStartedEventAttributes: timer }: (typeof events)[number]): boolean =>
    Number(timer?.startToFireTimeout?.seconds) === 10;
  const waits = events.filter(isWait).map(({ timerStartedEventAttributes: timer }) => timer?.timerId);
  return events.filter(({ timerFiredEventAttributes: timer }) => timer && waits.includes(timer.timerId)).length;
}
