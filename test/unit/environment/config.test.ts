import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { configVariables } from '../../../src/environment/variables.js';
import { ConfigError, loadConfig, type ProcessName } from '../../../src/environment/config.js';

const dayMs = 24 * 60 * 60 * 1000;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-config-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Nothing of the machine that runs the test: no profile file either. */
const load = (env: Record<string, string>, processName?: ProcessName): ReturnType<typeof loadConfig> =>
  loadConfig({ HOME: folder, ...env }, processName);

function problemsIn(env: Record<string, string>, processName?: ProcessName): string[] {
  try {
    load(env, processName);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems.map(({ variable, message }) => `${variable} ${message}`);
  }
  return [];
}

test('a consent store is a file or a database, and no message shows its password', () => {
  expect(load({}).consent).toBeUndefined();
  expect(load({ WHATSAPP_CONSENT_FILE: '/var/consent' }).consent).toEqual({ file: '/var/consent' });
  const postgresUrl = 'postgresql://shop:pass-phrase@db:5432/shop';
  expect(load({ WHATSAPP_CONSENT_POSTGRES_URL: postgresUrl }).consent).toEqual({ postgresUrl });
  const both = { WHATSAPP_CONSENT_FILE: 'consent', WHATSAPP_CONSENT_POSTGRES_URL: postgresUrl };
  expect(problemsIn(both)).toEqual([expect.stringContaining('WHATSAPP_CONSENT_FILE must not be set together')]);
  const [problem] = problemsIn({ WHATSAPP_CONSENT_POSTGRES_URL: 'mysql:pass-phrase' });
  expect(problem).toContain('must be a URL such as postgresql://');
  expect(problem).not.toContain('pass-phrase');
});

describe('a configuration', () => {
  test('has defaults for everything that no process needs', () => {
    const config = load({});
    expect(config).toEqual({
      temporal: { connectionOptions: expect.anything(), namespace: 'default' },
      taskQueue: 'whatsapp',
      sendTaskQueue: 'whatsapp-send',
      graph: {},
      credentials: { environment: {} },
      media: { directory: './media', allowPrivateNetworks: false },
      webhook: {
        host: '0.0.0.0',
        port: 3000,
        path: '/webhook',
        appSecrets: [],
        verifyTokens: [],
        phoneNumberIds: [],
        fallback: 'dead-letter',
        storeMedia: false,
        deadLetterRetentionMs: 30 * dayMs,
        maxInFlight: 100,
        deadlineMs: 5_000,
      },
      logLevel: 'info',
    });
    expect(config.temporal.connectionOptions.address).toBeUndefined();
  });

  test('takes every variable', () => {
    const config = load({
      TEMPORAL_ADDRESS: 'temporal:7233',
      TEMPORAL_NAMESPACE: 'shop',
      TEMPORAL_API_KEY: 'key',
      TEMPORAL_DEPLOYMENT_NAME: 'shop/whatsapp',
      TEMPORAL_WORKER_BUILD_ID: '7f3c',
      WHATSAPP_TASK_QUEUE: 'queue',
      WHATSAPP_GRAPH_URL: 'http://emulator:4010',
      WHATSAPP_GRAPH_VERSION: 'v26.0',
      WHATSAPP_REQUEST_TIMEOUT_MS: '20000',
      WHATSAPP_ACCESS_TOKEN: 'token',
      WHATSAPP_ACCESS_TOKEN_106540352242922: 'other',
      WHATSAPP_APP_SECRET: 'new, old',
      WHATSAPP_APP_SECRET_106540352242922: 'others',
      WHATSAPP_SECRET_STORE_12_PIN: '123456',
      WHATSAPP_VERIFY_TOKEN: 'one,two',
      WHATSAPP_MEDIA_DIR: '/var/media',
      WHATSAPP_ALLOW_PRIVATE_MEDIA: 'true',
      WHATSAPP_S3_LOCATION: 's3://new/whatsapp/, s3://old',
      WHATSAPP_S3_ENDPOINT: 'http://minio:9000',
      WHATSAPP_S3_REGION: 'eu-central-1',
      WHATSAPP_S3_PATH_STYLE: 'false',
      WHATSAPP_STORE_MEDIA: 'true',
      WHATSAPP_WEBHOOK_HOST: '127.0.0.1',
      WHATSAPP_WEBHOOK_PORT: '0',
      WHATSAPP_WEBHOOK_PATH: '/meta',
      WHATSAPP_PHONE_NUMBER_IDS: '106540352242922, 206540352242922,106540352242922',
      WHATSAPP_WEBHOOK_FALLBACK: 'ignore',
      WHATSAPP_ID_KEY: 'sixteen letters!',
      WHATSAPP_DEAD_LETTER_DAYS: '365',
      WHATSAPP_WEBHOOK_MAX_IN_FLIGHT: '7',
      WHATSAPP_WEBHOOK_DEADLINE_MS: '250',
      WHATSAPP_METRICS_PORT: '9464',
      WHATSAPP_LOG_LEVEL: 'warn',
    });
    expect(config.temporal).toMatchObject({
      namespace: 'shop',
      connectionOptions: { address: 'temporal:7233', apiKey: 'key', tls: true },
    });
    expect(config).toMatchObject({
      taskQueue: 'queue',
      sendTaskQueue: 'queue-send',
      deploymentVersion: { deploymentName: 'shop/whatsapp', buildId: '7f3c' },
      graph: { baseUrl: 'http://emulator:4010', version: 'v26.0', requestTimeoutMs: 20_000 },
      media: {
        directory: '/var/media',
        allowPrivateNetworks: true,
        s3: {
          location: 's3://new/whatsapp/',
          otherLocations: ['s3://old'],
          endpoint: 'http://minio:9000',
          region: 'eu-central-1',
          forcePathStyle: false,
        },
      },
      webhook: {
        host: '127.0.0.1',
        port: 0,
        path: '/meta',
        appSecrets: ['new', 'old'],
        verifyTokens: ['one', 'two'],
        phoneNumberIds: ['106540352242922', '206540352242922'],
        fallback: 'ignore',
        storeMedia: true,
        idKey: 'sixteen letters!',
        deadLetterRetentionMs: 365 * dayMs,
        maxInFlight: 7,
        deadlineMs: 250,
        metrics: { port: 9464 },
      },
      logLevel: 'warn',
    });
    expect(config.credentials).toEqual({
      environment: {
        WHATSAPP_ACCESS_TOKEN: 'token',
        WHATSAPP_ACCESS_TOKEN_106540352242922: 'other',
        WHATSAPP_APP_SECRET: 'new',
        WHATSAPP_APP_SECRET_106540352242922: 'others',
        WHATSAPP_SECRET_STORE_12_PIN: '123456',
      },
    });
  });

  test('takes an empty variable for one that is not set', () => {
    const config = load({
      TEMPORAL_API_KEY: '',
      WHATSAPP_GRAPH_URL: '',
      WHATSAPP_WEBHOOK_PORT: ' ',
      WHATSAPP_TASK_QUEUE: '',
    });
    expect(config.temporal.connectionOptions.tls).toBeUndefined();
    expect(config).toMatchObject({ graph: {}, taskQueue: 'whatsapp', webhook: { port: 3000 } });
  });

  test('takes the server from a profile of the configuration file', async () => {
    const file = join(folder, 'temporal.toml');
    await writeFile(file, '[profile.cloud]\naddress = "cloud:7233"\nnamespace = "shop"\n');
    const { temporal } = load({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'cloud' });
    expect(temporal).toMatchObject({ namespace: 'shop', connectionOptions: { address: 'cloud:7233' } });
  });
});

