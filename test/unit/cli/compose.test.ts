import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createProgram } from '../../../src/cli/program.js';
import { configVariables } from '../../../src/environment/variables.js';
import { loadConfig } from '../../../src/environment/config.js';
import { composeFile, composeServices, interpolate, ownServices } from '../../helpers/temporal-compose.js';

const io = { env: {}, print: () => undefined, note: () => undefined, untilStopped: async () => 'SIGTERM' };

/** The parts of .env.example by their headings. */
async function exampleSections(): Promise<Map<string, string>> {
  const text = await readFile(new URL('../../../.env.example', import.meta.url), 'utf8');
  const [, ...parts] = text.split(/^# --- (.+?) -+$/m);
  return new Map(parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1] ?? '']] : [])));
}

function sectionVariables(sections: Map<string, string>, section: string): string[] {
  const found = [...(sections.get(section) ?? '').matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name = '']) => name);
  expect(found.length).toBeGreaterThan(0);
  return found;
}

describe('docker-compose.yml', () => {
  test('runs worker, receiver and emulator from this repository, the emulator only on request', async () => {
    const services = await composeServices();
    expect(Object.keys(ownServices(services)).sort()).toEqual(['emulator', 'webhook', 'worker']);
    expect(services['emulator']?.profiles).toEqual(['emulator']);
    expect(services['worker']?.profiles).toBeUndefined();
  });

  test('starts each of them with a command that exists and options that it has', async () => {
    for (const { command: [name = '', ...options] = [] } of Object.values(ownServices(await composeServices()))) {
      const command = (await createProgram(io)).commands.find((known) => known.name() === name);
      expect(command?.name()).toBe(name);
      const known = command?.options.map(({ long }) => long);
      expect(known).toEqual(expect.arrayContaining(options.map((option) => option.split('=')[0])));
    }
  });

  test('sets only variables that are read, and everything that worker and receiver cannot do without', async () => {
    const secrets = { WHATSAPP_ACCESS_TOKEN: 'token', WHATSAPP_APP_SECRET: 'secret', WHATSAPP_VERIFY_TOKEN: 'verify' };
    const given = { ...secrets, WHATSAPP_PHONE_NUMBER_IDS: 'any' };
    for (const [name, { environment = {} }] of Object.entries(ownServices(await composeServices()))) {
      // The AWS SDK reads its own variables.
      const ours = Object.keys(environment).filter((variable) => !variable.startsWith('AWS_'));
      expect(configVariables).toEqual(expect.arrayContaining(ours));
      if (name === 'emulator') continue;
      const env = Object.fromEntries(
        Object.entries(environment).map(([key, value]) => [key, interpolate(value, given)]),
      );
      expect(loadConfig(env, name === 'worker' ? 'worker' : 'webhook')).toMatchObject({
        taskQueue: 'whatsapp',
        temporal: { namespace: 'default', connectionOptions: { address: 'temporal:7233' } },
      });
    }
  });

  test('passes on every variable of .env.example to the service that reads it', async () => {
    const { worker, webhook } = await composeServices();
    const sections = await exampleSections();
    const both = [...sectionVariables(sections, 'Temporal'), ...sectionVariables(sections, 'Worker and receiver')];
    // `dev` and the tests start those programs; where the receiver is reached from outside is for `ports` to say.
    const elsewhere = ['TEMPORAL_CLI_PATH', 'TEMPORAL_TEST_SERVER_PATH'];
    const wanted = (section: string): string[] =>
      [...both, ...sectionVariables(sections, section)].filter((name) => !elsewhere.includes(name));
    expect([wanted('Worker').length >= 20, wanted('Receiver').length >= 20]).toEqual([true, true]);
    expect(Object.keys(worker?.environment ?? {})).toEqual(expect.arrayContaining(wanted('Worker')));
    expect(Object.keys(webhook?.environment ?? {})).toEqual(expect.arrayContaining(wanted('Receiver')));
    expect(Object.keys(worker?.environment ?? {})).toContain('WHATSAPP_ID_KEY');
  });

  test('gives worker and receiver the bucket, and the receiver its keys', async () => {
    const { worker, webhook } = await composeServices();
    const bucket = configVariables.filter((name) => name.startsWith('WHATSAPP_S3_'));
    expect(bucket).toHaveLength(4);
    expect(Object.keys(worker?.environment ?? {})).toEqual(expect.arrayContaining([...bucket]));
    const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
    expect(Object.keys(webhook?.environment ?? {})).toEqual(expect.arrayContaining([...bucket, ...keys]));
  });

  test('passes on what it is given, and not a default of its own', async () => {
    const { worker, webhook } = await composeServices();
    const fixed = /^TEMPORAL_(?!DEPLOYMENT|WORKER)|^WHATSAPP_(MEDIA_DIR|WEBHOOK_HOST|WEBHOOK_PORT|CREDENTIALS_FILE)$/;
    for (const { environment = {} } of [worker ?? {}, webhook ?? {}]) {
      const open = Object.entries(environment).filter(([name]) => !fixed.test(name));
      expect(open.length).toBeGreaterThan(8);
      for (const [name, value] of open) expect(interpolate(value, { [name]: 'given' })).toBe('given');
    }
  });

  test('gives the worker, and nobody else, the credentials file, and what .env names besides', async () => {
    const { services, secrets } = await composeFile();
    const given = { WHATSAPP_CREDENTIALS_FILE: './meta.json' };
    const value = services['worker']?.environment?.['WHATSAPP_CREDENTIALS_FILE'] ?? '';
    expect([interpolate(value, given), interpolate(value, {})]).toEqual(['/run/secrets/credentials', '']);
    expect(interpolate(secrets['credentials']?.file ?? '', given)).toBe('./meta.json');
    expect(services['worker']?.env_file).toEqual([{ path: '.env', required: false }]);
    for (const [name, service] of Object.entries(services)) {
      expect(service.secrets ?? []).toEqual(name === 'worker' ? ['credentials'] : []);
      if (name !== 'worker') expect(service.env_file).toBeUndefined();
    }
  });

  test('refuses to start without the secrets, and without a decision about the numbers', async () => {
    const { webhook } = await composeServices();
    expect(() => interpolate(webhook?.environment?.['WHATSAPP_APP_SECRET'] ?? '', {})).toThrow('set it in .env');
    for (const name of ['WHATSAPP_VERIFY_TOKEN', 'WHATSAPP_PHONE_NUMBER_IDS']) {
      expect(() => interpolate(webhook?.environment?.[name] ?? '', {})).toThrow('set it in .env');
    }
  });

  test('pins every image that it pulls, none of them the deprecated one with everything inside', async () => {
    const images = Object.values(await composeServices()).flatMap(({ image }) => image ?? []);
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toMatch(/^[a-z/-]+:\d+(\.\d+)+(-[a-z]+)?$/);
    expect(images.join()).not.toContain('auto-setup');
  });

  test('publishes every port on loopback', async () => {
    const published = Object.entries(await composeServices()).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => `${name} ${port}`),
    );
    expect(published.filter((port) => !/^\S+ 127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([]);
    expect(published.length).toBeGreaterThan(3);
  });

  test('gives the worker longer to stop than it takes', async () => {
    const { worker } = await composeServices();
    expect(worker?.stop_grace_period).toBe('75s');
  });
});

