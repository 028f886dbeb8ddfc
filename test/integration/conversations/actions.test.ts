/** What a conversation costs, read from its recorded histories: docs/conversations.md has the same figures. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { createWhatsAppTest, type Phone, type WhatsAppTest } from '../../../src/testing/index.js';
import { countActions, type ActionCounts } from '../../helpers/count-actions.js';
import { eventually } from '../../helpers/eventually.js';
import { silenceRuntime } from '../../helpers/logger.js';
import { tokenMarker } from '../../helpers/secrets.js';
import { testWorkflowBundle } from '../../helpers/stack.js';

let kit: WhatsAppTest;
beforeAll(silenceRuntime);
afterEach(() => kit.close());

async function startKit(conversation: string): Promise<Phone> {
  const { TEST_TEMPORAL_ADDRESS: address } = process.env;
  kit = await createWhatsAppTest({
    server: address === undefined ? 'real' : { address },
    workflowBundle: await testWorkflowBundle(),
    conversation,
    within: '20 seconds',
    emulator: { accessToken: `${tokenMarker}actions` },
  });
  // A user with one id: who has several costs a start and a signal more, once in 29 days.
  return kit.phone('DE.4711');
}

/** An answer that overtakes the end of the send is there before a timer is needed: this one comes later. */
async function seesAndThinks(user: Phone, words: string, messageCount: number): Promise<void> {
  await user.sees(words);
  const conversation = kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, user: user.user });
  await eventually(async () => (await conversation.state()).dialogues?.messageCount === messageCount);
}

/** Waits for the end of the dialogue's run, which comes after the message that the user sees. */
async function expectActions(user: Phone, expected: ActionCounts): Promise<void> {
  const { userKey } = await kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, user: user.user }).state();
  const workflowId = `whatsapp-conversation:${kit.phoneNumberId}:${userKey}`;
  const { rollover } = expected;
  const counts = await eventually(
    () => countActions(kit.client, workflowId),
    (found) => found.rollover === rollover,
  );
  expect(counts).toEqual(expected);
}

test('a turn is the signal in and the message out, and the end of its dialogue one more', async () => {
  const user = await startKit('parrot');
  for (const words of ['one', 'two', 'three']) {
    await user.says(words);
    await user.sees(`You say: ${words}`);
  }
  await expectActions(user, { start: 1, signal: 3, activity: 3, rollover: 3 });
}, 120_000);

test('a burst is one turn: a signal for each message, one timer, one message', async () => {
  const user = await startKit('patientParrot');
  await user.says('one');
  await user.says('two');
  await user.says('three');
  await user.sees('You say: one\ntwo\nthree');
  await expectActions(user, { start: 1, signal: 3, activity: 1, timer: 1, rollover: 1 });
}, 120_000);

test('each wait costs the timer that was asked for, and a dialogue of three turns one rollover', async () => {
  const user = await startKit('twoQuestions');
  await user.says('hi');
  await seesAndThinks(user, 'Your name?', 1);
  await user.says('Ann');
  await seesAndThinks(user, 'Your city?', 2);
  await user.says('Berlin');
  await user.sees('Thank you.');
  await expectActions(user, { start: 1, signal: 3, activity: 3, timer: 2, rollover: 1 });
}, 120_000);

test('a question of another workflow costs two more: the request and the reply', async () => {
  const user = await startKit('parrot');
  await user.says('hi');
  await user.sees('You say: hi');
  const workflowId = randomUUID();
  const { taskQueue, phoneNumberId } = kit;
  const args = [phoneNumberId, user.user];
  const asking = await kit.client.workflow.start('askParrotWorkflow', { workflowId, taskQueue, args });
  await seesAndThinks(user, 'Your name?', 2);
  await user.says('Ann');
  expect(await asking.result()).toBe('Ann');
  // The turn of "hi"; then the question, its answer, its timer and its rollover, with the request that asked for it.
  await expectActions(user, { start: 1, signal: 1 + 2, activity: 1 + 1, timer: 1, rollover: 1 + 1 });
  expect(await countActions(kit.client, workflowId)).toEqual({ start: 1, signal: 1 });
}, 120_000);
