/** What `dev` says of the conversations that a file exports, where one of them is for groups. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { settleLiveConversation, tellOfNewConversation } from '../../../../../src/cli/dev/live/live-conversation.js';
import type { DevSession } from '../../../../../src/cli/dev/session.js';

/** What `defineConversation` leaves on a function, for files that import no package. */
const marked = (name: string): string =>
  `export const ${name} = Object.defineProperty(async () => {}, Symbol.for('temporal-whatsapp.conversation'), {});\n`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-live-'));
  await mkdir(join(folder, 'node_modules'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Settles as `dev` does, and looks at the file once more, as after a change. */
async function settle(groupConversation: string | undefined, ...names: string[]) {
  const workflows = join(folder, `${names.join('-')}.ts`);
  await writeFile(workflows, names.map(marked).join(''));
  const notes: string[] = [];
  const session = {
    io: { note: (text: string) => notes.push(text.replaceAll(workflows, 'FILE')) },
    flags: { workflows },
    stack: { taskQueue: 'q', config: { webhook: { ...(groupConversation && { groupConversation }) } } },
    stopped: new Promise(() => undefined),
  } as unknown as DevSession;
  const settled = await settleLiveConversation(session);
  if (settled?.conversation === undefined) await tellOfNewConversation(session, workflows);
  return { settled, notes };
}

test('the only conversation is for users, unless it is named for groups: then private messages are only kept', async () => {
  expect(await settle(undefined, 'family')).toEqual({
    settled: { conversation: 'family' },
    notes: ['conversations: family, the only one that FILE exports'],
  });
  expect(await settle('family', 'family')).toEqual({
    settled: {},
    notes: [
      'conversations: family for groups; FILE exports none for users, so what they write in private is only kept. ' +
        'If it is for both: --conversation family',
    ],
  });
});

test('the other conversation of the file is for users', async () => {
  expect(await settle('family', 'family', 'shop')).toEqual({
    settled: { conversation: 'shop' },
    notes: ['conversations: shop, the only one that FILE exports, beside family for groups'],
  });
});
