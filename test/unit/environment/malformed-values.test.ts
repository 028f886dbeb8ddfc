/** Values that nothing could use: each is named before anything connects, and none that may be a secret is shown. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '../../../src/environment/config.js';
import { configVariables } from '../../../src/environment/variables.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-values-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The messages about a variable, with its name in front. */
function listProblems(env: Record<string, string>): string[] {
  try {
    loadConfig({ HOME: folder, ...env });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ variable, message }) => `${variable} ${message}`);
  }
  return [];
}

const quoted = configVariables.map((name) => name.replace('<NAME>', 'SHOP')).filter((name) => !name.includes('PROXY'));

test.each(quoted)('quotes around %s are named: docker keeps them', (variable) => {
  for (const value of ['"true"', "'true'", '`true`']) {
    expect(listProblems({ [variable]: value })).toContainEqual(
      `${variable} must have no quotes around it: they count as a part of the value`,
    );
  }
});

test('a quote within a value is a part of it', () => {
  expect(listProblems({ WHATSAPP_VERIFY_TOKEN: `Ada's "token"`, WHATSAPP_SECRET_PIN: '"', OTHER: '"mine"' })).toEqual(
    [],
  );
});

test.each(['WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_ACCESS_TOKEN_SHOP', 'TEMPORAL_API_KEY'])(
  '%s is a token that a header can hold, and is not shown',
  (variable) => {
    for (const value of ['EAA secret', 'EAA\nsecret', 'EAA\u00e9secret']) {
      expect(listProblems({ [variable]: value })).toEqual([
        `${variable} must be a token without spaces: copy it again`,
      ]);
    }
  },
);

describe('the connection to Temporal', () => {
  test.each([
    'http://localhost:7233',
    'localhost:',
    'localhost:0',
    'localhost:70000',
    'a b',
    ' localhost',
    'a/b',
    'a@b',
  ])('has no address %s', (address) => {
    expect(listProblems({ TEMPORAL_ADDRESS: address })).toEqual([
      `TEMPORAL_ADDRESS must be a host and a port without a scheme, such as localhost:7233, but is "${address}"`,
    ]);
  });

  test.each([
    'localhost',
    'localhost:7233',
    '10.0.0.1:7233',
    '[::1]:7233',
    '::1',
    'shop.a1b2.tmprl.cloud:7233',
    'my_host',
  ])('may have the address %s', (address) => expect(listProblems({ TEMPORAL_ADDRESS: address })).toEqual([]));

  test('is not silently without TLS because of a word that Temporal does not know', () => {
    for (const value of ['TRUE', 'yes', 'on', 'True']) {
      expect(listProblems({ TEMPORAL_TLS: value, TEMPORAL_API_KEY: 'key' })).toEqual([
        `TEMPORAL_TLS must be true or false, but is "${value}"`,
      ]);
    }
    expect(listProblems({ TEMPORAL_TLS: '1', TEMPORAL_API_KEY: 'key' })).toEqual([]);
    expect(listProblems({ TEMPORAL_TLS: '0', TEMPORAL_API_KEY: 'key' })[0]).toContain('would travel unencrypted');
  });

  test('names the certificate that cannot be read, and quotes no key that stands in the place of its path', () => {
    const ca = join(folder, 'ca.pem');
    expect(listProblems({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: ca })).toEqual([
      `TEMPORAL_TLS_SERVER_CA_CERT_PATH must name a readable file, but ${ca} is not (ENOENT)`,
    ]);
    const key = '-----BEGIN PRIVATE KEY-----\nMIIsecret\n-----END PRIVATE KEY-----';
    const problems = listProblems({ TEMPORAL_TLS_CLIENT_CERT_DATA: 'x', TEMPORAL_TLS_CLIENT_KEY_PATH: key }).join('\n');
    expect(problems).toContain('TEMPORAL_TLS_CLIENT_KEY_PATH must name a readable file');
    expect(problems).not.toContain('MIIsecret');
  });
});

test('a proxy that is no URL is named, and not shown', () => {
  for (const variable of ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'https_proxy']) {
    expect(listProblems({ [variable]: 'http://me:pass word@' })).toEqual([
      `${variable} must be the URL of a proxy, such as http://proxy.example:3128`,
    ]);
    expect(listProblems({ [variable]: 'proxy.example:3128' })).toEqual([]);
  }
});

describe('the Graph API', () => {
  test('has no version in its URL, which would be there twice', () => {
    for (const end of ['/v25.0', '/v25.0/']) {
      expect(listProblems({ WHATSAPP_GRAPH_URL: `http://127.0.0.1:4010${end}` })[0]).toMatch(
        /^WHATSAPP_GRAPH_URL must have no version: WHATSAPP_GRAPH_VERSION has it/,
      );
    }
    expect(listProblems({ WHATSAPP_GRAPH_URL: 'http://127.0.0.1:4010/' })).toEqual([]);
  });

  test('has a URL that shows neither a token nor a password when it is wrong', () => {
    for (const url of ['http://h/?access_token=EAAsecret', 'http://:EAAsecret@h', 'http://h/#EAAsecret']) {
      const [problem] = listProblems({ WHATSAPP_GRAPH_URL: url });
      expect(problem).toMatch(/^WHATSAPP_GRAPH_URL must be an http/);
      expect(problem).not.toContain('EAAsecret');
    }
  });
});

test('a credentials file holds an object, and its content is not quoted when it stands in the place of the name', async () => {
  const file = join(folder, 'credentials.json');
  for (const content of ['null', '[]', '42']) {
    await writeFile(file, content);
    expect(listProblems({ WHATSAPP_CREDENTIALS_FILE: file })).toEqual([
      `WHATSAPP_CREDENTIALS_FILE must name a JSON file with an object that has "credentials", but ${file} holds none`,
    ]);
  }
  const content = '{"credentials":{"default":{"accessToken":"EAAsecret"}}}';
  expect(listProblems({ WHATSAPP_CREDENTIALS_FILE: content })).toEqual([
    'WHATSAPP_CREDENTIALS_FILE must name a readable file, but the value is not (ENOENT)',
  ]);
});