describe('a wrong configuration', () => {
  test('is a path of webhooks that Meta would change', () => {
    expect(problemsIn({ WHATSAPP_WEBHOOK_PATH: '/meta+webhook' })).toEqual([
      'WHATSAPP_WEBHOOK_PATH must have no "+": Meta turns it into a space, and posts to another path, but is "/meta+webhook"',
    ]);
  });

  test('lists every problem at once, each with the value and what to set', () => {
    const wrong = {
      WHATSAPP_GRAPH_URL: 'graph.facebook.com',
      WHATSAPP_GRAPH_VERSION: '25',
      WHATSAPP_REQUEST_TIMEOUT_MS: '60000',
      WHATSAPP_ALLOW_PRIVATE_MEDIA: 'yes',
      WHATSAPP_WEBHOOK_PORT: '70000',
      WHATSAPP_WEBHOOK_PATH: 'webhook',
      WHATSAPP_PHONE_NUMBER_IDS: 'any,106540352242922',
      WHATSAPP_WEBHOOK_FALLBACK: 'drop',
      WHATSAPP_ID_KEY: 'too short',
      WHATSAPP_DEAD_LETTER_DAYS: '366',
      WHATSAPP_WEBHOOK_MAX_IN_FLIGHT: '0',
      WHATSAPP_WEBHOOK_DEADLINE_MS: '5s',
      WHATSAPP_METRICS_PORT: '-1',
      WHATSAPP_LOG_LEVEL: 'verbose',
    };
    expect(problemsIn(wrong)).toEqual([
      'WHATSAPP_GRAPH_URL must be an http(s) URL without user name and query, such as https://graph.facebook.com, but is "graph.facebook.com"',
      'WHATSAPP_GRAPH_VERSION must be a version such as v25.0, but is "25"',
      'WHATSAPP_REQUEST_TIMEOUT_MS must be a whole number of milliseconds from 1000 to 40000, but is "60000"',
      'WHATSAPP_ALLOW_PRIVATE_MEDIA must be true or false, but is "yes"',
      'WHATSAPP_WEBHOOK_PORT must be a port from 0 (any free one) to 65535, but is "70000"',
      'WHATSAPP_WEBHOOK_PATH must be a path that begins with "/", such as /webhook, but is "webhook"',
      'WHATSAPP_PHONE_NUMBER_IDS must be the ids of your business numbers (5 to 20 digits each, several with commas; not the phone numbers), or any to take every number, but is "any,106540352242922"',
      'WHATSAPP_WEBHOOK_FALLBACK must be dead-letter or ignore, but is "drop"',
      'WHATSAPP_ID_KEY must be at least 16 characters, such as the output of: openssl rand -base64 32',
      'WHATSAPP_DEAD_LETTER_DAYS must be a whole number of days from 1 to 365, but is "366"',
      'WHATSAPP_WEBHOOK_MAX_IN_FLIGHT must be a whole number from 1 to 10000, but is "0"',
      'WHATSAPP_WEBHOOK_DEADLINE_MS must be a whole number of milliseconds from 100 to 20000, but is "5s"',
      'WHATSAPP_METRICS_PORT must be a port from 0 (any free one) to 65535, but is "-1"',
      'WHATSAPP_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, but is "verbose"',
    ]);
    expect(() => load(wrong)).toThrow(/^The configuration has 14 problems:\n {2}- WHATSAPP_GRAPH_URL must be/);
  });

  test('is a bucket without its place, or at none', () => {
    expect(problemsIn({ WHATSAPP_S3_ENDPOINT: 'minio:9000', WHATSAPP_S3_PATH_STYLE: 'yes' })).toEqual([
      'WHATSAPP_S3_ENDPOINT must be an http(s) URL, such as https://minio.example:9000, but is "minio:9000"',
      'WHATSAPP_S3_PATH_STYLE must be true or false, but is "yes"',
      'WHATSAPP_S3_LOCATION must be set together with WHATSAPP_S3_ENDPOINT: it names the bucket',
    ]);
    expect(problemsIn({ WHATSAPP_S3_LOCATION: 's3://one,two' })).toEqual([
      'WHATSAPP_S3_LOCATION must be s3://bucket or s3://bucket/prefix/, several with commas, but is "s3://one,two"',
    ]);
  });

  test('is one whose task queue leaves no room for the name of the send queue', () => {
    expect(problemsIn({ WHATSAPP_TASK_QUEUE: 'q'.repeat(996) })[0]).toContain('must be at most 995 characters');
  });

  test('shows no value that may be a secret', () => {
    const problems = problemsIn({ WHATSAPP_ACCESS_TOKEN: 'EAA secret', WHATSAPP_GRAPH_URL: 'http://me:secret@host' });
    expect(problems).toEqual([
      'WHATSAPP_GRAPH_URL must be an http(s) URL without user name and query, such as https://graph.facebook.com',
      'WHATSAPP_ACCESS_TOKEN must be a token without spaces: copy it again',
    ]);
  });

  test('names what the worker lacks', () => {
    expect(problemsIn({}, 'worker')).toEqual([
      'WHATSAPP_ACCESS_TOKEN must be set to an access token of your app, or WHATSAPP_CREDENTIALS_FILE to a JSON file with credentials',
    ]);
    expect(problemsIn({ WHATSAPP_ACCESS_TOKEN_STORE: 'token' }, 'worker')).toEqual([]);
  });

  test('names all that the receiver lacks, beside what is wrong', () => {
    expect(
      problemsIn({ WHATSAPP_APP_SECRET: ' , ', WHATSAPP_WEBHOOK_PORT: 'x' }, 'webhook').map(
        (line) => line.split(' ')[0],
      ),
    ).toEqual(['WHATSAPP_WEBHOOK_PORT', 'WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN', 'WHATSAPP_PHONE_NUMBER_IDS']);
    const secrets = { WHATSAPP_APP_SECRET: 'a', WHATSAPP_VERIFY_TOKEN: 'b' };
    expect(problemsIn({ ...secrets, WHATSAPP_PHONE_NUMBER_IDS: 'any' }, 'webhook')).toEqual([]);
    expect(problemsIn({ ...secrets, WHATSAPP_PHONE_NUMBER_IDS: ' , ' }, 'webhook')[0]).toMatch(
      /^WHATSAPP_PHONE_NUMBER_IDS must be set to the ids of your business numbers .* or any/,
    );
  });

  test('is one with a phone number in the place of a phone number id', () => {
    expect(problemsIn({ WHATSAPP_PHONE_NUMBER_IDS: '+16505551234' })[0]).toMatch(
      /^WHATSAPP_PHONE_NUMBER_IDS must be .* but is "\+16505551234"$/,
    );
  });

  test('is one whose metrics would be on the port of the receiver', () => {
    const problem = "WHATSAPP_METRICS_PORT must be another port than the receiver's, but both are 3000";
    expect(problemsIn({ WHATSAPP_METRICS_PORT: '3000' })).toEqual([problem]);
    expect(problemsIn({ WHATSAPP_METRICS_PORT: '3000', WHATSAPP_WEBHOOK_PORT: '3001' })).toEqual([]);
    expect(problemsIn({ WHATSAPP_METRICS_PORT: '0', WHATSAPP_WEBHOOK_PORT: '0' })).toEqual([]);
  });

  test('does not show an id key that is wrong', () => {
    expect(problemsIn({ WHATSAPP_ID_KEY: 'tiny-key' }).join()).not.toContain('tiny-key');
  });

  test('is one with two sources of tokens', async () => {
    const file = join(folder, 'credentials.json');
    await writeFile(file, '{}');
    expect(
      problemsIn({ WHATSAPP_CREDENTIALS_FILE: file, WHATSAPP_ACCESS_TOKEN: 't', WHATSAPP_ACCESS_TOKEN_A: 't' }),
    ).toEqual([
      'WHATSAPP_CREDENTIALS_FILE must not be set together with WHATSAPP_ACCESS_TOKEN, WHATSAPP_ACCESS_TOKEN_A: keep one of them',
    ]);
    expect(load({ WHATSAPP_CREDENTIALS_FILE: file }, 'worker').credentials).toEqual({ environment: {}, file });
  });

  test('is one with a credentials file that is missing or broken, and quotes nothing of it', async () => {
    const file = join(folder, 'credentials.json');
    expect(problemsIn({ WHATSAPP_CREDENTIALS_FILE: file })).toEqual([
      `WHATSAPP_CREDENTIALS_FILE must name a readable file, but ${file} is not (ENOENT)`,
    ]);
    await writeFile(file, '{ "secret');
    expect(problemsIn({ WHATSAPP_CREDENTIALS_FILE: file })).toEqual([
      `WHATSAPP_CREDENTIALS_FILE must name a JSON file, but ${file} is not JSON`,
    ]);
  });

  test('is one that would send an API key unencrypted, or has half a client certificate', () => {
    const problems = problemsIn({ TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'false', TEMPORAL_TLS_CLIENT_CERT_DATA: 'x' });
    expect(problems).toEqual([
      'TEMPORAL_TLS must not be false while TEMPORAL_API_KEY is set: the key would travel unencrypted',
      'TEMPORAL_TLS_CLIENT_KEY_PATH must be set: there is a client certificate without it',
    ]);
    expect(problemsIn({ TEMPORAL_TLS_CLIENT_KEY_DATA: 'x' })).toEqual([
      'TEMPORAL_TLS_CLIENT_CERT_PATH must be set: there is a client key without it',
    ]);
  });

  test('is one with half a version of the worker', () => {
    expect(problemsIn({ TEMPORAL_WORKER_BUILD_ID: '7f3c' })).toEqual([
      'TEMPORAL_DEPLOYMENT_NAME must be set together with TEMPORAL_WORKER_BUILD_ID: both make the version of the worker',
    ]);
    expect(problemsIn({ TEMPORAL_DEPLOYMENT_NAME: 'shop/whatsapp' })).toEqual([
      'TEMPORAL_WORKER_BUILD_ID must be set together with TEMPORAL_DEPLOYMENT_NAME: both make the version of the worker',
    ]);
  });

  test('is one with a profile or a certificate that cannot be read', () => {
    expect(problemsIn({ TEMPORAL_PROFILE: 'nobody' })[0]).toContain("Profile 'nobody' not found");
    const [problem] = problemsIn({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'ca.pem') });
    expect(problem).toContain('ca.pem');
  });
});

test('.env.example names exactly the variables that are read', async () => {
  const text = await readFile(new URL('../../../.env.example', import.meta.url), 'utf8');
  const named = [...text.matchAll(/\b([A-Z][A-Z0-9_]*(?:<NAME>)?)=/g)].map(([, name]) => name);
  expect(named.sort()).toEqual([...configVariables].sort());
});

test('.env.example is a correct configuration with the defaults', async () => {
  const text = await readFile(new URL('../../../.env.example', import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => /^[A-Z]/.test(line));
  const env = Object.fromEntries(lines.map((line) => line.split('=', 2))) as Record<string, string>;
  const { graph, temporal, ...rest } = load(env);
  const { graph: _graph, temporal: _temporal, ...defaults } = load({});
  expect(rest).toEqual(defaults);
  expect(temporal.connectionOptions.address).toBe('localhost:7233');
  expect(graph).toEqual({ baseUrl: 'https://graph.facebook.com', version: 'v25.0', requestTimeoutMs: 30_000 });
});
