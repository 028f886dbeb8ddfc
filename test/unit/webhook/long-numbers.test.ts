/** Meta writes ids as numbers, too, and a double holds some 16 digits: none is lost on the way to a workflow. */
import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { resolveProcessingOptions } from '../../../src/webhook/options.js';
import { createProcessor } from '../../../src/webhook/process.js';
import { post, receiver, recordingOptions, webhookBody } from './recording-client.js';

const digits = fc.stringMatching(/^[1-9]\d{14,19}$/);
/** Opens and closes levels around a value. */
const levels = fc.array(fc.constantFrom<[string, string]>(['[', ']'], ['{"a":', '}'], ['["x",', ',0]']), {
  maxLength: 20,
});

/** JSON in which `NUMBER` stands for the number. */
function nest(around: [string, string][], number: string): string {
  return around.reduceRight((inner, [open, close]) => open + inner + close, number);
}

/** A webhook whose template event has the number as its id, and at some depth beside it. */
function templateBody(number: string, around: [string, string][]): string {
  const value = `{"event":"APPROVED","message_template_id":${number},"more":${nest(around, number)}}`;
  return `{"entry":[{"id":${number},"changes":[{"field":"message_template_status_update","value":${value}}]}]}`;
}

/** How often the digits stand in what JSON says. */
function count(value: unknown, number: string): number {
  return JSON.stringify(value).split(new RegExp(`(?<!\\d)${number}(?!\\d)`)).length - 1;
}

async function send(body: string, options: Parameters<typeof receiver>[0] = {}) {
  const { handle, client } = receiver(options);
  expect((await handle(post(body))).status).toBe(200);
  const [letter] = client.letters.values();
  return { events: client.accepted.flatMap((signal) => signal.events), letter: letter?.args[0] };
}

describe('the digits of a whole number survive', () => {
  test('into the event, wherever they stand', async () => {
    const property = fc.asyncProperty(digits, levels, async (number, around) => {
      const { events } = await send(templateBody(number, around), { fallback: () => ({ workflowId: 'w' }) });
      expect(events).toMatchObject([{ kind: 'template', templateId: number, wabaId: number }]);
      expect(count(events, number)).toBe(4);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  test('into a dead letter, and from there by a redrive into the event', async () => {
    const property = fc.asyncProperty(digits, levels, async (number, around) => {
      const { letter } = await send(templateBody(number, around));
      expect(count(letter, number)).toBeGreaterThanOrEqual(3);
      const recording = recordingOptions();
      const fallback = () => ({ workflowId: 'w' });
      const process = createProcessor(resolveProcessingOptions({ ...recording, fallback }));
      // As Temporal hands the letter over.
      const content = JSON.parse(JSON.stringify(letter)) as object;
      await process(content, 0, { keepDeadLetters: false });
      const [signal] = recording.client.accepted;
      expect(signal?.events).toMatchObject([{ templateId: number, wabaId: number }]);
      expect(count(signal?.events, number)).toBe(4);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  test('into the ids of numbers and users, by which an event finds its workflow', async () => {
    const property = fc.asyncProperty(digits, digits, async (phoneNumberId, user) => {
      const body = webhookBody({ messages: [{ id: 'ID', from: 'USER' }] })
        .replace('"10001"', phoneNumberId)
        .replace('"USER"', user)
        .replace('"ID"', user);
      const { events, letter } = await send(body, { phoneNumberIds: [phoneNumberId] });
      expect(letter).toBeUndefined();
      expect(events).toMatchObject([{ phoneNumberId, messageId: user, user: { phone: user } }]);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  test('into a body that is kept as it came', async () => {
    const { letter } = await send('[24321198117479899]');
    expect(JSON.stringify(letter?.webhook)).toBe('{"body":["24321198117479899"]}');
  });
});

test('an ordinary number stays a number', async () => {
  const body = webhookBody({ messages: [{ id: 'm', from: '1', n: 12, at: 1_700_000_000, big: 9007199254740991 }] });
  const { events } = await send(body);
  expect(events).toMatchObject([{ raw: { n: 12, at: 1_700_000_000, big: 9007199254740991 } }]);
});
