import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chainCredentials,
  chainSecrets,
  credentialsFrom,
  secretsFrom,
} from '../../../src/graph/credential-functions.js';
import { InvalidCredentialError } from '../../../src/graph/credentials.js';
import { EnvironmentCredentialProvider } from '../../../src/graph/environment-credentials.js';
import { JsonFileCredentialProvider } from '../../../src/graph/json-file-credentials.js';

const directory = mkdtempSync(join(tmpdir(), 'credentials-'));
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => void jest.restoreAllMocks());

function file(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('credentials from the environment', () => {
  const provider = new EnvironmentCredentialProvider({
    WHATSAPP_ACCESS_TOKEN: 'default-token',
    WHATSAPP_APP_SECRET: 'default-secret',
    WHATSAPP_ACCESS_TOKEN_106540352242922: 'own-token',
    WHATSAPP_ACCESS_TOKEN_STORE_12: 'store-token',
    WHATSAPP_APP_SECRET_STORE_12: 'store-secret',
    WHATSAPP_SECRET_STORE_12_PIN: '123456',
    WHATSAPP_ACCESS_TOKEN_EMPTY: '',
  });

  test.each([
    ['default', { accessToken: 'default-token', appSecret: 'default-secret' }],
    ['106540352242922', { accessToken: 'own-token', appSecret: 'default-secret' }],
    ['store-12', { accessToken: 'store-token', appSecret: 'store-secret' }],
  ])('are found as %s', (reference, expected) => {
    expect(provider.getCredential(reference)).toEqual(expected);
  });

  test('that are missing or empty are undefined, and their variable is named', () => {
    expect(provider.getCredential('other.name')).toBeUndefined();
    expect(provider.howToAddCredential('other.name')).toBe('set WHATSAPP_ACCESS_TOKEN_OTHER_NAME');
    expect(provider.getCredential('empty')).toBeUndefined();
    expect(new EnvironmentCredentialProvider({}).getCredential('default')).toBeUndefined();
    expect(provider.howToAddCredential('default')).toBe('set WHATSAPP_ACCESS_TOKEN');
  });

  test('include secrets', () => {
    expect(provider.getSecret('store-12-pin')).toBe('123456');
    expect(provider.getSecret('x')).toBeUndefined();
    expect(provider.howToAddSecret('x')).toBe('set WHATSAPP_SECRET_X');
  });
});

describe('credentials from a JSON file', () => {
  const first = { credentials: { default: { accessToken: 'one', appSecret: 's' } }, secrets: { pin: '123456' } };

  test('are read with their secrets', async () => {
    const provider = new JsonFileCredentialProvider(file('a.json', first));
    expect(await provider.getCredential('default')).toEqual({ accessToken: 'one', appSecret: 's' });
    expect(await provider.getSecret('pin')).toBe('123456');
    expect(await provider.getCredential('__proto__')).toBeUndefined();
    expect(await provider.getSecret('toString')).toBeUndefined();
    expect(provider.howToAddCredential('shop')).toMatch(/^add "credentials"\."shop" to .*a\.json$/);
    expect(provider.howToAddSecret('pin')).toMatch(/^add "secrets"\."pin" to .*a\.json$/);
  });

  test('are read again when asked to, even if nothing shows that the file has changed', async () => {
    const path = file('b.json', first);
    utimesSync(path, 1, 1);
    const provider = new JsonFileCredentialProvider(path);
    await provider.getCredential('default');
    file('b.json', { credentials: { default: { accessToken: 'two' } } });
    utimesSync(path, 1, 1);
    expect((await provider.getCredential('default'))?.accessToken).toBe('one');
    expect((await provider.getCredential('default', { reread: true }))?.accessToken).toBe('two');
    expect((await provider.getCredential('default'))?.accessToken).toBe('two');
  });

  test('are read again within a second after the file has changed', async () => {
    const path = file('c.json', first);
    utimesSync(path, 1, 1);
    const provider = new JsonFileCredentialProvider(path);
    const readAtMs = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(readAtMs);
    await provider.getCredential('default');
    file('c.json', { credentials: { default: { accessToken: 'two' } } });
    clock.mockReturnValue(readAtMs + 999);
    expect((await provider.getCredential('default'))?.accessToken).toBe('one');
    clock.mockReturnValue(readAtMs + 1_000);
    expect((await provider.getCredential('default'))?.accessToken).toBe('two');
  });

  test('are found once the file is there', async () => {
    const path = join(directory, 'later.json');
    const provider = new JsonFileCredentialProvider(path);
    await expect(provider.getCredential('default')).rejects.toThrow(/cannot read .*later\.json: ENOENT/);
    file('later.json', first);
    expect((await provider.getCredential('default'))?.accessToken).toBe('one');
  });

  test.each([
    ['text that is not JSON', '{"credentials": {"default": "EAAsecret', /is not JSON$/],
    ['a token that is no text', { credentials: { default: { accessToken: 5 } } }, /credentials\.default\.accessToken/],
    ['an unknown member', { credential: {} }, /expected \{ "credentials"/],
    ['a list', [], /wrong at the file/],
  ])('are refused from %s, without showing a value', async (_, content, message) => {
    const provider = new JsonFileCredentialProvider(file('bad.json', content));
    const error = await provider.getCredential('default').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidCredentialError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('EAAsecret');
  });
});

describe('credentials from functions and chains', () => {
  const none = credentialsFrom(async () => undefined);
  const some = credentialsFrom(async (reference, { reread }) => ({ accessToken: `${reference}-${String(reread)}` }));

  test('come from the first provider that has them', async () => {
    const chain = chainCredentials(none, new EnvironmentCredentialProvider({}), some);
    expect(await chain.getCredential('a', { reread: true })).toEqual({ accessToken: 'a-true' });
    expect(
      await chainSecrets(
        secretsFrom(async () => undefined),
        secretsFrom(async (name) => name),
      ).getSecret('pin'),
    ).toBe('pin');
  });

  test('that nobody has are undefined, and the advice of all is given', async () => {
    const silent = { getCredential: () => undefined };
    const chain = chainCredentials(none, silent, new EnvironmentCredentialProvider({}));
    expect(await chain.getCredential('a')).toBeUndefined();
    expect(chain.howToAddCredential?.('a')).toBe(
      'have the function of credentialsFrom() return it, or set WHATSAPP_ACCESS_TOKEN_A',
    );
    expect(await chainSecrets().getSecret('a')).toBeUndefined();
    expect(chainSecrets().howToAddSecret?.('a')).toBe('configure a provider that has it');
  });

  test('are not looked for elsewhere when a provider breaks', async () => {
    const broken = credentialsFrom(() => Promise.reject(new Error('vault is sealed')));
    await expect(chainCredentials(broken, some).getCredential('a')).rejects.toThrow('vault is sealed');
  });
});
