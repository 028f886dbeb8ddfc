/** Signed POSTs in numbers and sizes that would fill a workflow's history, delivered again as Meta does. */
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { NativeConnection } from '@temporalio/worker';
import type { ConversationState } from '../../src/workflow.js';
import type { WebhookServerOptions } from '../../src/webhook/index.js';
import { eventually } from './eventually.js';
import { silentReceiverLog } from './logger.js';
import { startWorkers, testActivities, type Stack } from './stack.js';
import type { Recording } from './workflows.js';

/** A receiver with a workflow for each chunk of phase 0 of a history, and one workflow for all other chunks. */
export const floodReceiver: Partial<WebhookServerOptions> = {
  log: silentReceiverLog,
  routes: [
    ({ kind, phoneNumberId, ...event }) => {
      if (kind !== 'history' || !('chunk' in event)) return undefined;
      const { phase, chunk_order } = event.chunk ?? {};
      if (phase !== 0) return { workflowId: `history-of-all:${phoneNumberId}`, workflowType: 'eachWorkflow' };
      return { workflowId: `history:${phoneNumberId}:${phase}:${chunk_order}`, workflowType: 'historyChunkWorkflow' };
    },
  ],
};

const field = (name: string, value: object): string =>
  JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '900', changes: [{ field: name, value }] }] });
const around = (phoneNumberId: string) => ({
  messaging_product: 'whatsapp',
  metadata: { phone_number_id: phoneNumberId },
});

/** A POST of one message with so many bytes of text. */
export function messageBody(phoneNumberId: string, from: string, id: string, bytes: number): string {
  return messagesBody(phoneNumberId, from, [id], bytes);
}

function messagesBody(phoneNumberId: string, from: string, ids: readonly string[], bytes: number): string {
  const content = { from, timestamp: '1764000000', type: 'text', text: { body: 'x'.repeat(bytes) } };
  return field('messages', { ...around(phoneNumberId), messages: ids.map((id) => ({ id, ...content })) });
}

/** POSTs of so many messages. @param each how many are in one POST. @default 1 */
export function messageBodies(
  { phoneNumberId }: Stack,
  from: string,
  count: number,
  bytes: number,
  each = 1,
): string[] {
  const ids = Array.from({ length: count }, (_, index) => `wamid.${from}-${index}`);
  const parts = Array.from({ length: Math.ceil(count / each) }, (_, at) => ids.slice(at * each, (at + 1) * each));
  return parts.map((part) => messagesBody(phoneNumberId, from, part, bytes));
}

/** A POST of one chunk of a history with so many messages, some 500 KB for 602. */
export function historyBody(phoneNumberId: string, chunkOrder: number, messages: number, phase = 0): string {
  const message = (index: number) => ({
    id: `wamid.history-${phase}-${chunkOrder}-${index}`,
    from: '491701234567',
    timestamp: '1700000000',
    type: 'text',
    text: { body: `Line ${index} ${'of the history '.repeat(38)}` },
    history_context: { status: 'READ' },
  });
  const threads = [{ id: '491701234567', messages: Array.from({ length: messages }, (_, index) => message(index)) }];
  const history = [{ metadata: { phase, chunk_order: chunkOrder, progress: 50 }, threads }];
  return field('history', { ...around(phoneNumberId), history });
}

/** How a flood is delivered. */
export interface FloodOptions {
  /** How many POSTs are under way at the same time. @default 8 */
  concurrency?: number;
  /** How often each is delivered until it is answered 200. @default 1 */
  attempts?: number;
}

/** Posts every body. @returns those that were not answered 200 */
export async function flood(stack: Stack, bodies: readonly string[], options: FloodOptions = {}): Promise<string[]> {
  const { concurrency = 8, attempts = 1 } = options;
  const queue = [...bodies];
  const refused: string[] = [];
  const deliver = async (): Promise<void> => {
    for (let body = queue.shift(); body !== undefined; body = queue.shift()) {
      if (!(await postUntilTaken(stack, body, attempts))) refused.push(body);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, deliver));
  return refused;
}

const pauseMs = 250;

async function postUntilTaken({ webhookUrl, emulator }: Stack, body: string, attempts: number): Promise<boolean> {
  const digest = createHmac('sha256', emulator.info.appSecret).update(body).digest('hex');
  const headers = { 'x-hub-signature-256': `sha256=${digest}` };
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { status } = await fetch(webhookUrl, { method: 'POST', body, headers });
    if (status === 200) return true;
    if (status !== 503) throw new Error(`answered ${status}`);
    if (attempt < attempts) await sleep(pauseMs);
  }
  return false;
}

/** Tasks that wait for the one thread of the workflows time out on a machine that has other things to do. */
const fewTasks = { maxConcurrentWorkflowTaskExecutions: 4, maxConcurrentWorkflowTaskPolls: 4 };

/** A worker for a stack that was started without one. */
export async function startLateWorker(stack: Stack): Promise<{ stop(): Promise<void> }> {
  const connection = await NativeConnection.connect({ address: stack.temporalAddress });
  const workers = await startWorkers(
    connection,
    stack.taskQueue,
    testActivities(stack.emulator, stack.mediaDirectory),
    fewTasks,
  );
  return {
    stop: async () => {
      await workers.stop();
      await connection.close();
    },
  };
}

/** How long a worker may take to catch up, in milliseconds. A query fails while it has too much to do. */
const patienceMs = 100_000;

/** Checks that a conversation has so many messages, and that the server ended none of its runs. Terminates it. */
export async function expectReceived(stack: Stack, workflowId: string, messages: number): Promise<void> {
  const handle = stack.client.workflow.getHandle(workflowId);
  const read = () => handle.query<ConversationState>('conversationState').catch(() => undefined);
  const state = await eventually(read, (seen) => (seen?.messagesReceived ?? 0) >= messages, patienceMs);
  expect(state?.messagesReceived).toBe(messages);
  await expectNoEnd(stack, workflowId);
}

/** The same for a workflow that counts in the query `recording`. */
export async function expectHandled(stack: Stack, workflowId: string, events: number): Promise<void> {
  const handle = stack.client.workflow.getHandle(workflowId);
  const read = () => handle.query<Recording>('recording').catch(() => undefined);
  const recording = await eventually(read, (seen) => (seen?.received ?? 0) >= events, patienceMs);
  expect(recording?.received).toBe(events);
  await expectNoEnd(stack, workflowId);
}

async function expectNoEnd({ client }: Stack, workflowId: string): Promise<void> {
  const ends = new Set<string>();
  for await (const { status } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) ends.add(status.name);
  ends.delete('CONTINUED_AS_NEW');
  expect([...ends]).toEqual(['RUNNING']);
  await client.workflow.getHandle(workflowId).terminate();
}
