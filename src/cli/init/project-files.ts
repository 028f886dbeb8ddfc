/** What a new project has besides the files of its example: written here, as each project has its own. */
import { basename } from 'node:path';
import { codeOptions, type Example } from './examples.js';

/** What a project takes over from the package that makes it. */
export interface OwnPackage {
  version: string;
  engines: { node: string };
  peerDependencies: Readonly<Record<string, string>>;
}

/** Tools of a project, by the versions that its tests were run with. */
const tools = { '@types/node': '^20.19.0', tsx: '^4.20.0', typescript: '^5.9.0 || ^6.0.0 || ^7.0.0' };

/** pnpm refuses an install with scripts that nobody has decided about. */
const pnpmSettings = `# The install scripts of these packages only test or speed up what was installed.
allowBuilds:
  '@swc/core': false
  esbuild: false
  protobufjs: false
# A script of any other package does not run either, and pnpm tells of it.
strictDepBuilds: false
`;

/** The files by their names, as texts. */
export function projectFiles(folder: string, example: Example, own: OwnPackage): Record<string, string> {
  const environment = environmentFile(example);
  return {
    'package.json': `${JSON.stringify(manifest(folder, example, own), undefined, 2)}\n`,
    '.env': environment,
    '.env.example': environment,
    // npm leaves a file of this name out of every package.
    '.gitignore': `${['node_modules/', '.yarn/', '.env', 'media/', '*.log'].join('\n')}\n`,
    // Bundles of workflows are made of the files in node_modules.
    '.yarnrc.yml': 'nodeLinker: node-modules\n',
    'pnpm-workspace.yaml': pnpmSettings,
  };
}

function manifest(folder: string, example: Example, own: OwnPackage): object {
  const temporal = Object.entries(own.peerDependencies).filter(([name]) => name.startsWith('@temporalio/'));
  const isTool = ([name]: [string, string]): boolean => name === '@temporalio/testing';
  return {
    name: packageName(folder),
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: own.engines.node },
    scripts: {
      dev: `temporal-whatsapp dev ${codeOptions(example)} --env-file .env`,
      chat: 'temporal-whatsapp chat',
      'start:worker': 'node --env-file=.env --import tsx src/worker.ts',
      'start:webhook': 'node --env-file=.env --import tsx src/server.ts',
      ...example.scripts,
      test: 'node --import tsx --test src/workflows.test.ts',
      typecheck: 'tsc --noEmit',
    },
    dependencies: {
      ...Object.fromEntries(temporal.filter((entry) => !isTool(entry))),
      'temporal-whatsapp': `^${own.version}`,
    },
    devDependencies: { ...Object.fromEntries(temporal.filter(isTool)), ...tools },
  };
}

/** A name that npm takes, made of the folder's. */
export function packageName(folder: string): string {
  const name = basename(folder)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mn}/gu, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '')
    .slice(0, 214);
  return name === '' || name === 'node_modules' || name === 'temporal-whatsapp' ? 'whatsapp-bot' : name;
}

function environmentFile({ variables = [], conversation }: Example): string {
  const lines = [
    '# "npm run dev" makes whatever is empty here. Fill it in to talk to Meta; git does not take .env.',
    '# .env.example in node_modules/temporal-whatsapp has every variable.',
    '',
    '# The access token of your Meta app, its secret, and the verify token that you enter in the app dashboard.',
    'WHATSAPP_ACCESS_TOKEN=',
    'WHATSAPP_APP_SECRET=',
    'WHATSAPP_VERIFY_TOKEN=',
    '# The ids of your business numbers, with commas. They are not the phone numbers.',
    'WHATSAPP_PHONE_NUMBER_IDS=',
    '# The workflow to which goes what users write.',
    `WHATSAPP_CONVERSATION_WORKFLOW=${conversation}`,
    '# The Temporal server of start:worker and start:webhook. "npm run dev" starts one while this is empty.',
    'TEMPORAL_ADDRESS=',
    ...variables,
  ];
  return `${lines.join('\n')}\n`;
}
