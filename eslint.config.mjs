import { importX } from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import tseslint from 'typescript-eslint';

const root = import.meta.dirname;
const src = (...folders) => folders.map((folder) => `${root}/src/${folder}`);

/** Which folder of src may import which others; every other folder of src is refused. */
const mayImport = {
  common: ['common'],
  graph: ['graph', 'common'],
  media: ['media', 'common', 'graph'],
  activities: ['activities', 'common', 'graph', 'media'],
  workflows: ['workflows', 'common'],
  webhook: ['webhook', 'common'],
  emulator: ['emulator', 'common'],
  devserver: ['devserver'],
  'rate-limits': ['rate-limits'],
  client: ['client', 'common', 'workflows'],
};
const zones = Object.entries(mayImport).map(([folder, allowed]) => ({
  target: src(folder),
  from: src(''),
  except: allowed.map((path) => `./${path}`),
  message: `src/${folder} may import only: ${allowed.join(', ')} (docs/architecture.md).`,
}));

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
      'no-restricted-syntax': ['error', { selector: 'TSEnumDeclaration', message: 'Use an `as const` object.' }],
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
        { object: 'process', property: 'env', message: 'Only src/config.ts reads the environment.' },
      ],
    },
  },
  { files: ['src/config.ts'], rules: { 'no-restricted-properties': 'off' } },
  ...packageBans,
);
