import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sendWorkflowId } from '../../../../src/common/ids/workflow-ids.js';
import { sendMessageInputSchema } from '../../../../src/common/inputs/index.js';
import { encodeCallbackData } from '../../../../src/common/sending/callback-data.js';
import { messageStatuses } from '../../../../src/common/sending/message-status.js';
import { sendKeyLimit } from '../../../../src/common/sending/send-key.js';
import { derivedKey, derivedKeysFit, keyLimit } from '../../../../src/workflows/send/derived-key.js';

const printable = fc.integer({ min: 0x21, max: 0x7e }).map((unit) => String.fromCharCode(unit));
const printableText = (minLength: number, maxLength: number) =>
  fc.array(printable, { minLength, maxLength, size: 'max' }).map((units) => units.join(''));
const wantedStatuses = fc.subarray([...messageStatuses]);
const suffixes = ['~t', ...Array.from({ length: 20 }, (_, index) => [`~${index + 2}`, `~t~${index + 2}`]).flat()];

/** Every key of a send: its own, and those that may follow. */
function allKeys(sendKey: string, limit: number): string[] {
  return [sendKey, ...suffixes.map((suffix) => derivedKey(sendKey, suffix, limit))];
}

function expectUsable(keys: string[], workflowId: string, wanted: readonly (typeof messageStatuses)[number][]): void {
  expect(new Set(keys).size).toBe(keys.length);
  for (const sendKey of keys) {
    const input = {
      phoneNumberId: '106540352242922',
      to: '+491701234567',
      message: { type: 'text', text: { body: 'a' } },
    };
    expect(sendMessageInputSchema.safeParse({ ...input, sendKey }).success).toBe(true);
    if (wanted.length > 0) expect(() => encodeCallbackData({ workflowId, sendKey, wanted: [...wanted] })).not.toThrow();
  }
}

describe('keys that follow from a send key', () => {
  test('fit for every key that is taken, under the id that the client derives', () => {
    fc.assert(
      fc.property(printableText(1, sendKeyLimit), wantedStatuses, (sendKey, wanted) => {
        const workflowId = sendWorkflowId('1'.repeat(20), sendKey);
        const limit = keyLimit(workflowId, wanted);
        expect(derivedKeysFit(sendKey, limit)).toBe(true);
        expectUsable(allKeys(sendKey, limit), workflowId, wanted);
      }),
    );
  });

  test('fit under any workflow id, or are refused before the first message', () => {
    fc.assert(
      fc.property(
        printableText(1, sendKeyLimit),
        printableText(1, 600),
        wantedStatuses,
        (sendKey, workflowId, wanted) => {
          const limit = keyLimit(workflowId, wanted);
          if (derivedKeysFit(sendKey, limit)) expectUsable(allKeys(sendKey, limit).slice(1), workflowId, wanted);
        },
      ),
    );
  });

  test('are as they were where they fit, and keep the beginning of the key where they do not', () => {
    expect(derivedKey('order-17', '~2')).toBe('order-17~2');
    expect(derivedKey('k'.repeat(126), '~t')).toBe(`${'k'.repeat(126)}~t`);
    expect(derivedKey('k'.repeat(127), '~t')).toMatch(/^k{90,}\.[0-9a-z.]+~t$/);
    expect(derivedKey(`${'k'.repeat(127)}a`, '~t')).not.toBe(derivedKey(`${'k'.repeat(127)}b`, '~t'));
  });
});
