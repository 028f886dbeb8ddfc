/** One POST of everything, several times at once to several receivers: each part has one fate, and one effect. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encodeCallbackData } from '../../src/common/sending/callback-data.js';
import { startWebhookServer, type WebhookRoute, type WebhookServer } from '../../src/webhook/index.js';
import { eventually } from '../helpers/eventually.js';
import { startStack, type Stack } from '../helpers/stack.js';
import { recordingQuery, type Recording } from '../helpers/workflows.js';

const waiting = 'batch-statuses';
const unknownFields = 'batch-unknown-fields';
const users = ['DE.1001', 'DE.1002', 'DE.1003'];

/** 2 entries, 3 changes: 7 messages, 5 statuses, a field that nobody knows, a message that is none. */
function batch(phoneNumberIds: readonly [string, string]): unknown {
  const metadata = (id: string) => ({ display_phone_number: '15550001111', phone_number_id: id });
  const message = (index: number) => ({
    from_user_id: users[index % users.length],
    id: `wamid.batch-message-${index}`,
    timestamp: '1764000000',
    type: 'text',
    text: { body: `Line ${index}` },
  });
  const status = (index: number) => ({
    id: `wamid.batch-sent-${index}`,
    status: 'delivered',
    timestamp: '1764000001',
    recipient_user_id: users[0],
    biz_opaque_callback_data: encodeCallbackData({
      workflowId: waiting,
      sendKey: `key-${index}`,
      wanted: ['delivered'],
    }),
  });
  const change = (id: string, lists: object) => ({
    field: 'messages',
    value: { messaging_product: 'whatsapp', metadata: metadata(id), ...lists },
  });
  return {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '9001',
        changes: [
          change(phoneNumberIds[0], {
            messages: [0, 1, 2, 3].map(message),
            statuses: [0, 1].map(status),
          }),
          { field: 'a_field_of_tomorrow', value: { something: 'new' } },
        ],
      },
      {
        id: '9002',
        changes: [
          change(phoneNumberIds[1], {
            messages: [message(4), 'not a message', message(5), message(6)],
            statuses: [2, 3, 4].map(status),
          }),
        ],
      },
    ],
  };
}

describe('a POST with 2 entries, 3 changes, 7 messages, 5 statuses, an unknown field and a malformed item', () => {
  let stack: Stack;
  let receivers: WebhookServer[];
  const ids = ['106540352242922', '106540352242923'] as const;
  const fallback: WebhookRoute = () => ({ workflowId: unknownFields, workflowType: 'recorderWorkflow' });

  beforeAll(async () => {
    stack = await startStack();
    const { client, taskQueue, emulator } = stack;
    const { appSecret, verifyToken } = emulator.info;
    const receiver = { client, taskQueue, appSecrets: [appSecret], verifyTokens: [verifyToken] };
    const log = { info: () => undefined, warn: () => undefined, error: console.error };
    const choices = { phoneNumberIds: ids, fallback, host: '127.0.0.1', port: 0, log };
    receivers = await Promise.all([0, 1, 2].map(() => startWebhookServer({ ...receiver, ...choices })));
    await client.workflow.start('recorderWorkflow', { workflowId: waiting, taskQueue });
  });
  afterAll(async () => {
    await Promise.all(receivers.map((receiver) => receiver.close()));
    await Promise.all([waiting, unknownFields].map((id) => stack.client.workflow.getHandle(id).terminate()));
    await stack.stop();
  });

  const post = async (url: string): Promise<number> => {
    const body = JSON.stringify(batch(ids));
    const signature = createHmac('sha256', stack.emulator.info.appSecret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };
  const recorded = (workflowId: string): Promise<Recording> =>
    stack.client.workflow.getHandle(workflowId).query(recordingQuery);
  const conversations = () =>
    Promise.all(ids.flatMap((id, half) => orderedUsers(half).map((user) => stack.whatsapp.conversation({ phoneNumberId: id, user }).state())));
  /** The first half of the messages is in the first change. */
  const orderedUsers = (half: number): string[] => (half === 0 ? users : [users[1]!, users[2]!, users[0]!]);

  test('has 12 effects, one unknown event and one dead letter, posted five times in parallel to each of three receivers', async () => {
    const answers = await Promise.all(receivers.flatMap(({ url }) => [1, 2, 3, 4, 5].map(() => post(url))));
    expect(answers).toEqual(answers.map(() => 200));

    const { events: statuses } = await eventually(
      () => recorded(waiting),
      ({ received }) => received >= 75,
    );
    expect(statuses.map((event) => event.kind === 'status' && event.messageId).sort()).toEqual(
      [0, 1, 2, 3, 4].map((index) => `wamid.batch-sent-${index}`),
    );
    expect(statuses.every((event) => event.kind === 'status' && event.status === 'delivered')).toBe(true);

    const states = await conversations();
    expect(states.flatMap(({ messages }) => messages.map(({ messageId }) => messageId)).sort()).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((index) => `wamid.batch-message-${index}`),
    );
    expect(states.reduce((sum, { messagesReceived }) => sum + messagesReceived, 0)).toBe(7);

    const { events: unknown } = await recorded(unknownFields);
    expect(unknown).toMatchObject([
      { kind: 'unknown', reason: 'field-unknown', field: 'a_field_of_tomorrow', wabaId: '9001' },
    ]);

    const letters = await eventually(
      () => deadLetters(stack),
      ({ length }) => length > 0,
    );
    expect(letters).toMatchObject([{ reason: 'malformed', wabaId: '9002', phoneNumberId: ids[1] }]);
  });
});

/** What waits for a decision on this test's own task queue. */
async function deadLetters({ client, taskQueue }: Stack): Promise<unknown[]> {
  const found: unknown[] = [];
  const query = `WorkflowType = 'deadLetterWorkflow' AND TaskQueue = '${taskQueue}'`;
  for await (const { memo } of client.workflow.list({ query })) found.push(memo?.['deadLetter']);
  return found;
}
