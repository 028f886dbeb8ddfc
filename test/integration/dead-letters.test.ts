/** Dead letters from the POST to the redrive: what could not be delivered is kept once, and delivered once. */
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseWebhook } from '../../src/common/events/parse.js';
import { conversationWorkflowId, deadLetterWorkflowId } from '../../src/common/ids/workflow-ids.js';
import { DeadLetterError } from '../../src/webhook/dead-letters/calls.js';
import { DeadLetters, type DeadLetterItem } from '../../src/webhook/dead-letters/dead-letters.js';
import { conversationStateQuery } from '../../src/workflows/definitions.js';
import { eventually } from '../helpers/eventually.js';
import { rejection } from '../helpers/rejection.js';
import { runCommand, type CommandOutcome } from '../helpers/run-command.js';
import { startStack, startWorkers, testActivities, type Stack } from '../helpers/stack.js';
import { timeSkippingEnvironment } from '../helpers/temporal-server.js';

const knownNumber = '106540352242001';
const forgottenNumber = '106540352242002';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ receiver: { phoneNumberIds: [knownNumber], fallback: 'dead-letter' } });
});
afterAll(() => stack.stop());

/** A webhook as Meta would post it. */
async function post(body: string | Buffer): Promise<number> {
  const signature = createHmac('sha256', stack.emulator.info.appSecret).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
  return (await fetch(stack.webhookUrl, { method: 'POST', headers, body })).status;
}

function messageFor(phoneNumberId: string, user: string, messageId: string, text = 'Hello größe 👋'): string {
  const metadata = { display_phone_number: '15550001111', phone_number_id: phoneNumberId };
  const message = { from_user_id: user, id: messageId, timestamp: '1764000000', type: 'text', text: { body: text } };
  const value = { messaging_product: 'whatsapp', metadata, messages: [message] };
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '9001', changes: [{ field: 'messages', value }] }],
  });
}

function deadLetters(phoneNumberIds: string[]): DeadLetters {
  const { client, taskQueue } = stack;
  return new DeadLetters({ client, taskQueue, phoneNumberIds, fallback: 'dead-letter' });
}
const before = (): DeadLetters => deadLetters([knownNumber]);
const afterTheFix = (): DeadLetters => deadLetters([knownNumber, forgottenNumber]);

/** Posts a message for a number that the receiver was not told about. */
async function quarantined(): Promise<{ item: DeadLetterItem; user: string; body: string }> {
  const [user, messageId] = [`DE.${Date.now()}${Math.floor(Math.random() * 1e6)}`, `wamid.${randomUUID()}`];
  const body = messageFor(forgottenNumber, user, messageId);
  expect(await post(body)).toBe(200);
  return { item: await listed(messageId), user, body };
}

function listed(messageId: string): Promise<DeadLetterItem> {
  return eventually(async () => (await list()).find((item) => item.messageId === messageId)!);
}

async function list(): Promise<DeadLetterItem[]> {
  const items = [];
  for await (const item of before().list()) items.push(item);
  return items;
}

/** Also those that have ended. */
async function keptEver(): Promise<number> {
  const query = `WorkflowType = 'deadLetterWorkflow' AND TaskQueue = '${stack.taskQueue}'`;
  return (await stack.client.workflow.count(query)).count;
}

/** The signals that a conversation got, seen by its own dedupe or not. */
async function signalsTo(user: string): Promise<number> {
  const handle = stack.client.workflow.getHandle(conversationWorkflowId(forgottenNumber, user));
  const { events } = await handle.fetchHistory();
  return events?.filter((event) => event.workflowExecutionSignaledEventAttributes).length ?? 0;
}

const conversation = (user: string) =>
  stack.client.workflow.getHandle(conversationWorkflowId(forgottenNumber, user)).query(conversationStateQuery);

function command(line: string[], env: Record<string, string> = {}): Promise<CommandOutcome> {
  const { temporalAddress, taskQueue } = stack;
  const own = { TEMPORAL_ADDRESS: temporalAddress, WHATSAPP_TASK_QUEUE: taskQueue };
  return runCommand(['dead-letters', ...line], { ...own, ...env });
}

