/** The examples of the package: each is a folder of `examples/` that can be copied. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An application to begin with. */
export interface Example {
  /** Name of its folder. */
  name: string;
  /** What it shows, as the end of a sentence. */
  shows: string;
  /** The name under which its workflows export the conversation. */
  conversation: string;
  /** Scripts besides those that all have. */
  scripts?: Readonly<Record<string, string>>;
  /** What to try beside `dev`: a script with its arguments, and what it does. */
  beside?: readonly (readonly [command: string, what: string])[];
  /** Variables besides those that all have, as lines of a `.env`. */
  variables?: readonly string[];
}

/** The one that is copied unless another one is named comes first. */
export const examples: readonly [Example, ...Example[]] = [
  {
    name: 'hello-bot',
    shows: 'a bot that asks twice, and waits for each answer',
    conversation: 'helloBot',
  },
  {
    name: 'order-confirmation',
    shows: 'a workflow that sends a PDF, has the customer confirm it, and reminds them',
    conversation: 'customerChat',
    scripts: { order: 'node --env-file=.env --import tsx src/place-order.ts' },
    beside: [['order -- 17 "+49 170 1234567"', 'beside it: places an order of that customer']],
    variables: ['# The folder of files: that of the shop, and of the worker.', 'WHATSAPP_MEDIA_DIR=./media'],
  },
  {
    name: 'support-handover',
    shows: 'a bot that answers what it can, and hands over to a person',
    conversation: 'support',
    scripts: { desk: 'node --env-file=.env --import tsx src/help-desk.ts' },
    beside: [['desk -- "+49 170 1234567"', 'beside it: the person who answers that user']],
  },
  {
    name: 'ai-agent',
    shows: 'a language model that answers',
    conversation: 'agent',
    variables: [
      '# A model behind an API of chat completions. Without a key a script answers in its place.',
      'MODEL_API_KEY=',
      '# MODEL_URL=https://api.openai.com/v1',
      '# MODEL=gpt-5',
    ],
  },
];

/** @throws Error that lists those that there are */
export function findExample(name: string): Example {
  const found = examples.find((example) => example.name === name);
  if (found !== undefined) return found;
  throw new Error(`There is no example ${JSON.stringify(name)}. Those that there are:\n${exampleLines().join('\n')}`);
}

/** One line for each example, in two columns. */
export function exampleLines(): string[] {
  const width = Math.max(...examples.map(({ name }) => name.length));
  return examples.map(({ name, shows }) => `  ${name.padEnd(width)}  ${shows}`);
}

/** The folder of an example in this package. */
export function exampleFolder({ name }: Example): string {
  return fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));
}

/** The options by which `dev` runs it: its code. The conversation stands in `.env`, once. */
export function codeOptions(example: Example): string {
  const own = ['activities', 'routes'].filter((name) => existsSync(join(exampleFolder(example), `src/${name}.ts`)));
  return ['workflows', ...own].map((name) => `--${name} ./src/${name}.ts`).join(' ');
}
