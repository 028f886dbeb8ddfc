import { expect, test } from '@jest/globals';
import { conversationWorkflowId } from '../../../../src/common/ids/workflow-ids.js';
import { ConversationIds } from '../../../../src/webhook/routing/conversation-ids.js';

test('are those that everybody makes, for each number and user, also far beyond what is kept', () => {
  const ids = new ConversationIds();
  const numbers = ['106540352242922', '206540352242922'];
  for (let round = 0; round < 2; round += 1) {
    for (let user = 0; user < 12_000; user += 1) {
      for (const number of numbers) {
        const key = `US.${user}`;
        expect(ids.find(number, key) === conversationWorkflowId(number, key)).toBe(true);
      }
    }
  }
});

test('forget the oldest together, so that what is kept is bounded', () => {
  const ids = new ConversationIds();
  for (let user = 0; user < 25_000; user += 1) ids.find('106540352242922', `US.${user}`);
  expect(ids.size).toBe(5_000);
});
