import { describe, expect, test } from '@jest/globals';
import { nextStep } from '../../../../src/workflows/registration/next-step.js';

const id = '106540352242922';
const app = { is_on_biz_app: true };

describe('what comes next for a number', () => {
  test.each([
    [{ status: 'CONNECTED', platform_type: 'CLOUD_API', code_verification_status: 'VERIFIED' }, 'none'],
    [{ status: 'CONNECTED', platform_type: 'CLOUD_API', code_verification_status: 'EXPIRED' }, 'none'],
    [{ status: 'CONNECTED', platform_type: 'CLOUD_API', code_verification_status: 'NOT_VERIFIED' }, 'none'],
    [{ status: 'CONNECTED' }, 'none'],
    [{ status: 'CONNECTED', platform_type: 'CLOUD_API', ...app }, 'none'],
    [{ status: 'FLAGGED', platform_type: 'CLOUD_API' }, 'none'],
    [{ status: 'RESTRICTED', platform_type: 'CLOUD_API' }, 'none'],
    [{ status: 'RATE_LIMITED', platform_type: 'CLOUD_API' }, 'none'],
    [{ status: 'CONNECTED', platform_type: 'ON_PREMISE', code_verification_status: 'VERIFIED' }, 'register'],
    [{ status: 'CONNECTED', platform_type: 'NOT_APPLICABLE', code_verification_status: 'EXPIRED' }, 'register'],
    [{ status: 'PENDING', code_verification_status: 'VERIFIED' }, 'register'],
    [{ status: 'DISCONNECTED', code_verification_status: 'VERIFIED' }, 'register'],
    [{ status: 'DISCONNECTED', code_verification_status: 'EXPIRED' }, 'register'],
    [{ status: 'PENDING', code_verification_status: 'NOT_VERIFIED', is_on_biz_app: false }, 'verify'],
    [{ status: 'UNVERIFIED', code_verification_status: 'UNVERIFIED' }, 'verify'],
    [{ code_verification_status: 'SOMETHING_NEW', status: 'SOMETHING_NEW' }, 'verify'],
    [{}, 'verify'],
  ])('%j: %s', (state, step) => {
    expect(nextStep({ id, ...state })).toBe(step);
  });

  test.each([
    [{ status: 'CONNECTED', platform_type: 'NOT_APPLICABLE', ...app }, /Business app/, /Embedded Signup/],
    [{ status: 'PENDING', code_verification_status: 'VERIFIED', ...app }, /Business app/, /Embedded Signup/],
    [{ status: 'DISCONNECTED', platform_type: 'CLOUD_API', ...app }, /Business app/, /Embedded Signup/],
    [{ status: 'BANNED', platform_type: 'CLOUD_API' }, /BANNED/, /Appeal/],
    [{ status: 'DELETED' }, /DELETED/, /Add the number/],
    [{ status: 'MIGRATED', code_verification_status: 'VERIFIED' }, /MIGRATED/, /moved to/],
  ])('%j: a human', (state, refusal, advice) => {
    expect(nextStep({ id, ...state })).toEqual({
      refusal: expect.stringMatching(refusal),
      advice: expect.stringMatching(advice),
    });
  });
});
