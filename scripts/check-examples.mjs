/**
 * Compiles each example as its user does: with its own tsconfig.json, against the build. It needs `npm run build`.
 *
 *   node scripts/check-examples.mjs
 */
import { basename, join } from 'node:path';
import ts from 'typescript';
import { report } from './checks/report.mjs';
import { exampleFolders } from './tests/run-examples.mjs';

report('examples', exampleFolders().flatMap(problems));

function problems(folder) {
  const path = join(folder, 'tsconfig.json');
  const { config, error } = ts.readConfigFile(path, (file) => ts.sys.readFile(file));
  if (error) return [describe(error)];
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  if (fileNames.length === 0) return [`examples/${basename(folder)} has no source`];
  const program = ts.createProgram(fileNames, { ...options, noEmit: true });
  return ts.getPreEmitDiagnostics(program).map(describe);
}

function describe({ file, start = 0, messageText }) {
  const line = file ? `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}: ` : '';
  return `${line}${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