test('the Dockerfile has every script that the build runs', async () => {
  const read = (name: string): Promise<string> => readFile(new URL(`../../../${name}`, import.meta.url), 'utf8');
  const [dockerfile, ignored, manifest] = [
    await read('Dockerfile'),
    await read('.dockerignore'),
    await read('package.json'),
  ];
  const { scripts } = JSON.parse(manifest) as { scripts: { build: string } };
  const needed = scripts.build.match(/scripts\/[\w/-]+\.mjs/g) ?? [];
  expect(needed.length).toBeGreaterThan(1);
  const folder = 'scripts/build';
  expect(needed.filter((script) => dirname(script) !== folder)).toEqual([]);
  expect(dockerfile.split('\n')).toContain(`COPY ${folder} ${folder}`);
  expect(ignored.split('\n')).toContain(`!${folder}`);
});

test('the Dockerfile of docs/deployment.md runs the command of the package, as the one of the repository does', async () => {
  const page = await readFile(new URL('../../../docs/deployment.md', import.meta.url), 'utf8');
  const [, theirs = ''] = /^```dockerfile\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const ours = await readFile(new URL('../../../Dockerfile', import.meta.url), 'utf8');
  const base = /^FROM \S+/m.exec(ours)?.[0];
  expect(theirs.match(/^FROM .*$/gm)).toEqual([base]);
  const { bin } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    bin: Record<string, string>;
  };
  expect(theirs).toContain(`ENTRYPOINT ["node", "node_modules/temporal-whatsapp/${bin['temporal-whatsapp']}"]`);
  expect(theirs).toContain('mkdir /media && chown node:node /media');
  expect(theirs.split('\n')).toContain('USER node');
});

test('the Dockerfile runs the command line without root rights, on an image with glibc', async () => {
  const lines = (await readFile(new URL('../../../Dockerfile', import.meta.url), 'utf8')).split('\n');
  expect(lines).toContain('ENTRYPOINT ["node", "lib/cli/main.js"]');
  expect(lines).toContain('USER node');
  const bases = lines.filter((line) => line.startsWith('FROM'));
  expect(bases).toHaveLength(2);
  for (const base of bases) expect(base).toMatch(/^FROM node:20-bookworm-slim\b/);
});