describe('a message for a number that the receiver was not told about', () => {
  test('is kept, stays while nothing has changed, and is delivered once after the number was added', async () => {
    const { item, user } = await quarantined();
    expect(item).toMatchObject({
      reason: 'phone-number-id-unknown',
      kind: 'message',
      field: 'messages',
      wabaId: '9001',
      phoneNumberId: forgottenNumber,
      receivedAtMs: expect.any(Number),
    });
    expect(item.workflowId).toBe(deadLetterWorkflowId(item.id));

    const refused = await before().redrive(item.id);
    expect(refused).toMatchObject({ delivered: false, problem: expect.stringContaining('phone-number-id-unknown') });
    const { state, content } = await before().show(item.workflowId);
    expect(state).toMatchObject({ phase: 'kept', complete: true, redrives: 1 });
    expect(state.lastProblem).toContain('phone-number-id-unknown');
    expect(JSON.stringify(content?.webhook)).toContain('größe 👋');

    expect(await afterTheFix().redrive(item.id)).toEqual({ id: item.id, delivered: true });
    expect(await conversation(user)).toMatchObject({
      messagesReceived: 1,
      messages: [{ messageId: item.messageId, raw: { text: { body: 'Hello größe 👋' } } }],
    });

    const again = (await rejection(afterTheFix().redrive(item.workflowId))) as DeadLetterError;
    expect(again).toBeInstanceOf(DeadLetterError);
    expect(again).toMatchObject({ reason: 'ended', id: item.id });
    expect(again.message).toBe(`dead letter ${item.id}: was already redriven`);
    expect(await signalsTo(user)).toBe(1);
    await eventually(async () => !(await list()).some(({ id }) => id === item.id));
    expect((await before().show(item.id)).state.phase).toBe('redriven');
  });

  test('is delivered once when five redrive it at the same time', async () => {
    const { item, user } = await quarantined();
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => afterTheFix().redrive(item.id)));
    const delivered = outcomes.filter(({ status }) => status === 'fulfilled');
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(delivered).toHaveLength(1);
    for (const error of errors) {
      expect(error).toBeInstanceOf(DeadLetterError);
      expect(['refused', 'ended']).toContain((error as DeadLetterError).reason);
    }
    expect(await signalsTo(user)).toBe(1);
    expect(await conversation(user)).toMatchObject({ messagesReceived: 1 });
  });

  test('that another redrive holds is refused, and the error says until when', async () => {
    const { item } = await quarantined();
    const handle = stack.client.workflow.getHandle(item.workflowId);
    await handle.executeUpdate('claimDeadLetter', { args: ['somebody'] });
    const error = (await rejection(afterTheFix().redrive(item.id))) as DeadLetterError;
    expect(error.reason).toBe('refused');
    expect(error.message).toMatch(/until \d{4}-\d\d-\d\dT\d\d:\d\d/);
    expect(await rejection(before().discard(item.id))).toMatchObject({ reason: 'refused' });
    await handle.executeUpdate('reportRedrive', { args: ['somebody', { delivered: false, problem: 'not yet' }] });
    await before().discard(item.id);
    expect(await rejection(afterTheFix().redrive(item.id))).toMatchObject({
      message: `dead letter ${item.id}: was already discarded`,
    });
  });

  test('is kept once however often Meta delivers it, also after it was discarded', async () => {
    const { item, body } = await quarantined();
    const kept = await keptEver();
    expect(await Promise.all([post(body), post(body), post(body)])).toEqual([200, 200, 200]);
    await before().discard(item.id);
    expect(await post(body)).toBe(200);
    await quarantined();
    expect(await keptEver()).toBe(kept + 1);
    expect((await before().show(item.id)).state.phase).toBe('discarded');
  });
});

