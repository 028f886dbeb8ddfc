/** The workflow of conversations: what is set, or the only one that a file exports. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findConversation } from '../../../../src/cli/code/find-conversation.js';
import { listConversations, onlyConversation } from '../../../../src/cli/code/workflow-names.js';
import { defineConversation, type ConversationWorkflow } from '../../../../src/workflow.js';
import * as own from '../../../../src/workflows/index.js';
import { runCommand } from '../../../helpers/run-command.js';

const bot = (name: string): ConversationWorkflow => defineConversation({ name, onMessage: async () => undefined });
const desk = async (): Promise<void> => undefined;
/** What `defineConversation` leaves on a function, for files that import no package. */
const marked = (name: string): string =>
  `export const ${name} = Object.defineProperty(async () => {}, Symbol.for('temporal-whatsapp.conversation'), {});\n`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-names-'));
  await mkdir(join(folder, 'node_modules'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

test('conversations are told from other workflows, the library’s own among them', () => {
  expect(listConversations({ ...own, desk, shop: bot('shop') })).toEqual(['shop']);
  expect(onlyConversation('w.ts', { ...own, desk })).toBeUndefined();
  expect(onlyConversation('w.ts', { ...own, desk, shop: bot('shop') })).toBe('shop');
  expect(() => onlyConversation('w.ts', { shop: bot('shop'), dentist: bot('dentist') })).toThrow(
    'w.ts exports several conversations: shop, dentist. Name the one that users talk to: --conversation shop',
  );
});

test('a receiver that has the file takes its only conversation, and no name that it does not export', async () => {
  const workflows = await write('one.ts', `${marked('shop')}export async function desk(): Promise<void> {}\n`);
  const config = (conversation?: string): Parameters<typeof findConversation>[1] => ({
    taskQueue: 'whatsapp',
    webhook: conversation === undefined ? {} : { conversation: { workflow: conversation } },
  });
  expect(await findConversation({ workflows }, config())).toBe('shop');
  expect(await findConversation({ workflows }, config('desk'))).toEqual({ workflow: 'desk' });
  expect(await findConversation({}, config('elsewhere'))).toEqual({ workflow: 'elsewhere' });
  await expect(findConversation({ workflows }, config('shp'))).rejects.toThrow(
    /^WHATSAPP_CONVERSATION_WORKFLOW shp: .*one\.ts exports no workflow of this name, but desk, shop$/,
  );
  const broken = await write('broken.ts', 'export const = 1;\n');
  await expect(findConversation({ workflows: broken }, config())).rejects.toThrow(/broken\.ts:1:14[^]*--conversation/);
  expect(await findConversation({ workflows: broken }, config('shop'))).toEqual({ workflow: 'shop' });
});

test('a conversation with groups is not the one that users talk to, and has to be there', async () => {
  const workflows = await write('groups.ts', marked('shop') + marked('family'));
  const config = (workflow: string): Parameters<typeof findConversation>[1] => ({
    taskQueue: 'whatsapp',
    webhook: { groupConversation: { workflow } },
  });
  expect(await findConversation({ workflows }, config('family'))).toBe('shop');
  await expect(findConversation({ workflows }, config('famly'))).rejects.toThrow(
    /^WHATSAPP_GROUP_CONVERSATION_WORKFLOW famly: .*groups\.ts exports no workflow of this name, but family, shop$/,
  );
});

test('worker and webhook refuse a wrong name before they connect', async () => {
  const workflows = await write('two.ts', marked('shop') + marked('dentist'));
  const env = {
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    WHATSAPP_ACCESS_TOKEN: 'EAA',
    WHATSAPP_APP_SECRET: 'secret',
    WHATSAPP_VERIFY_TOKEN: 'verify',
    WHATSAPP_PHONE_NUMBER_IDS: 'any',
  };
  const wrong = ['--workflows', workflows, '--conversation', 'dentst'];
  for (const command of ['worker', 'webhook']) {
    const { error } = await runCommand([command, ...wrong], env);
    expect(String(error)).toMatch(/--conversation dentst: .*exports no workflow of this name, but dentist, shop$/);
  }
  const { error } = await runCommand(['webhook', '--workflows', workflows], env);
  expect(String(error)).toMatch(/exports several conversations: dentist, shop\. .*--conversation dentist/);
});
