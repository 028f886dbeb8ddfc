import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { SignatureCheck, signWebhook, verifySignature } from '../../../../src/webhook/request/verify.js';
import { appSecret, sign } from '../recording-client.js';
import { cpuMs } from '../../../helpers/cpu-time.js';

const body = Buffer.from('{"entry":[]}');

describe('a fixed vector with umlauts, an emoji, slashes and escapes', () => {
  const vector = Buffer.from('{"text":"Grüße 😀 a/b \\/ @ \\u00e4"}');
  const overBytes = 'sha256=6b96141d2df1328db0f53b0ead35a67f186c60b342800d0f557a972f205e2478';
  const overEscapedForm = 'sha256=6c160a4fd7ae160ecbdeec2a68603da7538cea92f9db3a348335025523d468c2';

  test('is accepted when the signature is over the bytes', () => {
    expect(verifySignature(vector, overBytes, ['fixed-app-secret'])).toEqual({ ok: true, secretIndex: 0 });
  });

  test('is what signWebhook makes', () => {
    expect(signWebhook(vector, 'fixed-app-secret')).toBe(overBytes);
    expect(signWebhook(vector.toString(), 'fixed-app-secret')).toBe(overBytes);
  });

  test('is refused when the signature is over another form of it', () => {
    const refused = { ok: false, reason: 'signature-mismatch' };
    expect(verifySignature(vector, overEscapedForm, ['fixed-app-secret'])).toEqual(refused);
  });

  test('is refused when the JSON was parsed and written again', () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(vector.toString())));
    expect(verifySignature(rewritten, overBytes, ['fixed-app-secret'])).toEqual({
      ok: false,
      reason: 'signature-mismatch',
    });
  });

  test('is accepted from a view into a larger buffer', () => {
    const larger = Buffer.concat([Buffer.from('xx'), vector, Buffer.from('yy')]);
    const view = larger.subarray(2, 2 + vector.length);
    expect(verifySignature(view, overBytes, ['fixed-app-secret'])).toMatchObject({ ok: true });
  });
});

describe('several app secrets', () => {
  test.each([0, 1, 2])('are all tried: the verdict says that secret %i matched', (index) => {
    const secrets = ['one', 'two', 'three'];
    expect(verifySignature(body, sign(body, secrets[index]), secrets)).toEqual({
      ok: true,
      secretIndex: index,
    });
  });
});

describe('a signature is refused', () => {
  const digest = sign(body).slice('sha256='.length);

  test.each<[string, unknown, string]>([
    ['when the header is missing', undefined, 'signature-missing'],
    ['when there is none in the Headers of fetch', null, 'signature-missing'],
    ['when it is a list without a header', [], 'signature-missing'],
    ['when it is a list of what is no header', [null], 'signature-missing'],
    ['when it is a number', 7, 'signature-malformed'],
    ['when it is a list of a number', [7], 'signature-malformed'],
    ['when it is an object', {}, 'signature-malformed'],
    ['when the header is empty', '', 'signature-missing'],
    ['when it is SHA-1', `sha1=${'a'.repeat(40)}`, 'signature-scheme-unsupported'],
    ['when the scheme is left out', digest, 'signature-scheme-unsupported'],
    ['when nothing follows the scheme', 'sha256=', 'signature-malformed'],
    ['when it is too short', `sha256=${digest.slice(1)}`, 'signature-malformed'],
    ['when it is too long', `sha256=${digest}0`, 'signature-malformed'],
    ['when it is not hexadecimal', `sha256=${'g'.repeat(64)}`, 'signature-malformed'],
    ['when the header came twice', [sign(body), sign(body)], 'signature-malformed'],
    ['when two headers were joined', `${sign(body)}, ${sign(body)}`, 'signature-malformed'],
    ['when it was made with another secret', sign(body, 'other'), 'signature-mismatch'],
    ['when it is of another body', sign('{"entry":[1]}'), 'signature-mismatch'],
  ])('%s', (_when, header, reason) => {
    expect(verifySignature(body, header as string, [appSecret])).toEqual({ ok: false, reason });
  });

  test('when one bit of the body changed', () => {
    const changed = Buffer.from(body);
    changed[3] = (changed[3] ?? 0) ^ 1;
    expect(verifySignature(changed, sign(body), [appSecret])).toEqual({ ok: false, reason: 'signature-mismatch' });
  });
});

test('accepts upper-case hexadecimal digits and a header in a list of one', () => {
  const upper = `sha256=${sign(body).slice(7).toUpperCase()}`;
  expect(verifySignature(body, [upper], [appSecret])).toMatchObject({ ok: true });
});

describe('a check while the body arrives', () => {
  test('gives the verdict about the whole, however it was cut', () => {
    const property = fc.property(fc.uint8Array(), fc.array(fc.nat()), fc.boolean(), (bytes, cuts, isSigned) => {
      const signature = sign(bytes, isSigned ? 'two' : 'three');
      const check = new SignatureCheck(signature.slice(7), ['one', 'two']);
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
      for (const [index, from] of places.entries()) check.update(bytes.subarray(from, places[index + 1]));
      expect(check.verdict()).toEqual(verifySignature(bytes, signature, ['one', 'two']));
    });
    fc.assert(property);
  });
});

describe('the largest body takes less than 15 ms of CPU, whatever its bytes are', () => {
  const size = 3 * 1024 * 1024;
  test.each<[string, Buffer]>([
    ['invalid UTF-8', Buffer.alloc(size, 0xff)],
    ['half of a character, again and again', Buffer.alloc(size, 0xc3)],
    ['umlauts', Buffer.alloc(size, 'ü')],
    ['zeros', Buffer.alloc(size)],
    ['brackets', Buffer.alloc(size, '[')],
  ])('%s', (_what, bytes) => {
    const verify = (): void => expect(verifySignature(bytes, sign('{}'), [appSecret])).toMatchObject({ ok: false });
    const times = Array.from({ length: 5 }, () => cpuMs(verify));
    expect(Math.min(...times)).toBeLessThan(15);
  });
});