test('redriveAll takes the oldest first, says what stays, and leaves alone what the filter leaves out', async () => {
  const users = [];
  for (let index = 0; index < 3; index += 1) users.push((await quarantined()).user);
  expect(await post('signed, and no JSON')).toBe(200);
  await eventually(async () => (await list()).some(({ reason }) => reason === 'not-json'));
  const times: number[] = [];
  const items = new Map((await list()).map((item) => [item.id, item]));
  const filter = { reason: 'phone-number-id-unknown', phoneNumberId: forgottenNumber } as const;
  const summary = await afterTheFix().redriveAll(filter, ({ id }) => times.push(items.get(id)?.receivedAtMs ?? 0));
  expect(summary.kept).toEqual([]);
  expect(summary.redriven).toBeGreaterThanOrEqual(3);
  expect(times).toHaveLength(summary.redriven);
  expect(times[0]).toBeGreaterThan(0);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  for (const user of users) expect(await conversation(user)).toMatchObject({ messagesReceived: 1 });

  const rest = await afterTheFix().redriveAll({ reason: 'not-json' });
  expect(rest).toMatchObject({ redriven: 0, kept: [{ problem: expect.stringContaining('not-json') }] });
  expect(await afterTheFix().redriveAll({ phoneNumberId: '106540352242999' })).toEqual({ redriven: 0, kept: [] });
});

describe('what does not fit into one payload', () => {
  const readBytes = async ({ id }: DeadLetterItem): Promise<string> => {
    const { content } = await eventually(
      () => before().show(id),
      ({ state }) => state.complete,
    );
    return Buffer.from(content?.text ?? '', content?.encoding ?? 'utf8').toString('latin1');
  };
  const listedFor = async (wanted: DeadLetterItem['reason']): Promise<DeadLetterItem[]> =>
    (await list()).filter(({ reason }) => reason === wanted);

  test.each([
    ['a body that is no JSON', Buffer.from(`no JSON ${randomUUID()} ${'größe 👋 '.repeat(180_000)}`)],
    ['a body that is not even text', Buffer.concat([Buffer.from(randomUUID()), Buffer.alloc(1_500_000, 0xfe)])],
  ])('is kept in parts, and comes back whole: %s', async (_what, body) => {
    expect(await post(body)).toBe(200);
    const kept = async () => Promise.all((await listedFor('not-json')).map(readBytes));
    await eventually(async () => (await kept()).includes(body.toString('latin1')));
  });

  test('as does a message that no signal can hold: a redrive gets all of it, and it stays', async () => {
    const messageId = `wamid.${randomUUID()}`;
    const body = messageFor(knownNumber, 'DE.4711', messageId, 'ä'.repeat(1_200_000));
    expect(await post(body)).toBe(200);
    const item = await listed(messageId);
    expect(item).toMatchObject({ reason: 'too-large', phoneNumberId: knownNumber });
    expect(JSON.parse(Buffer.from(await readBytes(item), 'latin1').toString())).toEqual(JSON.parse(body));
    const result = await before().redrive(item.id);
    expect(result).toMatchObject({ delivered: false, problem: expect.stringContaining('too-large') });
  });
});

describe('the command', () => {
  test('lists, shows with and without content, redrives with the number added, and says what stays', async () => {
    const { item, user } = await quarantined();
    const { printed } = await command(['list', '--phone-number-id', forgottenNumber]);
    expect(printed[0]).toMatch(/^ID +RECEIVED +NUMBER +FIELD +KIND +ITEMS +REASON$/);
    expect(printed.find((line) => line.startsWith(item.id))).toContain('phone-number-id-unknown');
    const asJson = await command(['list', '--json', '--reason', 'phone-number-id-unknown']);
    expect(asJson.printed.map((line) => JSON.parse(line) as unknown)).toContainEqual(item);

    const shown = await command(['show', item.id]);
    expect(shown.printed.join('\n')).toMatch(/^Phase +kept$/m);
    expect(shown.printed.join('\n')).not.toContain(user);
    expect((await command(['show', item.workflowId, '--content'])).printed.join('\n')).toContain('größe 👋');
    const { content } = JSON.parse((await command(['show', item.id, '--json'])).printed[0] ?? '') as object & {
      content?: unknown;
    };
    expect(content).toBeUndefined();

    const stays = await command(['redrive', item.id], { WHATSAPP_PHONE_NUMBER_IDS: knownNumber });
    expect(stays.printed).toEqual([expect.stringContaining(`${item.id}  stays: phone-number-id-unknown`)]);
    expect(String(stays.error)).toContain('1 of 1 dead letters stays as it is');

    const env = { WHATSAPP_PHONE_NUMBER_IDS: `${knownNumber},${forgottenNumber}` };
    const filter = ['--reason', 'phone-number-id-unknown', '--phone-number-id', forgottenNumber];
    const all = await command(['redrive', '--all', ...filter], env);
    expect(all.error).toBeUndefined();
    expect(all.printed).toContain(`${item.id}  redriven`);
    expect(await conversation(user)).toMatchObject({ messagesReceived: 1 });

    const twice = await command(['redrive', item.id, '--json'], env);
    expect(twice.printed.map((line) => JSON.parse(line) as unknown)).toEqual([
      { id: item.id, problem: 'was already redriven' },
    ]);
    expect(String(twice.error)).toContain('1 of 1 dead letters stays as it is');
  });

  test('discards those that are there, and names the one that is not', async () => {
    const { item } = await quarantined();
    const unknown = '0'.repeat(32);
    const { printed, error } = await command(['discard', item.id, unknown]);
    expect(printed[0]).toBe(`${item.id}  discarded`);
    expect(printed[1]).toContain(`${unknown}  stays: does not exist`);
    expect(String(error)).toContain('1 of 2 dead letters stays');
    expect(String((await command(['show', unknown])).error)).toContain(`dead letter ${unknown}: does not exist`);
  });
});

