import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import ts from 'typescript';
import * as messages from '../../src/messages.js';
import { recordedScript } from '../helpers/recorded-page.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, '.tmp/snippets');

function snippets(): { name: string; code: string }[] {
  // What docs/api shows are types, and the examples of docstrings.
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return [
    'README.md',
    'CONTRIBUTING.md',
    'skills/temporal-whatsapp/SKILL.md',
    ...pages.map((name) => `docs/${name}`),
  ].flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ''], index) => ({
      name: `${page.replaceAll('/', '-')}-${index + 1}.ts`,
      code,
    })),
  );
}

/** The `@example`s of the builders, each after the names that `temporal-whatsapp/messages` exports. */
function examples(): { name: string; code: string }[] {
  const names = `const { ${Object.keys(messages).join(', ')} } = all;`;
  return readdirSync(join(root, 'src/common/messages'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => {
      const text = readFileSync(join(root, 'src/common/messages', path), 'utf8');
      return [...text.matchAll(/@example\s+([\s\S]*?)\s*\*\//g)].map(([, comment = ''], index) => ({
        name: `example-${path.replaceAll('/', '-')}-${index + 1}.ts`,
        code: `import * as all from 'temporal-whatsapp/messages';\n${names}\n${comment.replace(/^ *\* ?/gm, '')};`,
      }));
    });
}

interface Mistake {
  file: string;
  text: string;
}

function compile(paths: string[]): Mistake[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: paths }, ts.sys, root);
  const program = ts.createProgram(paths, { ...options, noEmit: true, noUnusedLocals: false });
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => ({
    file: basename(file?.fileName ?? ''),
    text: ts.flattenDiagnosticMessageText(messageText, '\n'),
  }));
}

const wrong = {
  name: 'wrong.ts',
  code: "import { noSuchName } from 'temporal-whatsapp/workflow';\nexport const x = noSuchName;",
};

// One program for both: most of the time goes into the library's own types.
let mistakes: Mistake[];
beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const recorded = { name: 'recorded-on-the-phone-page.ts', code: recordedScript() };
  const paths = [...snippets(), ...examples(), recorded, wrong].map(({ name, code }) => {
    const path = join(folder, name);
    writeFileSync(path, `${code}\nexport {};\n`);
    return path;
  });
  mistakes = compile(paths);
}, 180_000);

test('every snippet of the documentation, every example of the builders and a recorded test compile', () => {
  expect([snippets().length >= 4, examples().length >= Object.keys(messages).length - 1]).toEqual([true, true]);
  expect(mistakes.filter(({ file }) => file !== wrong.name)).toEqual([]);
});

test('a snippet with a mistake would be found', () => {
  expect(mistakes.filter(({ file }) => file === wrong.name).map(({ text }) => text)).toEqual([
    expect.stringContaining('noSuchName'),
  ]);
});
