import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { createProgram } from '../../../src/cli/program.js';
import { configVariables } from '../../../src/environment/variables.js';
import { loadConfig } from '../../../src/environment/config.js';
import { composeServices, interpolate, ownServices } from '../../helpers/temporal-compose.js';

const io = { env: {}, print: () => undefined, note: () => undefined, untilStopped: async () => 'SIGTERM' };

describe('docker-compose.yml', () => {
  test('runs worker, receiver and emulator from this repository, the emulator only on request', async () => {
    const services = await composeServices();
    expect(Object.keys(ownServices(services)).sort()).toEqual(['emulator', 'webhook', 'worker']);
    expect(services['emulator']?.profiles).toEqual(['emulator']);
    expect(services['worker']?.profiles).toBeUndefined();
  });

  test('starts each of them with a command that exists and options that it has', async () => {
    for (const { command: [name = '', ...options] = [] } of Object.values(ownServices(await composeServices()))) {
      const command = createProgram(io).commands.find((known) => known.name() === name);
      expect(command?.name()).toBe(name);
      const known = command?.options.map(({ long }) => long);
      expect(known).toEqual(expect.arrayContaining(options.map((option) => option.split('=')[0])));
    }
  });

  test('sets only variables that are read, and everything that worker and receiver cannot do without', async () => {
    const secrets = { WHATSAPP_ACCESS_TOKEN: 'token', WHATSAPP_APP_SECRET: 'secret', WHATSAPP_VERIFY_TOKEN: 'verify' };
    const given = { ...secrets, WHATSAPP_PHONE_NUMBER_IDS: 'any' };
    for (const [name, { environment = {} }] of Object.entries(ownServices(await composeServices()))) {
      expect(configVariables).toEqual(expect.arrayContaining(Object.keys(environment)));
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

  test('passes on every variable of the receiver', async () => {
    const { webhook } = await composeServices();
    const passedOn = Object.keys(webhook?.environment ?? {});
    const receivers = configVariables.filter((name) => /_(WEBHOOK|DEAD_LETTER|METRICS|ID_KEY|PHONE_NUMBER)/.test(name));
    expect(receivers.length).toBeGreaterThanOrEqual(10);
    // Where it listens inside of its container is not for others to choose.
    const fixed = ['WHATSAPP_WEBHOOK_HOST', 'WHATSAPP_WEBHOOK_PATH'];
    expect(passedOn).toEqual(expect.arrayContaining(receivers.filter((name) => !fixed.includes(name))));
  });

  test('refuses to start without the secrets, and without a decision about the numbers', async () => {
    const { worker, webhook } = await composeServices();
    expect(() => interpolate(worker?.environment?.['WHATSAPP_ACCESS_TOKEN'] ?? '', {})).toThrow('set it in .env');
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

  test('publishes on loopback everything but the receiver, which alone checks who posts', async () => {
    const published = Object.entries(await composeServices()).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => `${name} ${port}`),
    );
    expect(published.filter((port) => !/^\S+ 127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual(['webhook 3000:3000']);
    expect(published.length).toBeGreaterThan(3);
  });

  test('gives the worker longer to stop than it takes', async () => {
    const { worker } = await composeServices();
    expect(worker?.stop_grace_period).toBe('75s');
  });
});

test('the Dockerfile runs the command line without root rights, on an image with glibc', async () => {
  const lines = (await readFile(new URL('../../../Dockerfile', import.meta.url), 'utf8')).split('\n');
  expect(lines).toContain('ENTRYPOINT ["node", "lib/cli/main.js"]');
  expect(lines).toContain('USER node');
  const bases = lines.filter((line) => line.startsWith('FROM'));
  expect(bases).toHaveLength(2);
  for (const base of bases) expect(base).toMatch(/^FROM node:20-bookworm-slim\b/);
});
