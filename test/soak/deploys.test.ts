/** What waits while a new build replaces the old one. Nothing may be stuck, however the builds are versioned. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { WorkerDeployment, pinnedWorkflows, type Versioning } from '../helpers/deployed-workers.js';
import { eventually } from '../helpers/eventually.js';
import { startStack, type Stack } from '../helpers/stack.js';
import { temporalCli } from '../helpers/temporal-server.js';
import { waitingWork, type GoOn } from '../helpers/waiting-work.js';

const versionings: Versioning[] = ['PINNED', 'AUTO_UPGRADE', 'none'];
const kinds = Object.keys(waitingWork);

describe.each(versionings)('a deploy of workers with the versioning %s', (versioning) => {
  let stack: Stack;
  let deployment: WorkerDeployment;
  const waiting = new Map<string, GoOn>();
  const begin = async (kind: string): Promise<GoOn> => waitingWork[kind]!(stack);

  beforeAll(async () => {
    const receiver = { fallback: 'dead-letter' as const };
    stack = await startStack({ worker: false, emulator: { autoStatuses: ['sent'] }, receiver });
    deployment = new WorkerDeployment(stack, versioning);
    await deployment.release('v1', { bundlesItself: versioning === 'PINNED' });
    for (const [kind, goOn] of await Promise.all(kinds.map(async (kind) => [kind, await begin(kind)] as const))) {
      waiting.set(kind, goOn);
    }
    await deployment.release('v2');
    await deployment.retire();
  });
  afterAll(async () => {
    await deployment.stop();
    await stack.stop();
  });

  test.each(kinds)('leaves no %s stuck', async (kind) => {
    await waiting.get(kind)?.();
  });

  test('takes everything that begins afterwards', async () => {
    await Promise.all(kinds.map(async (kind) => (await begin(kind))()));
  });
});

test('a conversation that an earlier release has pinned goes on after the command of docs/deployment.md', async () => {
  const stack = await startStack({ worker: false });
  const deployment = new WorkerDeployment(stack, 'PINNED');
  try {
    await deployment.release('v1', { workflows: pinnedWorkflows });
    const goOn = await waitingWork['conversation']!(stack);
    await deployment.release('v2');
    await deployment.retire();
    const pinned = "ExecutionStatus = 'Running' AND TemporalWorkflowVersioningBehavior = 'Pinned'";
    const query = `${pinned} AND WorkflowType IN ('conversationWorkflow', 'deadLetterWorkflow')`;
    await eventually(
      () => stack.client.workflow.count(query),
      ({ count }) => count > 0,
    );
    const options = ['--address', stack.temporalAddress, '--yes', '--versioning-override-behavior', 'auto_upgrade'];
    await promisify(execFile)(await temporalCli(), ['workflow', 'update-options', ...options, '--query', query]);
    await goOn();
  } finally {
    await deployment.stop();
    await stack.stop();
  }
});

test('a pinned workflow of an application stays on its version until it continues as new', async () => {
  const stack = await startStack({ worker: false });
  const deployment = new WorkerDeployment(stack, 'PINNED');
  try {
    await deployment.release('v1', { workflows: pinnedWorkflows });
    const { taskQueue } = stack;
    const workflowId = `entity-${taskQueue}`;
    const handle = await stack.client.workflow.start('entityWorkflow', { workflowId, taskQueue });
    const build = async (): Promise<string | null | undefined> => {
      const { raw } = await handle.describe();
      return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
    };
    await eventually(build, (buildId) => buildId === 'v1');
    await deployment.release('v2', { workflows: pinnedWorkflows });
    expect(await build()).toBe('v1');
    await handle.signal('rollOver');
    await eventually(build, (buildId) => buildId === 'v2');
  } finally {
    await deployment.stop();
    await stack.stop();
  }
});
