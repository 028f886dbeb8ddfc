import { importX } from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import tseslint from 'typescript-eslint';
import { mayImport } from './scripts/checks/layers.mjs';

const root = import.meta.dirname;
const src = (...folders) => folders.map((folder) => `${root}/src/${folder}`);

const zones = Object.entries(mayImport).map(([folder, allowed]) => ({
  target: src(folder),
  from: src(''),
  except: allowed.map((path) => `./${path}`),
  message: `src/${folder} may import only: ${allowed.join(', ')} (scripts/checks/layers.mjs).`,
}));

const enums = { selector: 'TSEnumDeclaration', message: 'Use an `as const` object.' };
/** Assertions that anything was thrown; `not.toThrow()` says it all without an argument. */
const bareToThrow = {
  selector:
    'CallExpression[arguments.length=0][callee.property.name=/^toThrow(Error)?$/]' +
    ":not([callee.object.property.name='not'])",
  message: 'Say what must be thrown: `toThrow()` also passes for a mistake in the test itself.',
};

/** Packages that a folder must not import. */
const forbidden = {
  'src/common/**': ['@temporalio/*', 'node:*', 'got', 'express', 'pino'],
  'src/workflows/**': ['node:*', 'got', 'express', 'pino', '@temporalio/{activity,client,worker,testing}'],
  'src/workflow.ts': ['node:*', 'got', 'express', 'pino', '@temporalio/{activity,client,worker,testing}'],
  'src/messages.ts': ['@temporalio/*', 'node:*', 'got', 'express', 'pino'],
  'src/graph/**': ['@temporalio/*', 'express'],
  'src/media/**': ['@temporalio/*', 'express'],
  'src/activities/**': ['@temporalio/{worker,workflow,client,testing}', 'express'],
  'src/webhook/**': ['@temporalio/{worker,activity,testing}', 'got'],
  'src/client/**': ['@temporalio/{worker,activity,workflow,testing}', 'got', 'express'],
  'src/rate-limits/**': ['@temporalio/{worker,activity,workflow,testing}', 'got', 'express'],
  'src/emulator/**': ['@temporalio/*', 'got'],
};
const packageBans = Object.entries(forbidden).map(([files, group]) => ({
  files: [files],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ group }] }] },
}));

export default tseslint.config(
  { ignores: ['lib/', 'coverage/', '.tmp/', 'test/replay/histories/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: `${root}/tsconfig.json` })] },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      complexity: ['error', 15],
      'max-depth': ['error', 4],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-extraneous-dependencies': 'error',
      'no-restricted-syntax': ['error', enums],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      'max-lines': ['error', { max: 300, skipComments: true, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      'import-x/no-restricted-paths': ['error', { zones, basePath: root }],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only src/environment/process-environment.ts reads the environment.',
        },
      ],
    },
  },
  {
    files: ['examples/**/*.ts'],
    rules: {
      // Node's runner waits for its tests by itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test'] }] },
      ],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'no-restricted-syntax': ['error', enums, bareToThrow] } },
  { files: ['src/environment/process-environment.ts'], rules: { 'no-restricted-properties': 'off' } },
  ...packageBans,
);
