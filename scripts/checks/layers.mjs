/** Layers of src as data: ESLint's zones and scripts/check-imports.mjs both read them here. */

/** Imports that each folder of src is allowed; every other folder of src is refused. */
export const mayImport = {
  common: ['common'],
  'id-keys': ['id-keys', 'common'],
  environment: ['environment', 'common'],
  graph: ['graph', 'common'],
  media: ['media', 'common', 'graph'],
  consent: ['consent', 'common'],
  activities: ['activities', 'common', 'consent', 'id-keys', 'graph', 'media'],
  workflows: ['workflows', 'common'],
  webhook: ['webhook', 'common', 'environment', 'id-keys'],
  emulator: ['emulator', 'common'],
  devserver: ['devserver'],
  'rate-limits': ['rate-limits'],
  'search-attributes': ['search-attributes', 'common'],
  client: ['client', 'common', 'id-keys', 'workflows'],
};

/** Name of the part that is made of the files directly in src: the entries, and what wires the worker. */
export const entryFiles = 'the files directly in src';

/** Order of the parts, lowest first, as docs/architecture.md draws it. A part imports parts of lower layers only. */
export const layers = [
  ['common'],
  ['id-keys', 'environment'],
  ['graph', 'consent', 'workflows', 'webhook', 'emulator', 'devserver', 'rate-limits', 'search-attributes'],
  ['media', 'client'],
  ['activities'],
  [entryFiles],
  ['testing'],
  ['cli'],
];

/** Most .ts files that lie directly in one folder. */
export const maxFilesPerFolder = 15;

/** Folders that may hold more files than that, each with the reason. */
export const largeFolders = {};
