/** Waiting for days as docs/conversations.md has it: time passes in the kit, and what does not come has a reason. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { WhatsAppTest } from '../../../src/testing/index.js';
import { newUser, startConversationKit } from '../../helpers/conversation-kit.js';
import { rejection } from '../../helpers/rejection.js';

const day = 86_400_000;

let kit: WhatsAppTest;
beforeAll(async () => {
  kit = await startConversationKit('dentist', { templates: ['appointment'] });
});
afterAll(() => kit.close());

/** Three days, in which a reminder comes after two. */
async function threeDays(): Promise<number> {
  const beforeMs = kit.nowMs();
  await kit.waits('3 days');
  return kit.nowMs() - beforeMs;
}

test.each(['it starts a dialogue', 'it sends'])('a reminder two days later: %s', async (way) => {
  const ann = newUser(kit);
  await ann.says(way);
  await ann.sees('Booked.');
  expect(await threeDays()).toBeGreaterThanOrEqual(3 * day);
  await ann.sees('appointment');
  expect(await threeDays()).toBeGreaterThanOrEqual(3 * day);
});

test('a reminder whose start nobody waits for', async () => {
  const ann = newUser(kit);
  await ann.says('it is not waited for');
  await ann.sees('Booked.');
  await threeDays();
  await threeDays();
});

test.each(['it fails', 'it is canceled'])('a reminder that nobody gets: %s', async (way) => {
  const ann = newUser(kit);
  await ann.says(way);
  await ann.sees('Booked.');
  if (way === 'it is canceled') {
    await ann.says('cancel');
    await ann.sees('Canceled.');
  }
  expect(await threeDays()).toBeGreaterThanOrEqual(3 * day);
  await ann.seesNothing('3 days');
});

/** What a test is told that waits for the reminder in vain. */
async function missed(way: string): Promise<string> {
  const ann = newUser(kit);
  await ann.says(way);
  await ann.sees('Booked.');
  await kit.waits('3 days');
  const error = (await rejection(ann.sees(/tomorrow/, { within: '300 ms' }))) as Error;
  return error.message;
}

test('a text that the closed window withholds: the failure says so, and what to do', async () => {
  expect(await missed('it is bare')).toContain(
    'The latest message was not sent: WhatsApp.ServiceWindowClosed: The user has not written for 24 hours, so that ' +
      'only a template can be sent; nothing was sent. Set ifWindowClosed, or templates.ifWindowClosed',
  );
});

test('a text that Meta refuses: the transcript says so, and what to do', async () => {
  expect(await missed('it sends text')).toMatch(
    /  business  \(text refused: error 131047, WhatsApp\.ServiceWindowClosed, /,
  );
});

test('a workflow that failed meanwhile: the failure says so', async () => {
  const message = await missed('it fails');
  expect(message).toMatch(/^The workflow reminder:.+ \(reminderWorkflow\) failed at .+: .*the calendar is gone$/m);
  expect(message).not.toMatch(/failed at[^]+failed at/);
});

test('a dialogue that waits for days says until when, and hears commands', async () => {
  const ann = newUser(kit);
  await ann.says('wait');
  await ann.sees('Write when you know.');
  const conversation = kit.whatsapp.conversation({
    phoneNumberId: kit.phoneNumberId,
    user: ann.user,
    workflow: 'dentist',
  });
  const { dialogues } = await conversation.state();
  expect(dialogues).toMatchObject({ dialogue: 'onMessage', waitsFor: 'next-turn' });
  expect(dialogues?.waitsUntilMs).toBeGreaterThan(kit.nowMs() + day);
  await ann.says('cancel');
  await ann.sees('Canceled.');
  await expect(ann.sees('nothing', { within: '300 ms' })).rejects.toThrow(
    'the dialogue "onMessage" waits for what the user says next until 20',
  );
  await ann.says('Monday');
  await ann.sees('You know Monday.');
  const after = await conversation.state();
  expect(after.dialogues?.waitsUntilMs).toBeUndefined();
});
