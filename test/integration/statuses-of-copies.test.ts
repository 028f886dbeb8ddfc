/** Which message a status is about, when there are several: copies of one message, or two messages with one key. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { whatsAppFailure, type SendOutcome } from '../../src/client.js';
import { text } from '../../src/messages.js';
import { eventually } from '../helpers/eventually.js';
import { accepted } from '../helpers/outcomes.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, type Stack } from '../helpers/stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ emulator: { autoStatuses: [] } });
});
afterAll(() => stack.stop());

let users = 0;
const newUser = (): string => `+4915200${String((users += 1)).padStart(5, '0')}`;
const messageIds = (to: string): string[] => stack.emulator.messages({ to }).map(({ id }) => id);
const hello = (to: string) => ({ phoneNumberId: stack.phoneNumberId, to, message: text('Hello') });

describe('a message that was sent again after its answer was lost', () => {
  /** Both copies were accepted: only the answer to the first one was lost. */
  async function sentTwice() {
    const to = newUser();
    stack.emulator.addFault({ match: { to }, drop: 'after' });
    const handle = await stack.whatsapp.sendMessage({
      ...hello(to),
      waitFor: 'delivered',
      statusDeadline: '5 seconds',
      settleUnknownFor: '200 ms',
      onUnknown: 'resend',
    });
    await eventually(handle.state, ({ phase }) => phase === 'waiting');
    const [original = '', copy = ''] = messageIds(to);
    return { handle, original, copy };
  }

  test.each(['original', 'copy'] as const)('has arrived when its %s has', async (which) => {
    const sent = await sentTwice();
    await stack.emulator.sendStatus(sent[which], 'delivered');
    const { statuses, messageId } = accepted(await sent.handle.result());
    expect(messageId).toBe(sent.copy);
    expect(statuses.map(({ status, messageId: id }) => [status, id])).toEqual([['delivered', sent[which]]]);
  });

  test.each([
    ['original', 'copy'],
    ['copy', 'original'],
  ] as const)('goes on being waited for when its %s has failed and its %s has not', async (failed, alive) => {
    const sent = await sentTwice();
    // Only a message that was accepted has a status: before it, nobody knows that the original lives.
    await stack.emulator.sendStatus(sent[alive], 'sent');
    await stack.emulator.sendStatus(sent[failed], 'failed', { errors: [{ code: 131026 }] });
    await stack.emulator.sendStatus(sent[alive], 'delivered');
    const { statuses } = accepted(await sent.handle.result());
    expect(statuses.map(({ status }) => status)).toEqual(['sent', 'failed', 'delivered']);
  });

  test('has failed when both have', async () => {
    const { handle, original, copy } = await sentTwice();
    await stack.emulator.sendStatus(original, 'failed', { errors: [{ code: 131026 }] });
    await stack.emulator.sendStatus(copy, 'failed', { errors: [{ code: 131026 }] });
    expect(whatsAppFailure(await rejection(handle.result()))?.type).toBe('WhatsApp.MessageFailed');
  });
});

describe('two messages of one run with one send key', () => {
  async function startBoth(to: string, settleUnknownFor: '200 ms' | '1 second') {
    const options = { track: 'delivered', settleUnknownFor };
    const handle = await stack.client.workflow.start('sameKeyWorkflow', {
      workflowId: `same-key-${randomUUID()}`,
      taskQueue: stack.taskQueue,
      args: [{ ...hello(to), sendKey: 'one-key' }, options],
    });
    const finish = async (): Promise<SendOutcome[]> => {
      await handle.signal('finish');
      return handle.result() as Promise<SendOutcome[]>;
    };
    return { handle, finish };
  }

  test.each([[[0]], [[1]], [[1, 0]], [[]]])('each get their own statuses: delivered %j', async (delivered) => {
    const to = newUser();
    const { finish } = await startBoth(to, '1 second');
    await eventually(() => messageIds(to).length === 2);
    for (const index of delivered) await stack.emulator.sendStatus(messageIds(to)[index] ?? '', 'delivered');
    const outcomes = (await finish()).map(accepted);
    expect(outcomes.map(({ messageId }) => messageId)).toEqual(messageIds(to));
    const expected = messageIds(to).map((id, index) => (delivered.some((which) => which === index) ? [id] : []));
    expect(outcomes.map(({ statuses }) => statuses.map(({ messageId }) => messageId))).toEqual(expected);
  });

  test('do not settle each other', async () => {
    const to = newUser();
    stack.emulator.addFault({ match: { to }, delayMs: 300 });
    const { handle, finish } = await startBoth(to, '200 ms');
    await eventually(() => messageIds(to).length === 1);
    stack.emulator.addFault({ match: { to }, drop: 'before' });
    await stack.emulator.sendStatus(messageIds(to)[0] ?? '', 'delivered');
    const isUnknown = () =>
      stack.emulator.requests.filter(({ body }) => (body as { to?: string })?.to === to).length === 2;
    await eventually(isUnknown);
    expect((await finish()).map(({ kind }) => kind)).toEqual(['accepted', 'unknown']);
    await handle.result();
  });
});
