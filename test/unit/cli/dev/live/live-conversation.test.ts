/** What `dev` says of the conversations that a file exports, where one of them is for groups. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  checkConversationNames,
  settleLiveConversation,
  tellOfNewConversation,
} from '../../../../../src/cli/dev/live/live-conversation.js';
import { runCommand } from '../../../../helpers/run-command.js';
import type { DevFlags } from '../../../../../src/cli/dev/flags.js';
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

/** Checks as `dev` does before it starts anything. */
async function check(webhook: object, flags: object, ...names: string[]): Promise<string | undefined> {
  const workflows = join(folder, `check-${names.join('-')}.ts`);
  await writeFile(workflows, names.map(marked).join(''));
  const error: unknown = await checkConversationNames(
    { workflows, ...flags } as DevFlags,
    { webhook } as Parameters<typeof checkConversationNames>[1],
  ).catch((reason: unknown) => reason);
  return error === undefined ? undefined : String(error).replaceAll(workflows, 'FILE');
}

test.each([
  [{ conversation: 'helloBot' }, {}, 'Error: WHATSAPP_CONVERSATION_WORKFLOW helloBot: FILE exports no workflow of'],
  [{ conversation: 'helloBot' }, { conversation: 'helloBot' }, 'Error: --conversation helloBot: FILE exports no'],
  [{ groupConversation: 'family' }, {}, 'Error: WHATSAPP_GROUP_CONVERSATION_WORKFLOW family: FILE exports no'],
])('%j is not what the file exports: nothing is started', async (webhook, flags, message) => {
  expect(await check(webhook, flags, 'renamed')).toContain(message);
});

test.each([
  [{ conversation: 'renamed' }, ['renamed']],
  [{ conversation: { workflow: 'elsewhere', taskQueue: 'other' } }, ['renamed']],
  [{ groupConversation: { workflow: 'family', taskQueue: 'q' } }, ['family', 'shop']],
  [{}, ['renamed']],
])('%j can be started with %j', async (webhook, names) => {
  expect(await check(webhook, {}, ...names)).toBeUndefined();
});

test('dev with a name that the file does not have ends before it starts a server', async () => {
  const workflows = join(folder, 'dev.ts');
  await writeFile(workflows, marked('renamed'));
  const { error, noted } = await runCommand(['dev', '--workflows', workflows, '--conversation', 'helloBot']);
  expect(String(error)).toMatch(/--conversation helloBot: .*exports no workflow of this name, but renamed$/);
  expect(noted).toEqual([]);
});
