/** The test that does what was recorded: a script for `temporal-whatsapp/testing`. */
import type { UserView } from '../../../phone-views.js';
import { isMembers, type Members } from '../members.js';
import type { RecordedStep } from '../recorded-step.js';
import { dayMs } from '../times.js';

/** What a script has to know beside the steps. */
export interface ScriptContext {
  users: Readonly<Record<string, UserView>>;
  /** The name under which the workflows export the conversation; absent for the ready-made one. */
  conversation?: string | undefined;
  /** What the test is called. */
  title: string;
}

const longestExactText = 120;

/** What ends a line of a text, and of a regular expression in a script. */
const lineEnd = /[\n\r\u2028\u2029]/;

/** The script as TypeScript. */
export function testScript(steps: readonly RecordedStep[], context: ScriptContext): string {
  const names = variableNames(steps, context.users);
  const results = laterNeeded(steps);
  const phones = [...names].map(
    ([userId, name]) => `  const ${name} = kit.phone(${quote(phoneNumber(userId, context))});`,
  );
  const lines = steps.map((step) => `  ${stepLine(step, names, results)}`);
  return [
    ...head(context, steps.some(needsFile)),
    `test(${quote(context.title)}, async () => {`,
    ...phones,
    ...lines,
    '});',
    '',
  ].join('\n');
}

function head({ conversation }: ScriptContext, readsFiles: boolean): string[] {
  const named =
    conversation === undefined || conversation === 'conversationWorkflow'
      ? []
      : [`    conversation: ${quote(conversation)},`];
  return [
    ...(readsFiles ? ["import { readFile } from 'node:fs/promises';"] : []),
    "import { afterAll, beforeAll, test } from '@jest/globals';",
    "import { createWhatsAppTest, type WhatsAppTest } from 'temporal-whatsapp/testing';",
    '',
    'let kit: WhatsAppTest;',
    'beforeAll(async () => {',
    '  kit = await createWhatsAppTest({',
    "    workflowsPath: new URL('./workflows.js', import.meta.url),",
    ...named,
    '  });',
    '});',
    'afterAll(() => kit.close());',
    '',
  ];
}

/** A name for the phone of each user, of the user's first name: `ann`, `user2`. */
function variableNames(steps: readonly RecordedStep[], users: ScriptContext['users']): Map<string, string> {
  const names = new Map<string, string>();
  for (const step of steps) {
    if (!('userId' in step) || names.has(step.userId)) continue;
    const first = users[step.userId]?.name.toLowerCase().match(/^[a-z]+/)?.[0] ?? '';
    const isFree = first !== '' && !reserved.includes(first) && ![...names.values()].includes(first);
    names.set(step.userId, isFree ? first : `user${names.size + 1}`);
  }
  return names;
}

/** What the script uses itself, and words that name no variable in a module. */
const reserved = (
  'kit test user arguments await break case catch class const continue debugger default delete do else enum eval ' +
  'export extends false finally for function if implements import in instanceof interface let new null package ' +
  'private protected public return static super switch this throw true try typeof undefined var void while with yield'
).split(' ');

/** A message that later lines refer to: what it is called, and how its id is written. */
interface Result {
  name: string;
  id: string;
}

/** What is reacted to, changed or deleted later. `sees` returns the message, every other method its id. */
function laterNeeded(steps: readonly RecordedStep[]): Map<string, Result> {
  const needed = new Set(steps.flatMap((step) => ('messageId' in step ? [step.messageId] : [])));
  const found = steps.flatMap((step) => ('id' in step && needed.has(step.id) ? [step] : []));
  return new Map(
    found.map(({ id, kind }, index) => {
      const name = `message${index + 1}`;
      return [id, { name, id: kind === 'sees' ? `${name}.id` : name }];
    }),
  );
}

function phoneNumber(userId: string, { users }: ScriptContext): string {
  const waId = users[userId]?.waId;
  return waId === undefined ? userId : `+${waId}`;
}

