import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isGrant, isSecretName } from '../../../../src/common/secrets/names.js';
import { hideSecrets, isMetaToken } from '../../../../src/common/secrets/texts.js';
import { cpuMs } from '../../../helpers/cpu-time.js';

/** The ways in which people write one name of several words. */
const spellings: readonly ((words: string[]) => string)[] = [
  (words) => words.join('_'),
  (words) => words.join('-'),
  (words) => words.join('.'),
  (words) => words.join('_').toUpperCase(),
  (words) => words.map((word, index) => (index > 0 ? word.slice(0, 1).toUpperCase() + word.slice(1) : word)).join(''),
];
const prefixes = fc.array(fc.constantFrom('x', 'my', 'access', 'fb', 'verify', 'refresh', 'store', 'app', 'page'), {
  maxLength: 3,
});
const spelled = (last: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(prefixes, fc.constantFrom(...last), fc.constantFrom(...spellings))
    .map(([before, word, spell]) => spell([...before, word]));

const secretWords = ['token', 'tokens', 'secret', 'password', 'passphrase', 'pin', 'authorization', 'cookie', 'otp'];

describe('a secret is recognized by its name', () => {
  test('whoever spells it, and whatever stands before it', () => {
    fc.assert(fc.property(spelled(secretWords), (name) => isSecretName(name)));
    fc.assert(fc.property(spelled(['token', 'secret']), (name) => isGrant(name) || /verify[^a-z]*token/i.test(name)));
  });

  test.each([
    'code_verifier',
    'appsecret_proof',
    'apiKey',
    'private_key',
    'set-cookie',
    'fb_exchange_token',
    'pin[]',
    'xXOtp',
    'SMSPin',
  ])('%s', (name) => expect(isSecretName(name)).toBe(true));

  test.each([
    'code',
    'code_method',
    'code_verification_status',
    'language',
    'token_type',
    'expires_in',
    'flow_token',
    'hairpin',
    'mapping',
    'in_pin_code',
    'spin',
    'opinion',
    'otp_type',
    'secretary',
    'fbtrace_id',
    'constructor',
  ])('and %s is none', (name) => expect(isSecretName(name)).toBe(false));

  test.each(['verify_token', 'pin', 'password', 'flow_token'])('and %s grants nothing', (name) =>
    expect(isGrant(name)).toBe(false),
  );
});

describe('a secret is recognized in a text', () => {
  const secret = 'S3cr-t_value';
  const shapes: readonly ((name: string) => string)[] = [
    (name) => `see https://example.com/?a=1&${name}=${secret}&b=2`,
    (name) => `{"a":1,"${name}":"${secret}","b":"c"}`,
    (name) => JSON.stringify({ body: JSON.stringify({ [name]: secret, b: 'c' }) }),
    (name) => `${name}=${secret}`,
    (name) => `next=${encodeURIComponent(`https://example.com/?a=1&${name}=${secret}&b=2`)}`,
  ];

  test('by the name before it', () => {
    fc.assert(
      fc.property(spelled(secretWords), fc.constantFrom(...shapes), (name, shape) => {
        const hidden = hideSecrets(shape(name));
        expect(hidden).not.toContain(secret);
        expect(hidden).toContain('[redacted]');
      }),
    );
    expect(hideSecrets('{"pin": 123456, "b": 7}')).toBe('{"pin": "[redacted]", "b": 7}');
  });

  test.each([
    'EAABwzLixnjYBO1234567890',
    '123456789012345|AbCdEfGhIjKlMnOpQrStUv',
    'Bearer abcdefghijkl',
    'OAuth abcdefgh1234',
    'Bearer EAABwzLixnjYBO1234567890',
    'Basic dXNlcjpwYXNzd29yZA==',
  ])('by its form: %s', (text) => expect(hideSecrets(`before ${text} after`)).toMatch(/^before .*\[redacted\] after$/));

  test.each([
    ['connect postgres://u:SECRETPW@h/db failed', 'connect postgres://u:[redacted]@h/db failed'],
    ['redis://:SECRETPW@h:6379', 'redis://:[redacted]@h:6379'],
    ['mongodb+srv://u:SECRET/P@W?#@h', 'mongodb+srv://u:[redacted]@h'],
    ['proxy http://u:12345678@h:1', 'proxy http://u:[redacted]@h:1'],
  ])('in the URL of a server: %s', (text, hidden) => expect(hideSecrets(text)).toBe(hidden));

  test.each([
    'http://127.0.0.1:4010/users/@me and http://[::1]:80/a@b',
    'https://example.com/a:b@c and mailto:a@b.c',
    'Basic authentication is required, and Basic settings',
    'Invalid OAuth application identifier',
    'An active access token must be used: Bearer authentication is required',
    'the code=131056 and {"code": 190, "message": "no"}',
    'template name (order) does not exist in en_US',
    'EAA is short',
  ])('and nothing is taken from %s', (text) => expect(hideSecrets(text)).toBe(text));

  test('in time that grows with the text, not faster', () => {
    const pieces = ['a', 'a.', '"', '\\"', 'EAA', '="', '"a":', '1|', '%3D', 'a%3Fa', '://', 'a://b:', 'Basic a'];
    const texts = pieces.map((piece) => `${piece.repeat(200_000)}=`);
    expect(cpuMs(() => texts.map((text) => hideSecrets(text)))).toBeLessThan(3_000);
  });

  test('and a token alone is told from a text that has one', () => {
    expect(isMetaToken(' Bearer EAABwzLixnjYBO1234567890')).toBe(true);
    expect(isMetaToken('see EAABwzLixnjYBO1234567890')).toBe(false);
  });
});
