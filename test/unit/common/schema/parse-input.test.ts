import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { InvalidInputError } from '../../../../src/common/failures.js';
import {
  graphRequestInputSchema,
  sendMessageInputSchema,
  verifyCodeInputSchema,
} from '../../../../src/common/inputs/index.js';
import { parseInput } from '../../../../src/common/schema/parse-input.js';

const metaToken = 'EAABwzLixnjYBO1234567890abcdef';
const phoneNumberId = '106540352242922';

function problems(schema: z.ZodType, value: unknown, operation = 'anOperation'): string {
  try {
    parseInput(schema, value, operation);
  } catch (error) {
    if (error instanceof InvalidInputError) return `${error.message} ${JSON.stringify(error.problems)}`;
  }
  throw new Error('the input was taken');
}

describe('a wrong input is told without the secret that it holds', () => {
  const number = z.looseObject({}).catchall(z.boolean());

  test.each([
    ['a token as credential', sendMessageInputSchema, { phoneNumberId, credential: 'my vault token' }, 'vault'],
    ['a token of Meta as credential', graphRequestInputSchema, { path: '/me', credential: `${metaToken}!` }, metaToken],
    ['a token in the query of a path', graphRequestInputSchema, { path: `/me?access_token=abcdef` }, 'abcdef'],
    ['a token in a path', graphRequestInputSchema, { path: `/debug/${metaToken}` }, metaToken],
    [
      'a token where the shown part ends',
      graphRequestInputSchema,
      { path: `/${'x'.repeat(50)}? ${metaToken}` },
      'EAAB',
    ],
    ['a token as a name', graphRequestInputSchema, { path: '/me', [metaToken]: 1 }, metaToken],
    ['a code', verifyCodeInputSchema, { phoneNumberId, code: '12345' }, '12345'],
    ['a token for a gateway', number, { 'x-access-token': 'abcdef' }, 'abcdef'],
    ['a numeric PIN', number, { pin: 123456 }, '123456'],
    ['a refresh token', number, { refresh_token: 'abcdef' }, 'abcdef'],
    ['tokens in a list', z.object({ tokens: z.array(z.boolean()) }), { tokens: ['abcdef'] }, 'abcdef'],
  ] satisfies [string, z.ZodType, unknown, string][])('%s', (_, schema, value, secret) => {
    expect(problems(schema, value)).not.toContain(secret);
  });

  test('a code alone, by the name of the call', () => {
    expect(problems(z.string().max(2), '12345', 'submitVerificationCode')).not.toContain('12345');
    expect(problems(z.string().max(2), '12345')).toContain('12345');
  });

  test('and what is no secret is shown', () => {
    const language = z.object({ language: z.object({ code: z.string().max(2) }) });
    expect(problems(language, { language: { code: 'en_US_x' } })).toContain('(got "en_US_x")');
    expect(problems(graphRequestInputSchema, { path: 'https://evil.example/x' })).toContain('evil.example');
  });
});
