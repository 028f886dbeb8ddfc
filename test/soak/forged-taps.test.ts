/**
 * Taps with ids that nobody gave out, or that somebody else was given. Time is real: the server that skips it stops a
 * workflow whose timer is canceled as it fires.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Phone, WhatsAppTest } from '../../src/testing/index.js';
import { newUser, startConversationKit } from '../helpers/conversation-kit.js';

let kit: WhatsAppTest;

beforeAll(async () => {
  kit = await startConversationKit('careful', { server: 'real', within: '60 seconds' });
});
afterAll(() => kit.close());

test('a tap with any of 500 forged ids is taken for no answer', async () => {
  const users = Array.from({ length: 26 }, () => newUser(kit));
  const waits = await Promise.all(users.map(findWaitId));
  await Promise.all(
    users.slice(1).map(async ({ user: from }, index) => {
      for (let forged = 0; forged < 20; forged += 1) {
        const id = forgedId(forged, { own: waits[index + 1] ?? '', other: waits[index] ?? '' });
        await kit.emulator.receiveMessage({ from, buttonReply: { id, title: `Forged ${forged}` } });
      }
    }),
  );
  for (const user of users.slice(1)) await user.sees('Taken: none');
  const answers = users.flatMap(({ user }) => kit.emulator.phoneScreen(user)).map(({ body }) => JSON.stringify(body));
  expect(answers.filter((body) => /Taken: [ab]/.test(body))).toEqual([]);
  await users[0]?.taps('Apple');
  await users[0]?.sees('Taken: a');
}, 300_000);

/** The id of the question that a user is asked, as it stands on the wire. */
async function findWaitId(user: Phone): Promise<string> {
  await user.says('hi');
  const question = await user.sees('Which fruit?');
  const [id = ''] = JSON.stringify(question.sent.body).match(/w[0-9a-z]{9}/) ?? [];
  expect(id).not.toBe('');
  return id;
}

/** Ids of four kinds: another user's question, an option that is none, a question of nobody, and what is no id. */
function forgedId(index: number, { own, other }: { own: string; other: string }): string {
  const kinds = [`${other}.a`, `${own}.c`, `w${String(index).padStart(9, '0')}.a`, `a${index}`];
  return kinds[index % kinds.length] ?? '';
}