function stepLine(
  step: RecordedStep,
  names: ReadonlyMap<string, string>,
  results: ReadonlyMap<string, Result>,
): string {
  const result = 'id' in step ? results.get(step.id) : undefined;
  const who = 'userId' in step ? (names.get(step.userId) ?? 'user') : '';
  const line = stepCall(step, who, results);
  if (line.startsWith('//') || result === undefined) return line;
  return `const ${result.name} = ${line}`;
}

function stepCall(step: RecordedStep, who: string, results: ReadonlyMap<string, Result>): string {
  switch (step.kind) {
    case 'says':
      return `await ${who}.says(${quote(step.text)}${step.quoting === undefined ? '' : `, { quoting: ${expectation(step.quoting)} }`});`;
    case 'taps':
    case 'picks':
      return `await ${who}.${step.kind}(${quote(step.title)});`;
    case 'fills':
      return `await ${who}.fills(${literal(step.answer)});`;
    case 'sends':
      return `await ${who}.sends(${sentLiteral(step.content)});`;
    case 'sees':
      return `await ${who}.sees(${step.isTemplate ? quote(step.text) : expectation(step.text)});`;
    case 'closes-window':
      return `kit.emulator.closeWindow(${who}.user);`;
    case 'faults':
      return `kit.emulator.addFault(${literal(step.fault)});`;
    case 'waits':
      return `await kit.waits(${quote(waitText(step.ms))});`;
    default:
      return changeCall(step, who, results);
  }
}

type ChangeStep = Extract<RecordedStep, { messageId: string }>;

/** What refers to a message needs its id, which only a message of the recording has. */
function changeCall(step: ChangeStep, who: string, results: ReadonlyMap<string, Result>): string {
  const message = results.get(step.messageId)?.id;
  if (message === undefined) return `// ${step.kind}: the message is older than the recording`;
  switch (step.kind) {
    case 'reacts':
      return `await ${who}.sends({ reaction: { messageId: ${message}, emoji: ${quote(step.emoji)} } });`;
    case 'edits':
      return `await ${who}.edits(${quote(step.text)}, { of: ${message} });`;
    case 'revokes':
      return `await ${who}.revokes({ of: ${message} });`;
  }
}

/** A long text is recognized by how it begins. */
function expectation(words: string): string {
  if (words.length <= longestExactText && !lineEnd.test(words)) return quote(words);
  // A pair of surrogates stays whole: half a character recognizes nothing.
  const start = [...(words.split(lineEnd)[0] ?? '')].slice(0, longestExactText).join('');
  return `/^${start.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}/`;
}

function waitText(ms: number): string {
  const days = ms / dayMs;
  if (Number.isInteger(days)) return `${days} ${days === 1 ? 'day' : 'days'}`;
  const hours = ms / (dayMs / 24);
  if (Number.isInteger(hours)) return `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
  return `${Math.round(ms / 1000)} seconds`;
}

function needsFile(step: RecordedStep): boolean {
  return step.kind === 'sends' && Object.values(step.content).some((value) => isMembers(value) && 'mimeType' in value);
}

/** The bytes of a file come from a file of the test's own. */
function sentLiteral(content: Members): string {
  const [[name, file] = ['', undefined]] = Object.entries(content);
  if (!isMembers(file) || !('mimeType' in file)) return literal(content);
  const path = typeof file['filename'] === 'string' ? file['filename'] : `./${name}`;
  const rest = literal(file).replace(/^\{ /, '').replace(/ \}$/, '');
  return `{ ${name}: { bytes: await readFile(${quote(path)}), ${rest} } }`;
}

function quote(words: string): string {
  const escaped = JSON.stringify(words).slice(1, -1).replace(/\\"/g, '"');
  return words.includes("'") && !words.includes('"') ? JSON.stringify(words) : `'${escaped.replace(/'/g, "\\'")}'`;
}

/** A JSON value as TypeScript, on one line. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (!isMembers(value)) return typeof value === 'string' ? quote(value) : JSON.stringify(value);
  const entries = Object.entries(value).map(([name, one]) => `${propertyName(name)}: ${literal(one)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
}
