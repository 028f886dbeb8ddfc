/** Temporal freezes what a worker preloads, and zod writes to the regular expressions that it is given. */
import { expect, test } from '@jest/globals';
import {
  isPhoneNumberId,
  isUsableId,
  phoneNumberIdPattern,
  usableIdPattern,
} from '../../../../src/common/ids/workflow-ids.js';
import {
  conversationWorkflowInputSchema,
  sendMessageWorkflowInputSchema,
} from '../../../../src/common/inputs/index.js';

test('inputs are checked when the patterns of ids are frozen before the first check', () => {
  Object.freeze(phoneNumberIdPattern);
  Object.freeze(usableIdPattern);
  const phoneNumberId = '106540352242922';
  const message = { type: 'text', text: { body: 'Hi' } };
  expect(conversationWorkflowInputSchema.safeParse({ phoneNumberId, userKey: 'US.1' }).success).toBe(true);
  expect(conversationWorkflowInputSchema.safeParse({ phoneNumberId, userKey: '1 2' }).success).toBe(false);
  expect(sendMessageWorkflowInputSchema.safeParse({ phoneNumberId, to: '+15550100001', message }).success).toBe(true);
  expect([isPhoneNumberId(phoneNumberId), isPhoneNumberId('abc'), isUsableId('US.1')]).toEqual([true, false, true]);
});
