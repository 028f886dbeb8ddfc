/** `temporal-whatsapp init` */
import { readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { describeError } from '../../common/describe-error.js';
import type { Environment } from '../../environment/config.js';
import type { CommandIo } from '../io.js';
import { exampleFolder, exampleLines, examples, findExample, type Example } from './examples.js';
import { projectFiles, type OwnPackage } from './project-files.js';
import { chooseFolder, createFolder } from './target-folder.js';

const help = `
Examples:
${exampleLines().join('\n')}

The project is yours: TypeScript that runs as it is, with a test, a worker and a receiver. It needs Node, and neither a Meta
account nor a Temporal server: "npm run dev" brings both, on this machine.

  npx temporal-whatsapp init shop
  npx temporal-whatsapp init shop --example order-confirmation`;

export function initCommand(io: CommandIo): Command {
  const [{ name: preset }] = examples;
  return new Command('init')
    .description('Makes a project of an example: a bot that talks after "npm install" and "npm run dev".')
    .argument('[folder]', 'where: a folder that is empty or not there yet (default: this one if it is empty)')
    .option('--example <name>', 'what is copied', preset)
    .addHelpText('after', help)
    .action(async (given: string | undefined, { example: name }: { example: string }) => {
      const example = findExample(name);
      const folder = await chooseFolder(given, name);
      await makeProject(folder, example);
      for (const line of nextSteps(folder, example, io.env)) io.print(line);
    });
}

/** Copies the example, and writes the rest beside it. */
async function makeProject(folder: string, example: Example): Promise<void> {
  const files = Object.entries(projectFiles(folder, example, readOwnPackage()));
  try {
    const target = await createFolder(folder);
    await cp(exampleFolder(example), target, { recursive: true, force: false });
    for (const [name, text] of files) await writeFile(join(target, name), text, { flag: 'wx' });
  } catch (cause) {
    throw new Error(`The project cannot be written to ${folder}: ${describeError(cause)}. Name another folder.`, {
      cause,
    });
  }
}

function readOwnPackage(): OwnPackage {
  return JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as OwnPackage;
}

/** What to do next, by the package manager that runs this command. */
export function nextSteps(
  folder: string,
  { name, beside = [] }: Example,
  env: Environment,
  current = process.cwd(),
): string[] {
  const [, manager = 'npm'] = /^(npm|pnpm|yarn)\//.exec(env['npm_config_user_agent'] ?? '') ?? [];
  const where = relative(current, folder);
  const steps = [
    ...(where === '' ? [] : [`cd ${shellWord(where)}`]),
    `${manager} install`,
    `${manager} run dev    the bot on this machine, with a phone in the browser`,
    ...beside.map(([command, what]) => `${manager} run ${command}    ${what}`),
    `${manager} test       its test`,
  ];
  return [`The project is in ${folder}, made of the example ${name}. Next:`, '', ...steps.map((step) => `  ${step}`)];
}

/** A path as a shell takes it. Double quotes, which all shells have, keep neither `$` nor the like. */
function shellWord(path: string): string {
  const word = path.startsWith('-') ? `./${path}` : path;
  if (/["$`!\n]/.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  return /[^\w./\\-]/.test(word) ? `"${word}"` : word;
}
