import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../helpers/eventually.js';
import { rejection } from '../helpers/rejection.js';
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

  /** The arguments of a command of a page, with the queue of the test and other names in place of those of the page. */
  const documentedArgs = (command: string, names: Record<string, string>): string[] => {
    const joined = command
      .replaceAll('\\\n', ' ')
      .replace(/--task-queue whatsapp\b/, `--task-queue ${stack.taskQueue}`);
    const own = Object.entries(names).reduce((text, [there, here]) => text.replaceAll(there, here), joined);
    const [, ...args] = own.match(/'[^']*'|\S+/g) ?? [];
    return args.map((arg) => arg.replace(/^'|'$/g, ''));
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

  test("the README's two commands, run twice each, send one message", async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const commands = readme.match(/^temporal (workflow|activity) start (.*\\\n)*.*$/gm) ?? [];
    expect(commands).toHaveLength(2);
    const to = '+15550888003';
    const key = `outside-both-${Date.now()}`;
    const twice = commands.flatMap((command) => [command, command]);
    for (const [index, command] of twice.entries()) {
      const own = { 'order-17-ready': key, '+491701234567': to, '106540352242922': stack.phoneNumberId };
      const started = temporal(...documentedArgs(command, own));
      await (index % 2 === 0 ? started : started.catch(() => undefined));
      if (index === 1) await stack.client.workflow.getHandle(key).result();
    }
    await rejection(stack.client.activity.getHandle(key).result());
    expect(stack.emulator.messages({ to })).toHaveLength(1);
  });

  test('the two commands of docs/registration.md register a number', async () => {
    const { phoneNumberId } = stack.emulator.addPhoneNumber();
    const page = readFileSync(new URL('../../docs/registration.md', import.meta.url), 'utf8');
    const commands = page.match(/^temporal workflow (.*\\\n)*.*$/gm) ?? [];
    expect(commands).toHaveLength(2);
    const [start = '', submit = ''] = commands;
    const own = { '106540352242922': phoneNumberId, 'store-12-pin': 'test-pin' };
    await temporal(...documentedArgs(start, own));
    const code = await eventually(() => stack.emulator.verificationCode(phoneNumberId));
    await temporal(...documentedArgs(submit, { ...own, '482913': String(code) }));
    const result = await stack.whatsapp.registration(phoneNumberId).result();
    expect(result).toMatchObject({ phoneNumber: { status: 'CONNECTED' } });
  });

  test('every command of the documentation that claims an id refuses it a second time', () => {
    const folder = new URL('../../docs/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.md'));
    const texts = [new URL('../../README.md', import.meta.url), ...files.map((name) => new URL(name, folder))];
    const commands = texts.flatMap(
      (file) => readFileSync(file, 'utf8').match(/^temporal \w+ start (.*\\\n)*.*$/gm) ?? [],
    );
    for (const command of commands) {
      expect(command).toMatch(/--id-reuse-policy (RejectDuplicate|AllowDuplicateFailedOnly)\b/);
    }
  });
});
