import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What a file imports, other than types alone, as it is written. */
function importsAtRunTime(file: string): string[] {
  const compilerOptions = { verbatimModuleSyntax: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions });
  return ts.preProcessFile(outputText, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The packages that a module and the modules it imports load at run time; imports of types alone load nothing. */
function loadedPackages(entry: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const queue = [entry];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const fileName of importsAtRunTime(file)) {
      if (fileName.startsWith('.')) queue.push(resolve(dirname(file), fileName.replace(/\.js$/, '.ts')));
      else packages.add(fileName);
    }
  }
  return packages;
}

test('the receiver loads Temporal’s client and never the worker, also not through a package', () => {
  const packages = [...loadedPackages(resolve(root, 'src/webhook/index.ts'))];
  expect(packages).toContain('@temporalio/client');
  expect(packages).not.toContain('prom-client');
  const script = `
    await Promise.all(${JSON.stringify(packages)}.map((name) => import(name)));
    const { createRequire } = await import('node:module');
    console.log(JSON.stringify(Object.keys(createRequire(import.meta.url).cache)));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' });
  const loaded = JSON.parse(output) as string[];
  expect(loaded.some((file) => file.includes('@temporalio/client/'))).toBe(true);
  expect(loaded.filter((file) => /@temporalio\/(worker|core-bridge|testing|activity)\//.test(file))).toEqual([]);
});

/** The rooms and files of the receiver from the bottom up: each imports only those before it. */
const floors = [
  ['observe', 'routing'],
  ['calls'],
  ['request', 'storing'],
  ['delivery'],
  ['options.ts', 'process.ts'],
  ['handler.ts', 'dead-letters'],
  ['adapters'],
  ['server', 'configured-receiver.ts'],
  ['from-environment.ts'],
  ['index.ts'],
];

test('no import of the receiver runs upward, not even one of a type', () => {
  const folder = resolve(root, 'src/webhook');
  const roomName = (path: string): string => relative(folder, path).split('/')[0] ?? '';
  const floorNumber = (room: string): number => floors.findIndex((rooms) => rooms.includes(room));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  expect(new Set(files.map((name) => name.split('/')[0]))).toEqual(new Set(floors.flat()));
  const upward = files.flatMap((name) => {
    const file = resolve(folder, name);
    const own = roomName(file);
    return ts
      .preProcessFile(readFileSync(file, 'utf8'), true, true)
      .importedFiles.map(({ fileName }) => resolve(dirname(file), fileName))
      .filter((path) => path.startsWith(`${folder}/`) && roomName(path) !== own)
      .filter((path) => floorNumber(roomName(path)) >= floorNumber(own))
      .map((path) => `${name} imports ${relative(folder, path)}`);
  });
  expect(upward).toEqual([]);
});