test('a redrive that crashed half-way leaves it to the next one, after a minute', async () => {
  const environment = await timeSkippingEnvironment();
  const activities = testActivities(stack.emulator, '/nowhere');
  let workers: Awaited<ReturnType<typeof startWorkers>> | undefined;
  try {
    const { client, nativeConnection } = environment;
    workers = await startWorkers(nativeConnection, 'whatsapp', activities);
    const webhook = JSON.parse(messageFor(forgottenNumber, 'DE.1', 'wamid.1')) as Record<string, unknown>;
    const receivedAtMs = Date.now();
    const options = { client, taskQueue: 'whatsapp', fallback: 'ignore' } as const;
    await client.workflow.start('deadLetterWorkflow', {
      workflowId: deadLetterWorkflowId('crashed'),
      taskQueue: 'whatsapp',
      args: [{ reason: 'phone-number-id-unknown', receivedAtMs, webhook }],
    });
    const redrive = () => new DeadLetters({ ...options, phoneNumberIds: [forgottenNumber] }).redrive('crashed');
    // It delivers, and is gone before it can report.
    const handle = client.workflow.getHandle(deadLetterWorkflowId('crashed'));
    await handle.executeUpdate('claimDeadLetter', { args: ['crashed'] });
    await client.workflow.signalWithStart('conversationWorkflow', {
      workflowId: conversationWorkflowId(forgottenNumber, 'DE.1'),
      taskQueue: 'whatsapp',
      args: [{ phoneNumberId: forgottenNumber, userKey: 'DE.1' }],
      signal: 'whatsAppEvents',
      signalArgs: [parseWebhook(webhook, receivedAtMs).map(({ event }) => event)],
    });
    expect(await rejection(redrive())).toMatchObject({ reason: 'refused' });
    await environment.sleep('61 seconds');
    expect(await redrive()).toEqual({ id: 'crashed', delivered: true });
    const state = await client.workflow
      .getHandle(conversationWorkflowId(forgottenNumber, 'DE.1'))
      .query(conversationStateQuery);
    expect(state.messagesReceived).toBe(1);
  } finally {
    await workers?.stop();
    await environment.teardown();
  }
});

test('the list holds those of the own task queue, whatever characters its name has', async () => {
  const taskQueue = `it's a "queue" \\ ${randomUUID()}`;
  const { client } = stack;
  const id = randomUUID();
  const workflowId = deadLetterWorkflowId(id);
  const summary = { reason: 'malformed', receivedAtMs: Date.now() } as const;
  const args = [{ ...summary, webhook: {} }];
  const handle = await client.workflow.start('deadLetterWorkflow', {
    workflowId,
    taskQueue,
    args,
    memo: { deadLetter: summary },
  });
  const others = new DeadLetters({ client, taskQueue, phoneNumberIds: 'any', fallback: 'ignore' });
  const listOthers = async (): Promise<DeadLetterItem[]> => {
    const items = [];
    for await (const item of others.list()) items.push(item);
    return items;
  };
  expect(await eventually(listOthers, ({ length }) => length > 0)).toEqual([{ id, workflowId, ...summary }]);
  expect((await list()).some((item) => item.id === id)).toBe(false);
  await handle.terminate();
});
