import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { graphRequestInputSchema } from '../../../../src/common/inputs/index.js';

const findProblems = (input: object): string[] =>
  graphRequestInputSchema
    .safeParse({ path: '/1/x', method: 'POST', ...input })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
const metaToken = 'EAABwzLixnjYBO1234567890abcdef';

describe('a raw request holds no token, which a history would keep', () => {
  const names = ['access_token', 'appsecret_proof', 'client_secret', 'fb_exchange_token', 'refresh_token', 'appSecret'];

  test.each(names.flatMap((name) => ['query', 'formData', 'data'].map((field) => [name, field])))(
    '%s in %s',
    (name, field) => {
      const [problem, ...others] = findProblems({ [field]: { [name]: 'x' } });
      expect(problem).toMatch(new RegExp(`^${field}\\.${name}: must not be set here: it would stay in the history`));
      expect(others).toEqual([]);
    },
  );

  test.each([
    ['deep in the data', { data: { list: [{ access_token: 'x' }] } }, 'data.list.0.access_token'],
    ['by its form in the data', { data: { a: [metaToken] } }, 'data.a.0'],
    ['by its form in the query', { query: { a: ['1', `Bearer ${metaToken}`] } }, 'query.a.1'],
    ['by its form in the form', { formData: { a: metaToken } }, 'formData.a'],
    ['by its form in a header', { headers: { 'X-Gateway': `Bearer ${metaToken}` } }, 'headers.X-Gateway'],
    ['by its form in the path', { path: `/${metaToken}/x` }, 'path'],
  ])('%s', (_, input, path) => {
    expect(findProblems(input)).toEqual([expect.stringMatching(`^${path}: must not`)]);
    expect(findProblems(input).join()).not.toContain(metaToken);
  });

  test.each([
    ['the verify token of a callback', { data: { override_callback_uri: 'https://x.example', verify_token: 'v' } }],
    ['a PIN', { data: { messaging_product: 'whatsapp', pin: '123456' } }],
    ['a flow token', { data: { interactive: { action: { parameters: { flow_token: 'unused' } } } } }],
    ['names of the own flow', { data: { flow_action_payload: { data: { session_token: 'mine' } } } }],
    ['a language', { data: { template: { language: { code: 'en_US' } } } }],
  ])('and may hold %s', (_, input) => expect(findProblems(input)).toEqual([]));
});

describe('headers', () => {
  test('hold what HTTP can carry, and nothing else is taken', () => {
    const character = fc.oneof(
      fc.constantFrom('\r', '\n', '\0', '\x7f', 'ü', '€', '😀', '\t', ' ', 'a'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(character), (characters) => {
        const value = characters.join('');
        const fits = !/[^\t\x20-\x7e\x80-\xff]/.test(value);
        expect(findProblems({ headers: { 'X-A': value } })).toHaveLength(fits ? 0 : 1);
      }),
    );
  });

  test.each([
    'Authorization',
    'Cookie',
    'Host',
    'Content-Length',
    'Connection',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Upgrade',
    'Transfer-Encoding',
    'Proxy-Connection',
    'Proxy-Authorization',
    'HTTP2-Settings',
  ])('%s is not for the caller to set', (name) =>
    expect(findProblems({ headers: { [name]: 'x' } })).toEqual([
      `headers.${name}: must not be set here: the worker sets it`,
    ]),
  );
});
