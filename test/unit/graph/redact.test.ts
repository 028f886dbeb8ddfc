import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorCodes } from '../../../src/common/error-codes.js';
import { createRedactor, redactAnswer, redactValue, secretParameters, secretsIn } from '../../../src/graph/redact.js';

const recordedPath = fileURLToPath(new URL('../../../../shared/fixtures/graph-errors/recorded.json', import.meta.url));
const recorded: unknown[] = existsSync(recordedPath)
  ? (JSON.parse(readFileSync(recordedPath, 'utf8')) as unknown[])
  : [];
if (recorded.length === 0) console.warn(`SKIPPED: recorded Graph errors, because ${recordedPath} is not there`);

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What Meta says: our words for its codes, and what was recorded. */
const said = [
  ...errorCodes.flatMap(({ entry, first }) => [entry.meaning, entry.advice, `(#${first}) ${entry.meaning}`]),
  ...recorded.flatMap((error) => textsIn((error as { body: unknown }).body)),
  '(#132001) Template name does not exist in the translation: template name (hello) does not exist in en_US',
  'QR code 4O4YGZEG3RIVE1 does not exist',
  'Invalid OAuth application identifier; Bearer authentication is required; flow token unused',
];

/** Places in a request where no secret stands, whatever the word is. */
const places: readonly ((word: string) => object)[] = [
  (word) => ({ template: { name: 'x', language: { code: word } } }),
  (word) => ({ template: { components: [{ parameters: [{ type: 'coupon_code', coupon_code: word }] }] } }),
  (word) => ({ text: { body: word } }),
  (word) => ({ interactive: { action: { parameters: { flow_token: word } } } }),
  (word) => ({ code_method: word, language: word }),
  (word) => ({ type: 'pin', pin: { type: word, message_id: word } }),
  (word) => ({ errors: [{ code: word }] }),
  (word) => ({ token_type: word, fields: word, code_verification_status: word }),
];

describe('redaction', () => {
  test('takes no word from what Meta says, whatever the request was about', () => {
    const text = fc.constantFrom(...said);
    const word = text.chain((each) => fc.constantFrom(...(each.match(/[\w.'-]+/g) ?? ['x'])));
    fc.assert(
      fc.property(
        text,
        word,
        fc.constantFrom(...places),
        fc.constantFrom('/1/messages', '/1/message_templates'),
        (...drawn) => {
          const [message, about, place, path] = drawn;
          const redact = createRedactor(secretsIn(place(about), secretParameters(path)));
          expect(redact(message)).toBe(message);
          expect(redactValue({ error: { message, code: '100' } }, redact)).toEqual({ error: { message, code: '100' } });
        },
      ),
      { numRuns: 2_000 },
    );
    for (const each of said) expect(createRedactor([])(each)).toBe(each);
  });

  test('takes a short secret as a whole word only, however the answer spells it', () => {
    const redact = createRedactor(['1310', 'pass word/1']);
    expect(redact('(#131056) 1310 "1310" %221310%22 \\n1310 x1310')).toBe(
      '(#131056) [redacted] "[redacted]" %22[redacted]%22 \\n[redacted] x1310',
    );
    expect(redact('pass word/1 pass%20word%2F1 pass+word%2F1')).toBe('[redacted] [redacted] [redacted]');
    expect(createRedactor(['\ud800 half'])('a \ud800 half')).toBe('a [redacted]');
  });

  test.each([
    ['/1/verify_code', { code: 'ABC-123' }, ['ABC-123']],
    ['/oauth/access_token', { code: 'AQBx' }, ['AQBx']],
    ['/1/anything', { code: '123456' }, ['123456']],
    ['/1/message_qrdls', { code: '4O4YGZEG3RIVE1' }, []],
    ['/1/messages', { template: { language: { code: 'en_US' } } }, []],
    ['/1/register', { pin: 135790, backup: { password: 'p' } }, ['135790', 'p']],
    ['/1/x', { verify_token: 'v', fb_exchange_token: 'f', tokens: [{ value: 't' }] }, ['v', 'f', 't']],
  ])('knows the secrets of a request to %s: %j', (path, values, secrets) => {
    expect(secretsIn(values, secretParameters(path))).toEqual(secrets);
  });

  test('takes tokens from an answer, and leaves what an answer is asked for', () => {
    const preview = 'https://business.facebook.com/wa/manage/flows/1/preview/?token=b9d6';
    const answer = {
      access_token: 'abc',
      token_type: 'bearer',
      expires_in: 5,
      data: [{ id: '1', page: { accessToken: 'abc' }, code: 'en_US' }],
      preview: { preview_url: preview },
      paging: { next: 'https://graph.facebook.com/v25.0/1?access_token=abc&after=x', cursors: { after: 'x' } },
    };
    expect(redactAnswer(answer)).toEqual({
      ...answer,
      access_token: '[redacted]',
      data: [{ id: '1', page: { accessToken: '[redacted]' }, code: 'en_US' }],
      paging: { next: 'https://graph.facebook.com/v25.0/1?access_token=[redacted]&after=x', cursors: { after: 'x' } },
    });
    expect(redactAnswer('access_token=abc&expires=5')).toBe('access_token=[redacted]&expires=5');
    expect(redactAnswer('{"access_token":"abc","x":1}')).toBe('{"access_token":"[redacted]","x":1}');
    expect(redactAnswer(null)).toBeNull();
  });
});
