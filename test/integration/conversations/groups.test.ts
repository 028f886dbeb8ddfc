/** A conversation with a group: who wrote is known, everything goes to the group, and private ones stay apart. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone, WhatsAppTest } from '../../../src/testing/index.js';
import { newNumber, startConversationKit } from '../../helpers/conversation-kit.js';
import { eventually } from '../../helpers/eventually.js';

let kit: WhatsAppTest;
let group: string;
let ann: Phone;
let bob: Phone;

beforeAll(async () => {
  kit = await startConversationKit('parrot', {
    server: 'real',
    within: '45 seconds',
    receiver: { groupConversation: 'family' },
    routes: [
      (event) =>
        event.kind === 'message' && event.type === 'sticker'
          ? { workflowId: `acknowledge:${event.messageId}`, workflowType: 'acknowledge', args: [event] }
          : undefined,
    ],
  });
});
afterAll(() => kit.close());

beforeEach(async () => {
  group = await createGroup();
  ann = kit.phone(newNumber());
  bob = kit.phone(newNumber());
  await kit.emulator.groups.join({ group, from: ann.user, name: 'Ann' });
  await kit.emulator.groups.join({ group, from: bob.user, name: 'Bob' });
});

async function createGroup(): Promise<string> {
  const { graphUrl, accessToken } = kit.emulator.info;
  await fetch(`${graphUrl}/v25.0/${kit.phoneNumberId}/groups`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', subject: 'Family' }),
  });
  return kit.emulator.groups.list().at(-1)?.id ?? '';
}

const says = (phone: Phone, text: string, messageId: string = randomUUID()) =>
  kit.emulator.receiveMessage({ from: phone.user, groupId: group, text, messageId });

/** What the group was sent. */
const shown = (): unknown[] =>
  kit.emulator.messages({ to: group }).map(({ body }) => (body['text'] as { body?: string } | undefined)?.body);

const showsLast = (text: string) => eventually(shown, (texts) => texts.at(-1) === text);

const conversation = () => kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, group, workflow: 'family' });

const run = async (workflow: string, ...args: unknown[]): Promise<unknown> =>
  kit.client.workflow.execute(workflow, { workflowId: randomUUID(), taskQueue: kit.taskQueue, args });

describe('a conversation with a group', () => {
  test('asks who wrote, answers in the group once, and leaves the private ones alone', async () => {
    const first = randomUUID();
    await says(ann, 'order', first);
    await showsLast('Ann, how many?');
    await says(bob, 'STOP');
    await says(ann, 'order', first);
    await ann.says('order');
    await ann.sees('You say: order');
    await says(ann, '2');
    await showsLast('When?');
    await says(bob, 'at seven');
    await showsLast('Bob, how many?');
    await says(bob, '1');
    await showsLast('When?');
    await says(bob, 'later');
    await showsLast('1 for Bob, later, says Bob');
    expect(shown()).toEqual([
      'Ann, how many?',
      'When?',
      '2 for Ann, at seven, says Bob',
      'Bob, how many?',
      'When?',
      '1 for Bob, later, says Bob',
    ]);
    const { user, groupId, messagesReceived, dialogues } = await conversation().state();
    expect({ user, groupId, messagesReceived }).toEqual({ user: {}, groupId: group, messagesReceived: 6 });
    expect(dialogues).toMatchObject({ consent: {}, state: { orders: ['2 for Ann', '1 for Bob'] } });
    expect((await conversation().transcript()).slice(0, 3)).toEqual([
      { role: 'user', content: 'order', participant: 'Ann' },
      { role: 'assistant', content: 'Ann, how many?' },
      { role: 'user', content: 'STOP', participant: 'Bob' },
    ]);
    await bob.says('hello');
    await bob.sees('You say: hello');
    const ofBob = await kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, user: bob.user }).state();
    expect(ofBob).toMatchObject({ messagesReceived: 1, dialogues: { consent: {} } });
    expect(ofBob).not.toHaveProperty('groupId');
    const missed = bob.sees('When?', { within: '100 ms' });
    await expect(missed).rejects.toThrow(`the user is in ${group} (Family): what went there`);
  });

  test('says what a group does not take before anything is sent', async () => {
    await says(ann, 'tap');
    await showsLast(
      'ask: question a group takes no message of the type "interactive", but text, image, video, audio, document, ' +
        'sticker, template, reaction, pin',
    );
    expect(shown()).toHaveLength(1);
  });
});

test('a group is written to and asked from outside, also when it has no conversation yet', async () => {
  await conversation().start('menu');
  await showsLast('Today: soup');
  const cook = run('askGroup', kit.phoneNumberId, group);
  await showsLast('Who cooks?');
  await says(bob, 'I do');
  expect(await cook).toBe('I do');
});

test('each participant has statuses of their own', async () => {
  kit.emulator.configure({ autoStatuses: ['sent', 'delivered', 'read'] });
  const [idOfAnn, idOfBob] = [ann, bob].map(({ user }) => kit.emulator.userIds(user).at(-1));
  const expected = [idOfAnn, idOfBob].flatMap((id) => [`${id} delivered`, `${id} read`]).sort();
  expect(await run('readByTwo', kit.phoneNumberId, group)).toEqual(expected);
});

test('a participant whom Meta withholds something from has not stopped what a private conversation sends', async () => {
  const target = { phoneNumberId: kit.phoneNumberId, user: ann.user, workflow: 'announcer' };
  const announcer = kit.whatsapp.conversation(target);
  await announcer.start('announce', group);
  await showsLast('Dinner!');
  const { id } = kit.emulator.messages({ to: group }).at(-1) ?? { id: '' };
  const participant = { recipient_participant_id: bob.user.replace('+', '') };
  await kit.emulator.sendStatus(id, 'failed', { errors: [{ code: 131050 }], ...participant });
  const waits = await eventually(
    async () => (await announcer.state()).dialogues,
    (dialogues) => dialogues?.waitsFor === 'next-turn',
  );
  expect(waits).toMatchObject({ consent: {} });
});

test('a route answers where the message came from', async () => {
  const sticker = { bytes: new Uint8Array([1]), mimeType: 'image/webp' };
  const { messageId } = await kit.emulator.receiveMessage({ from: ann.user, groupId: group, sticker });
  await showsLast('Noted.');
  const { body } = kit.emulator.messages({ to: group }).at(-1) ?? {};
  expect(body).toMatchObject({ recipient_type: 'group', to: group, context: { message_id: messageId } });
});
