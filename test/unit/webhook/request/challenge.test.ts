import { describe, expect, test } from '@jest/globals';
import { verifyChallenge } from '../../../../src/webhook/request/challenge.js';

const good = { 'hub.mode': 'subscribe', 'hub.verify_token': 'right', 'hub.challenge': '1158201444' };
const verify = (parameters: Record<string, string> | string, tokens = ['right']) =>
  verifyChallenge(new URLSearchParams(parameters), tokens);

describe('a challenge is answered', () => {
  test('when the verify token is ours', () => {
    expect(verify(good)).toEqual({ ok: true, challenge: '1158201444' });
  });

  test.each(['old', 'right', 'new'])('when the verify token is one of several: %s', (token) => {
    expect(verify({ ...good, 'hub.verify_token': token }, ['old', 'right', 'new'])).toMatchObject({ ok: true });
  });
});

describe('a challenge is refused', () => {
  test.each<[string, Record<string, string> | string, string]>([
    ['when the mode is missing', { ...good, 'hub.mode': '' }, 'challenge-mode-wrong'],
    ['when the mode is another', { ...good, 'hub.mode': 'unsubscribe' }, 'challenge-mode-wrong'],
    ['when the token is missing', { ...good, 'hub.verify_token': '' }, 'challenge-token-missing'],
    ['when the token came twice', `${new URLSearchParams(good)}&hub.verify_token=x`, 'challenge-token-missing'],
    ['when the token is wrong', { ...good, 'hub.verify_token': 'wrong' }, 'challenge-token-wrong'],
    ['when the token only begins like ours', { ...good, 'hub.verify_token': 'righ' }, 'challenge-token-wrong'],
    ['when the token differs in case', { ...good, 'hub.verify_token': 'Right' }, 'challenge-token-wrong'],
    ['when there is nothing to answer', { ...good, 'hub.challenge': '' }, 'challenge-value-missing'],
    ['when the challenge is absurdly long', { ...good, 'hub.challenge': 'x'.repeat(1_001) }, 'challenge-value-missing'],
    ['when the query is empty', '', 'challenge-mode-wrong'],
  ])('%s', (_when, query, reason) => {
    expect(verify(query)).toEqual({ ok: false, reason });
  });
});
