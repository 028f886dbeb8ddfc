import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
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

function compile(paths: string[]): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: paths }, ts.sys, root);
  const program = ts.createProgram(paths, { ...options, noEmit: true, noUnusedLocals: false });
  return ts
    .getPreEmitDiagnostics(program)
    .map((found) => `${found.file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(found.messageText, '\n')}`);
}

test('every snippet of the documentation, every example of the builders and a recorded test compile', () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [pages, docstrings] = [snippets(), examples()];
  expect([pages.length >= 4, docstrings.length >= Object.keys(messages).length - 1]).toEqual([true, true]);
  const recorded = { name: 'recorded-on-the-phone-page.ts', code: recordedScript() };
  const paths = [...pages, ...docstrings, recorded].map(({ name, code }) => {
    const path = join(folder, name);
    writeFileSync(path, `${code}\nexport {};\n`);
    return path;
  });
  expect(compile(paths)).toEqual([]);
}, 180_000);

test('a snippet with a mistake would be found', () => {
  const path = join(root, '.tmp/snippets/wrong.ts');
  writeFileSync(path, "import { noSuchName } from 'temporal-whatsapp/workflow';\nexport const x = noSuchName;\n");
  expect(compile([path]).join()).toContain('noSuchName');
}, 60_000);
