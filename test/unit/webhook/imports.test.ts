import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The packages that a module and the modules it imports load at run time; imports of types alone load nothing. */
function packagesOf(entry: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const queue = [entry];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const options = { verbatimModuleSyntax: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: options });
    for (const { fileName } of ts.preProcessFile(outputText, true, true).importedFiles) {
      if (fileName.startsWith('.')) queue.push(resolve(dirname(file), fileName.replace(/\.js$/, '.ts')));
      else packages.add(fileName);
    }
  }
  return packages;
}

test('the receiver loads Temporal’s client and never the worker, also not through a package', () => {
  const packages = [...packagesOf(resolve(root, 'src/webhook/index.ts'))];
  expect(packages).toContain('@temporalio/client');
  const script = `
    await Promise.all(${JSON.stringify(packages)}.map((name) => import(name)));
    const { createRequire } = await import('node:module');
    console.log(JSON.stringify(Object.keys(createRequire(import.meta.url).cache)));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' });
  const loaded = JSON.parse(output) as string[];
  expect(loaded.some((file) => file.includes('@temporalio/client/'))).toBe(true);
  expect(loaded.filter((file) => /@temporalio\/(worker|core-bridge|testing|activity)\//.test(file))).toEqual([]);
});
