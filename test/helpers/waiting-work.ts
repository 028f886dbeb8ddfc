/** One piece of work for each of the library's workflows, which waits for something, and goes on when that comes. */
import { randomInt } from 'node:crypto';
import type { SendMessageWorkflowInput, SendOutcome } from '../../src/client.js';
import { deadLetterWorkflowId } from '../../src/common/ids/workflow-ids.js';
import { text } from '../../src/messages.js';
import { DeadLetters, type DeadLetterItem } from '../../src/webhook/dead-letters/dead-letters.js';
import { eventually } from './eventually.js';
import { accepted } from './outcomes.js';
import { mediaFile } from './png.js';
import type { Stack } from './stack.js';

/** Has what the work waits for happen, and resolves when the work has come to its end. */
export type GoOn = () => Promise<void>;

/** Begins a piece of work, and resolves when it waits. */
export type Begin = (stack: Stack) => Promise<GoOn>;

/** By what a sentence calls the work. */
export const waitingWork: Readonly<Record<string, Begin>> = {
  conversation: async (stack) => {
    const userId = newUser();
    await write(stack, { userId });
    await messagesReceived(stack, userId, 1);
    return async () => {
      await write(stack, { userId });
      await messagesReceived(stack, userId, 2);
    };
  },

  'conversation that gets an alias': async (stack) => {
    const [from, userId] = [newPhone(), newUser()];
    await write(stack, { userId });
    await messagesReceived(stack, userId, 1);
    return async () => {
      await write(stack, { userId, from });
      await messagesReceived(stack, from, 2);
    };
  },

  'dead letter': async (stack) => {
    const wabaId = String(randomInt(1e10, 1e14));
    const changes = [{ field: 'account_update', value: { event: 'ACCOUNT_RESTRICTION' } }];
    await stack.emulator.postWebhook({ object: 'whatsapp_business_account', entry: [{ id: wabaId, changes }] });
    const { client, taskQueue } = stack;
    const letters = new DeadLetters({ client, taskQueue, phoneNumberIds: 'any', fallback: 'ignore' });
    const found = await eventually(() => findLetter(letters, wabaId));
    const id = found?.id ?? '';
    return async () => {
      await letters.redrive(id);
      await client.workflow.getHandle(deadLetterWorkflowId(id)).result();
    };
  },

  registration: async (stack) => {
    const { phoneNumberId } = stack.emulator.addPhoneNumber();
    const pin = { secret: 'test-pin' };
    const registration = await stack.whatsapp.registerPhoneNumber({ phoneNumberId, codeMethod: 'SMS', pin });
    await eventually(registration.state, ({ phase }) => phase === 'waiting-for-code');
    return async () => {
      await registration.submitVerificationCode(String(stack.emulator.verificationCode(phoneNumberId)));
      await registration.result();
    };
  },

  'send that waits for its delivery': async (stack) => {
    const handle = await stack.whatsapp.sendMessage({ ...hello(stack), waitFor: 'delivered' });
    return deliver(stack, async () => (await handle.state()).outcome, handle.result);
  },

  'upload and send': async (stack) => {
    const { phoneNumberId, mediaDirectory } = stack;
    const media = await mediaFile(mediaDirectory, 'receipt.png');
    const handle = await stack.whatsapp.uploadAndSend({ phoneNumberId, to: newPhone(), media, waitFor: 'delivered' });
    return deliver(stack, async () => (await handle.state()).send?.outcome, handle.result);
  },

  'throttled send by workflow': (stack) => throttled(stack, 'workflow'),
  'throttled send by activity': (stack) => throttled(stack, 'activity'),

  'raw request': async (stack) => {
    const path = `/${stack.emulator.addPhoneNumber().phoneNumberId}`;
    const fault = stack.emulator.addFault({ match: { path }, times: null, status: 503 });
    const retry = { maxRetryCount: 1_000, retryDelayMs: 500 };
    const handle = await stack.whatsapp.graphRequest({ request: { path }, retry });
    await eventually(() => fault.hits > 0);
    return async () => {
      fault.remove();
      await handle.result();
    };
  },
};

async function write(stack: Stack, user: { from?: string; userId: string }): Promise<void> {
  await stack.emulator.receiveMessage({ ...user, type: 'text', text: { body: 'Hello' } });
}

/** Waits until so many messages of a user are kept, under whichever id. */
async function messagesReceived(stack: Stack, user: string, count: number): Promise<void> {
  const read = () =>
    stack.whatsapp
      .conversation({ phoneNumberId: stack.phoneNumberId, user })
      .state()
      .catch(() => undefined);
  await eventually(read, (state) => state?.messagesReceived === count);
}

/** A send that Meta throttles. */
async function throttled(stack: Stack, via: 'workflow' | 'activity'): Promise<GoOn> {
  const input = hello(stack);
  const headers = { 'retry-after': '1' };
  const fault = stack.emulator.addFault({ match: { to: input.to }, times: null, code: 131056, headers });
  const handle = await stack.whatsapp.sendMessage(input, { via });
  await eventually(() => fault.hits > 0);
  return async () => {
    fault.remove();
    accepted(await handle.result());
  };
}

/** Waits for the answer of a send. What goes on is that its message reaches the phone. */
async function deliver(
  stack: Stack,
  outcome: () => Promise<SendOutcome | undefined>,
  result: () => Promise<unknown>,
): Promise<GoOn> {
  const { messageId } = accepted(await eventually(outcome));
  return async () => {
    await stack.emulator.sendStatus(messageId, 'delivered');
    await result();
  };
}

async function findLetter(letters: DeadLetters, wabaId: string): Promise<DeadLetterItem | undefined> {
  for await (const item of letters.list()) if (item.wabaId === wabaId) return item;
  return undefined;
}

function hello({ phoneNumberId }: Stack): SendMessageWorkflowInput & { to: string } {
  return { phoneNumberId, to: newPhone(), message: text('Hello') };
}

const newPhone = (): string => `49170${randomInt(1e7, 1e8)}`;
const newUser = (): string => `DE.${randomInt(1e10, 1e11)}${randomInt(1e10, 1e11)}`;
