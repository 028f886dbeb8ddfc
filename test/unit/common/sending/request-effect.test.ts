import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mayBeRepeated, requestEffect, type RawRequest } from '../../../../src/common/sending/request-effect.js';

const segment = fc.constantFrom('106540352242922', 'me', 'v25.0', 'groups', 'calls', 'request_code', 'messages2', 'x');
const edge = fc.constantFrom('messages', 'marketing_messages', 'messages_encrypted');

/** Any other way to write the same path: upper case, percent-encoded, with slashes at the end. */
function respelled(text: string, choices: readonly number[]): string {
  return Array.from(text, (letter, index) => {
    const choice = choices[index % choices.length] ?? 0;
    if (choice === 1) return letter.toUpperCase();
    return choice === 2 && letter !== '/' ? `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}` : letter;
  }).join('');
}

const messagePath = fc
  .tuple(segment, edge, fc.array(fc.nat(2), { minLength: 1, maxLength: 20 }), fc.constantFrom('', '/', '//'))
  .map(([first, last, choices, end]) => `${first}/${respelled(last, choices)}${end}`);
const otherPath = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const content = fc.record({ to: fc.string(), type: fc.constantFrom('text', 'template') });

const post = (path: fc.Arbitrary<string>): fc.Arbitrary<RawRequest> =>
  fc.record({ method: fc.constant('POST'), path, data: content });

/** A batch in each of the forms that Meta takes. */
function inBatch(held: readonly RawRequest[], form: number): RawRequest {
  const batch = held.map(({ method, path, data }) => {
    const pairs = Object.entries((data ?? {}) as Record<string, unknown>);
    const body = pairs
      .map(
        ([name, value]) => `${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`,
      )
      .join('&');
    return { method, relative_url: `${path.replace(/^\//, '')}?a=b`, ...(pairs.length > 0 && { body }) };
  });
  const whole: RawRequest = { method: 'POST', path: 'v25.0' };
  if (form === 0) return { ...whole, data: { batch } };
  if (form === 1) return { ...whole, formData: { batch: JSON.stringify(batch) } };
  return { ...whole, query: { batch: JSON.stringify(batch) } };
}

const read: RawRequest = { method: 'GET', path: '/me' };

describe('what repeating a raw request does', () => {
  test('a POST on an edge of messages is a message, however it is written, alone or in a batch', () => {
    fc.assert(
      fc.property(post(messagePath), fc.nat(2), fc.boolean(), (request, form, declared) => {
        for (const one of [request, inBatch([read, request], form), inBatch([inBatch([request], 0)], form)]) {
          expect([requestEffect(one), mayBeRepeated({ ...one, idempotent: declared })]).toEqual(['message', false]);
        }
      }),
    );
  });

  test('any other POST or PATCH is a write, and repeated only when its caller declares it', () => {
    const write = fc.record({ method: fc.constantFrom('POST', 'PATCH'), path: otherPath, data: content });
    fc.assert(
      fc.property(write, fc.nat(2), (request, form) => {
        for (const one of [request, inBatch([read, request], form)]) {
          expect([requestEffect(one), mayBeRepeated(one)]).toEqual(['write', false]);
          expect(mayBeRepeated({ ...one, idempotent: true })).toBe(true);
        }
      }),
    );
  });

  test('GET, PUT and DELETE are harmless, alone or in a batch', () => {
    const harmless = fc.record({ method: fc.constantFrom('GET', 'PUT', 'DELETE'), path: otherPath });
    fc.assert(
      fc.property(fc.array(harmless, { minLength: 1, maxLength: 3 }), fc.nat(2), (requests, form) => {
        for (const one of [requests[0] ?? read, inBatch(requests, form)]) {
          expect([requestEffect(one), mayBeRepeated(one)]).toEqual(['harmless', true]);
          expect(mayBeRepeated({ ...one, idempotent: false })).toBe(false);
        }
      }),
    );
  });

  test.each<[RawRequest['method'], Partial<RawRequest>, string]>([
    ['POST', { path: '/1/messages', data: { status: 'read', message_id: 'wamid.1' } }, 'harmless'],
    ['POST', { path: '/1/messages', formData: { status: 'read', message_id: 'wamid.1' } }, 'harmless'],
    ['POST', { path: '/1/messages', data: { status: 'read', to: '1' } }, 'message'],
    ['POST', { path: '/1/messages', data: { status: 'typed' } }, 'message'],
    ['GET', { path: '/1/messages', query: { method: 'post' } }, 'message'],
    ['GET', { path: '/1/groups', query: { method: ['POST'] } }, 'write'],
    ['POST', { path: '/1/x', data: { method: 'DELETE' } }, 'write'],
    ['GET', { path: '/1/x', query: { method: 'SMS' } }, 'harmless'],
    [undefined, { path: '/1/x' }, 'harmless'],
    ['POST', { path: 'v25.0', data: { batch: 'not a batch' } }, 'write'],
    ['POST', { path: 'v25.0', data: { batch: [{ relative_url: '1/groups' }] } }, 'write'],
    ['POST', { path: '/1/%zz/%4dessages%20', data: {} }, 'message'],
  ])('%s %j is %s', (method, request, effect) => {
    expect(requestEffect({ path: '', ...request, method })).toBe(effect);
  });
});
