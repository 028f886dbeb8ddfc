import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import * as workflows from '../../src/workflows/index.js';
import { silenceRuntime } from '../helpers/logger.js';

interface RecordedHistory {
  events: { workflowExecutionStartedEventAttributes?: { workflowType: { name: string } } }[];
}

const folder = new URL('./histories/', import.meta.url);
// One file per workflow, path through it and release: `<workflow>.<path>.<version>.json`, made by
// scripts/recording/record-histories.mjs and scripts/recording/record-dialogues.mjs.
const recorded = readdirSync(folder).map((file) => ({
  file,
  history: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as RecordedHistory,
}));
const workflowType = (history: RecordedHistory) =>
  history.events[0]?.workflowExecutionStartedEventAttributes?.workflowType.name;

silenceRuntime();

async function replay(path: string, histories: typeof recorded): Promise<Record<string, string>> {
  const results = Worker.runReplayHistories(
    { workflowsPath: fileURLToPath(new URL(path, import.meta.url)) },
    histories.map(({ file, history }) => ({ workflowId: file, history })),
  );
  const outcomes: Record<string, string> = {};
  for await (const { workflowId, error } of results) outcomes[workflowId] = error ? error.message : 'replayed';
  return outcomes;
}

describe('recorded histories', () => {
  test('exist for every workflow', () => {
    const types = new Set(recorded.map(({ history }) => workflowType(history)));
    expect([...types].sort()).toEqual([...Object.keys(workflows), 'askingOrder', 'booking', 'outing'].sort());
  });

  test('exist for a conversation in the middle of a turn, of a wait, of a lease, and after a rollover', () => {
    const paths = recorded.map(({ file }) => file).filter((file) => file.startsWith('booking.'));
    const names = ['asked', 'lease', 'rolled-over', 'turn', 'wait'];
    expect(paths).toEqual(expect.arrayContaining(names.map((name) => `booking.${name}.0.2.0.json`)));
  });

  test('replay with the workflows of today', async () => {
    const outcomes = await replay('../fixtures/recorded-conversation.ts', recorded);
    expect(outcomes).toEqual(Object.fromEntries(recorded.map(({ file }) => [file, 'replayed'])));
  });

  test('do not replay with a workflow that issues other commands', async () => {
    const sends = recorded.filter(({ history }) => workflowType(history) === 'sendMessageWorkflow');
    const outcomes = await replay('../fixtures/changed-workflows.ts', sends);
    expect(Object.keys(outcomes).sort()).toEqual(sends.map(({ file }) => file).sort());
    expect(sends.length).toBeGreaterThan(5);
    for (const outcome of Object.values(outcomes)) expect(outcome).toMatch(/Nondeterminism error/);
  });
});
