/** Applications that are compiled against the packed tarball: the one in README, and one for each entry. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
};

/** What Temporal's own types get wrong, one by one: `@temporalio/common` needs types of `ms` that it does not bring. */
const foreignProblems = ["@temporalio/common TS7016 Could not find a declaration file for module 'ms'."];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-apps-'));
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  mkdirSync(join(folder, 'node_modules/temporal-whatsapp'), { recursive: true });
  const target = join(folder, 'node_modules/temporal-whatsapp');
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', target, '--strip-components', '1']);
  linkInstalledPackages();
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What an application installs beside: the peers, express, and the types of both. */
function linkInstalledPackages(): void {
  for (const name of ['@temporalio', '@types', 'express', 'zod', 'pino', 'got', 'prom-client', '@jest']) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
}

/** The snippets of README, each as a module. */
function readmeApp(): Record<string, string> {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const snippets = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  expect(snippets.length).toBeGreaterThanOrEqual(4);
  return Object.fromEntries(snippets.map((code, index) => [`readme-${index + 1}`, `${code}\nexport {};\n`]));
}

/** One module for each entry, which uses all that it exports. */
function entryApps(): Record<string, string> {
  const entries = Object.keys(packageJson.exports).filter((entry) => entry !== './package.json');
  expect(entries).toContain('./messages');
  return Object.fromEntries(
    entries.map((entry) => {
      const name = `temporal-whatsapp${entry.slice(1)}`;
      const use = `import * as entry from '${name}';\nexport const names: string[] = Object.keys(entry);\n`;
      return [`entry-${entry.replaceAll(/\W+/g, '-')}`, use];
    }),
  );
}

interface Target {
  module: ts.ModuleKind;
  moduleResolution: ts.ModuleResolutionKind;
  type: 'module' | 'commonjs';
}

/** CommonJS has neither `import.meta` nor an `await` outside of a function. */
function forModuleType(code: string, { type }: Target): string {
  if (type === 'module' || !/^(\S.*\b)?await /m.test(code)) return code;
  const resolved = code.replace(
    "fileURLToPath(new URL('./workflows.js', import.meta.url))",
    "require.resolve('./workflows')",
  );
  const lines = resolved.split('\n');
  const isTop = (line: string): boolean => /^(import|export) /.test(line);
  return [
    ...lines.filter(isTop),
    'async function main() {',
    ...lines.filter((line) => !isTop(line)),
    '}',
    'void main();',
  ].join('\n');
}

/** @returns every problem, as `<file or package> TS<code> <message>` */
function compile(sources: Record<string, string>, target: Target, skipLibCheck = false): string[] {
  const app = mkdtempSync(join(folder, 'app-'));
  writeFileSync(join(app, 'package.json'), JSON.stringify({ type: target.type }));
  const files = Object.entries(sources).map(([name, code]) => {
    const file = join(app, `${name}.ts`);
    writeFileSync(file, forModuleType(code, target));
    return file;
  });
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    skipLibCheck,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    types: ['node'],
    typeRoots: [join(folder, 'node_modules/@types')],
    module: target.module,
    moduleResolution: target.moduleResolution,
  });
  return [...new Set(ts.getPreEmitDiagnostics(program).map(describeProblem))];
}

function describeProblem({ file, code, messageText }: ts.Diagnostic): string {
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(file?.fileName ?? '') ?? [];
  const place = name ?? file?.fileName ?? '';
  return `${place} TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ').replace(/ '\/.*/s, '')}`;
}

const targets: [string, Target][] = [
  [
    'nodenext, ESM',
    { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, type: 'module' },
  ],
  [
    'nodenext, CommonJS',
    { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, type: 'commonjs' },
  ],
  ['bundler, ESM', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, type: 'module' }],
];

describe.each(targets)('with strict types that check the declarations, too: %s', (_name, target) => {
  test('the app in README and one of each entry compile', () => {
    expect(compile({ ...readmeApp(), ...entryApps() }, target)).toEqual(foreignProblems);
  }, 120_000);
});

test('a mistake in an app would be found', () => {
  const [[, target]] = targets as [[string, Target]];
  const wrong = "import { WhatsAppClient } from 'temporal-whatsapp/client';\nnew WhatsAppClient({ clients: 1 });\n";
  expect(compile({ wrong }, target, true).join()).toContain('clients');
}, 60_000);
