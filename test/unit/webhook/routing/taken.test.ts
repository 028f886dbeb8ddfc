/** What the receiver lets through, a workflow takes: whatever the ids of number, user and group are. */
import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { conversationWorkflowInputSchema } from '../../../../src/common/inputs/index.js';
import { createProcessor } from '../../../../src/webhook/process.js';
import { resolveProcessingOptions } from '../../../../src/webhook/options.js';
import { KeptDeadLetter } from '../../../../src/workflows/dead-letter/kept-dead-letter.js';
import { letterEvents } from '../../../helpers/any-webhook.js';
import { recordingOptions } from '../recording-client.js';

const strange = fc.oneof(
  fc.constantFrom('', 'abc', '12', '+15550001111', '1 2', '１２３４５', '12345\n', ' 12345', '👋', 'PHONE_NUMBER_ID'),
  fc.string({ unit: 'binary', maxLength: 210 }),
  fc.integer({ min: 1, max: 30 }).map((length) => '9'.repeat(length)),
  fc.nat(),
  fc.constantFrom(null, undefined, true, {}, []),
);
const numberId = fc.oneof({ weight: 1, arbitrary: fc.constant('106540352242922') }, { weight: 2, arbitrary: strange });
const userId = fc.oneof({ weight: 1, arbitrary: fc.constant('15550100001') }, { weight: 1, arbitrary: strange });
const item = fc.record(
  {
    id: userId,
    type: fc.constantFrom('text', 'system'),
    from: userId,
    from_user_id: userId,
    to: userId,
    group_id: userId,
    system: fc.record({ type: fc.constant('user_changed_number'), wa_id: userId, user_id: userId }),
  },
  { requiredKeys: ['id'] },
);
const body = fc.record({ number: numberId, messages: fc.array(item, { maxLength: 3 }), contact: userId });

test('every conversation is started with an input that it takes, and what cannot be is kept', async () => {
  let [started, kept] = [0, 0];
  const property = fc.asyncProperty(
    body,
    fc.constantFrom(undefined, 'a key of sixteen characters'),
    async (given, idKey) => {
      const recording = recordingOptions();
      const options = { ...recording, fallback: 'dead-letter' as const, ...(idKey !== undefined && { idKey }) };
      const process = createProcessor(resolveProcessingOptions({ ...options, phoneNumberIds: 'any' }));
      const value = {
        metadata: { phone_number_id: given.number },
        contacts: [{ wa_id: given.contact }],
        messages: given.messages,
        message_echoes: given.messages,
      };
      const webhook: unknown = JSON.parse(JSON.stringify({ entry: [{ changes: [{ field: 'messages', value }] }] }));
      const { parts, accepted } = await process({ webhook }, 0, { keepDeadLetters: true });
      expect(accepted).toBe(true);
      for (const { workflowType, workflowId, options: start } of recording.client.accepted) {
        expect(workflowType).toBe('conversationWorkflow');
        expect(() => conversationWorkflowInputSchema.parse(start?.args[0])).not.toThrow(Error);
        expect(workflowId).toMatch(/^[\x21-\x7e]{1,1000}$/);
        started += 1;
      }
      for (const { args } of recording.client.letterStarts) {
        // It takes whatever it is given, so what it says of it is compared.
        expect(new KeptDeadLetter(args[0], 0).state).toMatchObject({
          reason: args[0].reason,
          phase: 'kept',
          complete: true,
        });
        kept += 1;
      }
      const received = recording.client.accepted.flatMap(({ events }) => events).length;
      expect(received + recording.client.letterStarts.flatMap(letterEvents).length).toBe(parts.length);
    },
  );
  await fc.assert(property, { numRuns: 400 });
  expect(Math.min(started, kept)).toBeGreaterThan(50);
});
