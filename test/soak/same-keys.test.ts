/** Two processes that send 200 messages with the same keys at the same moment, in each pair of ways. */
import { afterAll, beforeAll, test } from '@jest/globals';
import { expectOneMessageEach, type SendWay } from '../helpers/same-keys.js';
import { startStack, type Stack } from '../helpers/stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ emulator: { autoStatuses: [] } });
});
afterAll(() => stack.stop());

test.each<[SendWay, SendWay]>([
  ['activity', 'activity'],
  ['workflow', 'workflow'],
  ['activity', 'workflow'],
])(
  'by %s and %s: one message a key, and both have its id',
  async (...ways) => {
    await expectOneMessageEach(stack, ways, 200);
  },
  180_000,
);
