import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startStack, type Stack } from '../helpers/stack.js';
import { temporalCli } from '../helpers/temporal-server.js';

const run = promisify(execFile);

describe('a caller that is not TypeScript: the Temporal CLI with plain JSON', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  const temporal = async (...args: string[]): Promise<string> => {
    const { stdout } = await run(await temporalCli(), [
      ...args,
      '--address',
      stack.temporalAddress,
      '--output',
      'json',
    ]);
    return stdout;
  };

  test('starts sendMessageWorkflow by name', async () => {
    const to = '+15550888001';
    const input = {
      phoneNumberId: stack.phoneNumberId,
      to,
      message: { type: 'text', text: { body: 'Hello from the command line' } },
      waitFor: 'delivered',
    };
    const workflowId = `outside-${Date.now()}`;
    await temporal(
      'workflow',
      'start',
      '--type',
      'sendMessageWorkflow',
      '--task-queue',
      stack.taskQueue,
      '--workflow-id',
      workflowId,
      '--input',
      JSON.stringify(input),
    );
    const result: unknown = await stack.client.workflow.getHandle(workflowId).result();
    expect(result).toMatchObject({ messageId: stack.emulator.messages({ to })[0]?.id });
  });

  test('starts the activity alone', async () => {
    const to = '+15550888002';
    const input = { phoneNumberId: stack.phoneNumberId, to, message: { type: 'text', text: { body: 'Hi' } } };
    const activityId = `outside-send-${Date.now()}`;
    await temporal(
      'activity',
      'start',
      '--type',
      'sendWhatsAppMessage',
      '--activity-id',
      activityId,
      '--task-queue',
      stack.taskQueue,
      '--start-to-close-timeout',
      '45s',
      '--input',
      JSON.stringify(input),
    );
    const result: unknown = await stack.client.activity.getHandle(activityId).result();
    expect(result).toMatchObject({ sendKey: activityId, messageId: stack.emulator.messages({ to })[0]?.id });
  });
});
