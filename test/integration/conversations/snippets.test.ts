/** The snippets about conversations as they stand in the pages: with users, in skipped time, in an enforced window. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import ts from 'typescript';
import { createWhatsAppTest, type WhatsAppTest } from '../../../src/testing/index.js';
import { silenceRuntime } from '../../helpers/logger.js';
import { png } from '../../helpers/png.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = `${root}.tmp/conversation-snippets`;

/** Finds the snippet of a page that has these words, and no other one has. */
function snippet(words: string, page = 'docs/conversations.md'): string {
  const text = readFileSync(`${root}${page}`, 'utf8');
  const snippets = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  const found = snippets.filter((code) => code.includes(words));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

/** The snippets that are workflows, one file each, and what is only named there. */
function writeWorkflows(): string {
  mkdirSync(folder, { recursive: true });
  const files = {
    shop: snippet('basket_kept'),
    guests: snippet('askForGuests'),
    confirm: snippet('confirmOrder'),
    versions: snippet('versions(')
      .replace(/declare const (\w+): .*;/g, "const $1 = async (chat: Chat) => void (await chat.send(text('$1')));")
      .replace('export const shop =', 'export const versioned =')
      .replace(/^/, "import { text } from 'temporal-whatsapp/messages';\n"),
    readme: snippet('Which size?', 'README.md').replace('export const shop =', 'export const readme ='),
    damage: snippet('nextPhoto'),
    echo: snippet('You said', 'docs/receiving.md'),
    index: `export * from './shop.js';
export * from './readme.js';
export * from './echo.js';
export * from './confirm.js';
export * from './damage.js';
export * from './versions.js';
export * from 'temporal-whatsapp/workflows';
import { text } from 'temporal-whatsapp/messages';
import { defineConversation } from 'temporal-whatsapp/workflow';
import { askForGuests } from './guests.js';
export const table = defineConversation({
  name: 'table',
  onMessage: async (chat) => void (await chat.send(text(\`Guests: \${await askForGuests(chat)}\`))),
});
`,
  };
  for (const [name, code] of Object.entries(files)) writeFileSync(`${folder}/${name}.ts`, code);
  return `${folder}/index.ts`;
}

/** A shop, a table and versions are conversations of their own; what users write goes to one of them. */
async function startKit(conversation: string): Promise<WhatsAppTest> {
  return createWhatsAppTest({
    workflowsPath: `${folder}/index.ts`,
    conversation,
    templates: ['basket_kept'],
    within: '20 seconds',
  });
}

let kit: WhatsAppTest;
beforeAll(async () => {
  silenceRuntime();
  writeWorkflows();
  kit = await startKit('shop');
}, 120_000);
afterAll(() => kit.close());

test('the first snippet compiles with nothing but "strict"', () => {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
  };
  const path = `${folder}/design.ts`;
  // The form of an early return, which other checks of the compiler than "strict" refuse.
  const early = snippet('basket_kept').replace(
    /if \(size\.kind === 'choice'\) (.*)\n\s*else await (.*)\n/,
    "if (size.kind !== 'choice') return $2\n    $1\n",
  );
  expect(early).toContain('return chat.send(basketKept);');
  writeFileSync(path, early);
  const program = ts.createProgram([path, `${folder}/shop.ts`, `${folder}/confirm.ts`], options);
  const found = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
  expect(found).toEqual([]);
}, 120_000);

test('the shop: a choice, a reminder, a command, a tap that comes too late, the closed window', async () => {
  const ann = kit.phone('+49 170 1111111');
  await ann.says('hi');
  const question = await ann.sees('Which size?');
  await ann.says('blue');
  await ann.sees('Please tap a size.');
  await kit.waits('21 hours');
  await ann.sees('Still hungry?');
  await ann.taps('Small');
  await ann.sees('One Small, coming up.');
  await ann.taps('Large', { on: question });
  await ann.sees('"Large" is closed. Say "order" to start again.');

  const bob = kit.phone('+49 170 2222222');
  await bob.says('hi');
  await bob.sees('Which size?');
  await kit.waits('50 hours');
  await bob.sees('Still hungry?');
  await bob.sees('basket_kept');

  const cem = kit.phone('+49 170 3333333');
  await cem.says('hi');
  await cem.sees('Which size?');
  await cem.says('agent');
  await cem.says('Anybody?');
  await cem.seesNothing('2 hours');
}, 120_000);

test('a photo and a choice: a photo with a caption answers, one without is asked again', async () => {
  const other = await startKit('damage');
  try {
    const user = other.phone('+49 170 6666666');
    const image = { bytes: png(), mimeType: 'image/png' };
    await user.says('hi');
    await user.sees('Send us a photo of the damage.');
    await user.says('in a minute');
    await user.sees('A photo, please.');
    await user.sends({ image });
    await user.sees('What is broken?');
    await user.sends({ image });
    await user.sees('What is broken?');
    await user.sends({ image: { ...image, caption: 'The case' } });
    await user.sees('The case: a photo.');
  } finally {
    await other.close();
  }
}, 120_000);

test('another workflow asks through the shop', async () => {
  const dan = kit.phone('+49 170 4444444');
  kit.emulator.openWindow(dan.user);
  const { taskQueue, phoneNumberId: from } = kit;
  const asking = await kit.client.workflow.start('confirmOrder', {
    workflowId: 'snippet-confirm',
    taskQueue,
    args: [{ from, to: dan.user }],
  });
  await dan.sees('Shall we deliver?');
  await dan.taps('Yes');
  expect(await asking.result()).toBe(true);
}, 120_000);

test('a person takes over, answers, hands back, and starts what the shop does not have', async () => {
  const { phoneNumberId } = kit;
  const eva = kit.phone('+491701234567');
  await eva.says('hi');
  await eva.sees('Which size?');
  const code = snippet('takeOver')
    .replace(/^import .*\n/gm, '')
    .replace(/^const whatsapp = .*\n/m, '')
    .replace("'106540352242922'", `'${phoneNumberId}'`);
  const { text } = await import('../../../src/messages.js');
  const AsyncFunction = (async () => undefined).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<void>;
  const running = new AsyncFunction('whatsapp', 'text', code)(kit.whatsapp, text);
  // The page names a dialogue that its shop has not: everything before it has happened then.
  await expect(running).rejects.toThrow('Workflow Update failed');
  await eva.sees('Good morning, this is Ada.');
}, 120_000);

test.each<[string, [says: string, sees: string][]]>([
  [
    'table',
    [
      ['two', 'How many guests?'],
      ['many', 'A number, please.'],
      ['4', 'Guests: 4'],
    ],
  ],
  ['versioned', [['hi', 'orderV2']]],
  [
    'readme',
    [
      ['hi', 'Which size?'],
      ['small', 'One Small, coming up.'],
    ],
  ],
  ['echo', [['hello', 'You said: hello']]],
])(
  'the conversation of the snippet: %s',
  async (conversation, script) => {
    const other = await startKit(conversation);
    try {
      const user = other.phone('+49 170 5555555');
      for (const [says, sees] of script) {
        await user.says(says);
        await user.sees(sees);
      }
    } finally {
      await other.close();
    }
  },
  120_000,
);
