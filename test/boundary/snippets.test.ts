import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, '.tmp/snippets');

function snippets(): { name: string; code: string }[] {
  const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];
  return pages
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ''], index) => ({
        name: `${page.replaceAll('/', '-')}-${index + 1}.ts`,
        code,
      })),
    );
}

function compile(paths: string[]): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: paths }, ts.sys, root);
  const program = ts.createProgram(paths, { ...options, noEmit: true, noUnusedLocals: false });
  return ts
    .getPreEmitDiagnostics(program)
    .map((found) => `${found.file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(found.messageText, '\n')}`);
}

test('every snippet of the documentation compiles', () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const all = snippets();
  expect(all.length).toBeGreaterThanOrEqual(4);
  const paths = all.map(({ name, code }) => {
    const path = join(folder, name);
    writeFileSync(path, `${code}\nexport {};\n`);
    return path;
  });
  expect(compile(paths)).toEqual([]);
}, 60_000);

test('a snippet with a mistake would be found', () => {
  const path = join(root, '.tmp/snippets/wrong.ts');
  writeFileSync(path, "import { noSuchName } from 'temporal-whatsapp/workflow';\nexport const x = noSuchName;\n");
  expect(compile([path]).join()).toContain('noSuchName');
}, 60_000);
