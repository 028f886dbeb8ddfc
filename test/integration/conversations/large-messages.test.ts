/** Messages above 64 KB that wait for the next run of their conversation. */
import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import type { ConversationState } from '../../../src/workflow.js';
import { conversationWorkflowId } from '../../../src/common/ids/workflow-ids.js';
import { eventually } from '../../helpers/eventually.js';
import { flood, floodReceiver, messageBody } from '../../helpers/flood.js';
import { startStack, startWorkers, testActivities, type Stack } from '../../helpers/stack.js';

const sizes = [700_000, 100_000, 100_000, 10, 100_000, 100_000];

let stack: Stack;
let connection: NativeConnection;
let workers: { stop(): Promise<void> };
let from: string;
let workflowId: string;

beforeEach(async () => {
  stack = await startStack({ worker: false, receiver: { ...floodReceiver, conversation: 'gauge' } });
  connection = await NativeConnection.connect({ address: stack.temporalAddress });
  from = `49151${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  workflowId = conversationWorkflowId(stack.phoneNumberId, from);
});
afterEach(async () => {
  await workers.stop();
  await connection.close();
  await stack.stop();
});

async function work(changed: object = {}): Promise<void> {
  const activities = { ...testActivities(stack.emulator, stack.mediaDirectory), ...changed };
  workers = await startWorkers(connection, stack.taskQueue, activities);
}

/** A message that takes long, and many large ones while it does. @returns what was heard of each */
async function writeMuch(): Promise<string[]> {
  const { phoneNumberId } = stack;
  const slow = messageBody(phoneNumberId, from, `wamid.${from}-slow`, 0).replace('"body":""', '"body":"slowly"');
  const bodies = sizes.map((bytes, index) => messageBody(phoneNumberId, from, `wamid.${from}-${index}`, bytes));
  expect(await flood(stack, [slow, ...bodies], { concurrency: 1, attempts: 100 })).toEqual([]);
  const handle = stack.client.workflow.getHandle(workflowId);
  const read = async (): Promise<string[]> => {
    const state = await handle.query<ConversationState>('conversationState').catch(() => undefined);
    return (state?.dialogues?.state as { heard: string[] } | undefined)?.heard ?? [];
  };
  return eventually(read, (heard) => heard.length > sizes.length, 60_000);
}

/** How large the inputs of all runs were, in bytes. The first run carries nothing. */
async function inputBytes(): Promise<number[]> {
  const { workflow, workflowService } = stack.client;
  const bytes: number[] = [];
  for await (const { runId } of workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const execution = { workflowId, runId };
    const request = { namespace: 'default', execution, maximumPageSize: 1 };
    const { history } = await workflowService.getWorkflowExecutionHistory(request);
    const input = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
    bytes.push(input?.length ?? 0);
  }
  return bytes;
}

const heardWhole = ['slow: 6', ...sizes.map((bytes, index) => `${index}: ${bytes}`)];

test('are carried as references, and heard as they were written', async () => {
  await work();
  expect(await writeMuch()).toEqual(heardWhole);
  const carried = await eventually(inputBytes, (bytes) => bytes.length > sizes.length, 45_000);
  expect(Math.max(...carried)).toBeLessThan(64_000);
  expect((await readdir(stack.mediaDirectory)).length).toBeGreaterThanOrEqual(4);
}, 100_000);

test('are carried whole where the worker has no store, as far as they fit', async () => {
  const storeWhatsAppContent = async (): Promise<never> => {
    throw ApplicationFailure.nonRetryable('this worker has no media store', 'WhatsApp.Configuration');
  };
  await work({ storeWhatsAppContent });
  expect(await writeMuch()).toEqual(heardWhole);
}, 100_000);

test('are heard by their beginning where the store has lost them', async () => {
  const loadWhatsAppContent = async (): Promise<never> => {
    throw ApplicationFailure.nonRetryable('the file is missing', 'WhatsApp.Media');
  };
  await work({ loadWhatsAppContent });
  const lost = sizes.map((bytes, index) => (bytes > 64_000 ? `${index}: 4096 …` : `${index}: ${bytes}`));
  expect(await writeMuch()).toEqual(['slow: 6', ...lost]);
}, 100_000);
