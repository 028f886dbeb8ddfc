import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { whatsAppFailure, type SendOutcome } from '../../src/client.js';
import { template, text } from '../../src/messages.js';
import type { MessageProgress } from '../../src/workflow.js';
import { accepted, refused } from '../helpers/outcomes.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, type Stack } from '../helpers/stack.js';

let users = 0;
const newUser = (): string => `+4915100${String((users += 1)).padStart(5, '0')}`;

describe('the outcome of a send', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  const input = (to: string) => ({ phoneNumberId: stack.phoneNumberId, to, message: text('Hello') });
  const posts = (to: string): number =>
    stack.emulator.requests.filter(({ method, body }) => method === 'POST' && (body as { to?: string })?.to === to)
      .length;
  const run = <Result>(workflow: string, ...args: unknown[]): Promise<Result> =>
    stack.client.workflow.execute(workflow, {
      workflowId: `${workflow}-${randomUUID()}`,
      taskQueue: stack.taskQueue,
      args,
    }) as Promise<Result>;

  test('that was lost is settled by the status of the message', async () => {
    const to = newUser();
    stack.emulator.addFault({ match: { to }, drop: 'after' });
    const handle = await stack.whatsapp.sendMessage({
      ...input(to),
      settleUnknownFor: '20 seconds',
      bizOpaqueCallbackData: 'mine',
    });
    const outcome = accepted(await handle.result());
    expect(outcome).toMatchObject({ settledBy: 'status', bizOpaqueCallbackData: 'mine' });
    expect(outcome.messageId).toBe(stack.emulator.messages({ to })[0]?.id);
    expect(posts(to)).toBe(1);
  });

  test('that was lost is settled in a workflow of a user, who can go on waiting', async () => {
    const to = newUser();
    stack.emulator.addFault({ match: { to }, drop: 'after' });
    const options = { settleUnknownFor: '20 seconds', track: 'delivered' };
    const { outcome, progress } = await run<{ outcome: SendOutcome; progress: MessageProgress }>(
      'trackingWorkflow',
      input(to),
      options,
      20_000,
    );
    expect(accepted(outcome).settledBy).toBe('status');
    expect(progress.reached).toBe('delivered');
  });

  test('that nothing settles is reported as unknown', async () => {
    const to = newUser();
    stack.emulator.addFault({ match: { to }, drop: 'before' });
    const handle = await stack.whatsapp.sendMessage({ ...input(to), settleUnknownFor: '500 ms' });
    await expect(handle.result()).resolves.toMatchObject({ kind: 'unknown', sendKey: handle.sendKey });
    expect(posts(to)).toBe(1);
  });

  test('that nothing settles fails the workflow with onUnknown fail', async () => {
    const to = newUser();
    stack.emulator.addFault({ match: { to }, drop: 'before' });
    const handle = await stack.whatsapp.sendMessage({ ...input(to), settleUnknownFor: '500 ms', onUnknown: 'fail' });
    expect(whatsAppFailure(await rejection(handle.result()))?.type).toBe('WhatsApp.SendOutcomeUnknown');
  });

  test('that nothing settles leads to one more message with onUnknown resend, under a key of its own', async () => {
    const to = newUser();
    stack.emulator.addFault({ match: { to }, drop: 'before' });
    const handle = await stack.whatsapp.sendMessage({ ...input(to), settleUnknownFor: '500 ms', onUnknown: 'resend' });
    const outcome = accepted(await handle.result());
    expect(outcome).toMatchObject({ sendKey: `${handle.sendKey}~2`, resends: 1 });
    expect(posts(to)).toBe(2);
    expect(stack.emulator.messages({ to })).toHaveLength(1);
  });

  test('outside of the window is the template, under a key of its own', async () => {
    const to = newUser();
    stack.emulator.addFault({ match: { to }, code: 131047 });
    const hello = template('hello_world', 'en_US');
    const handle = await stack.whatsapp.sendMessage({ ...input(to), onWindowClosed: { template: hello.template } });
    const outcome = accepted(await handle.result());
    expect(outcome).toMatchObject({ templateInstead: true, sendKey: `${handle.sendKey}~t` });
    expect(stack.emulator.messages({ to }).map(({ body }) => body['type'])).toEqual(['template']);
  });

  test.each([126, 127, 128])('goes on under a key of %d characters when another message follows', async (length) => {
    const [again, closed] = [newUser(), newUser()];
    const sendKey = randomUUID().padEnd(length, '-');
    stack.emulator.addFault({ match: { to: again }, drop: 'before' });
    stack.emulator.addFault({ match: { to: closed }, code: 131047 });
    const resent = await stack.whatsapp.sendMessage({
      ...input(again),
      sendKey,
      settleUnknownFor: '500 ms',
      onUnknown: 'resend',
    });
    expect(accepted(await resent.result())).toMatchObject({ resends: 1 });
    const instead = await stack.whatsapp.sendMessage({
      ...input(closed),
      sendKey: `+${sendKey.slice(1)}`,
      waitFor: 'delivered',
      onWindowClosed: { template: template('hello_world', 'en_US').template },
    });
    expect(accepted(await instead.result())).toMatchObject({ templateInstead: true });
  });

  test('that a status settles with 131047 is the template, too', async () => {
    const to = newUser();
    stack.emulator.addFault({ match: { to }, drop: 'after', failedStatus: { code: 131047, title: 'Re-engagement' } });
    const onWindowClosed = { template: template('hello_world', 'en_US').template };
    const handle = await stack.whatsapp.sendMessage({ ...input(to), onWindowClosed });
    expect(accepted(await handle.result())).toMatchObject({ templateInstead: true });
  });

  test('that Meta takes back with 131047 after acceptance is the template, too', async () => {
    const to = newUser();
    stack.emulator.addFault({ match: { to }, failedStatus: { code: 131047, title: 'Re-engagement message' } });
    const handle = await stack.whatsapp.sendMessage({
      ...input(to),
      waitFor: 'delivered',
      statusDeadline: '20 seconds',
      onWindowClosed: { template: template('hello_world', 'en_US').template },
    });
    expect(accepted(await handle.result())).toMatchObject({ templateInstead: true });
  });

  test('is refused, not unknown, when no worker took the send before its deadline', async () => {
    const idle = await startStack({ worker: false });
    try {
      const user = newUser();
      const send = { ...input(user), deadline: '2 seconds' as const };
      const activity = await idle.whatsapp.sendMessage(send);
      expect(activity.via).toBe('activity');
      expect(refused(await activity.result())).toMatchObject({ type: 'WhatsApp.Unavailable' });
    } finally {
      await idle.stop();
    }
  });

  test('is refused as throttled when the deadline passes while Meta throttles', async () => {
    const to = newUser();
    stack.emulator.addFault({ match: { to }, code: 80007, times: 20 });
    for (const via of ['activity', 'workflow'] as const) {
      const handle = await stack.whatsapp.sendMessage({ ...input(to), deadline: '5 seconds' }, { via });
      expect(refused(await handle.result())).toMatchObject({ type: 'WhatsApp.RateLimited', code: 80007 });
    }
    expect(stack.emulator.messages({ to })).toEqual([]);
  });

  test('of a sequence is kept in order: the next leaves when the one before was sent', async () => {
    const to = newUser();
    const inputs = ['one', 'two', 'three'].map((body) => ({ ...input(to), message: text(body) }));
    const outcomes = await run<SendOutcome[]>('sequenceWorkflow', inputs, { after: 'delivered' });
    const messages = stack.emulator.messages({ to });
    expect(outcomes.map((outcome) => accepted(outcome).messageId)).toEqual(messages.map(({ id }) => id));
    expect(messages.map(({ body }) => (body['text'] as { body: string }).body)).toEqual(['one', 'two', 'three']);
  });

  test('of a sequence ends it when a message fails', async () => {
    const to = newUser();
    stack.emulator.addFault({ match: { to }, code: 131026, times: 1 });
    const outcomes = await run<SendOutcome[]>('sequenceWorkflow', [input(to), input(to)]);
    expect(outcomes.map(({ kind: outcome }) => outcome)).toEqual(['refused']);
  });

  test('of a sequence does not wait longer than the cap', async () => {
    const to = newUser();
    const silent = await startStack({ emulator: { autoStatuses: [] } });
    try {
      const inputs = [input(to), input(to)];
      const outcomes = await silent.client.workflow.execute('sequenceWorkflow', {
        workflowId: `sequence-${randomUUID()}`,
        taskQueue: silent.taskQueue,
        args: [inputs, { maxWait: 300 }],
      });
      expect(outcomes).toHaveLength(2);
      expect(silent.emulator.messages({ to })).toHaveLength(2);
    } finally {
      await silent.stop();
    }
  });

  test('of a message that was not tracked cannot be waited for, and the error says what to do', async () => {
    const to = newUser();
    const error = await rejection(
      run('trackingWorkflow', { ...input(to), sendKey: 'untracked' }, { track: 'soon' }, 100),
    );
    expect(whatsAppFailure(error)).toMatchObject({ type: 'WhatsApp.InvalidInput' });
  });
});
