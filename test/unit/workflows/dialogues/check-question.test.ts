/** What is wrong with a question is told by name, whoever has made it. */
import { describe, expect, test } from '@jest/globals';
import { buttons, text } from '../../../../src/messages.js';
import { checkedDurationMs, checkQuestion } from '../../../../src/workflows/dialogues/check-question.js';

const waitId = 'w012345678';
const failure = (problem: string) => expect.objectContaining({ type: 'WhatsApp.InvalidInput', message: problem });

function refusal(question: unknown, options: object = {}): unknown {
  try {
    return checkQuestion(question as never, options, waitId);
  } catch (error) {
    return error;
  }
}

describe('a question that no builder made', () => {
  test.each([
    undefined,
    null,
    'Which?',
    {},
    { type: 'interactive' },
    { type: 'interactive', interactive: { type: 'button' } },
    { type: 'interactive', interactive: { type: 'list' } },
    { type: 'interactive', interactive: { type: 'list', action: { sections: [null] } } },
    { type: 'template' },
    { type: 'template', template: { name: 'a', language: { code: 'en' }, components: [null] } },
  ])('%j is refused', (question) => {
    expect(refusal(question)).toEqual(failure(expect.stringMatching(/^ask(:)? question/) as never));
  });
});

test.each([
  [{ remind: 'x' }, 'ask: remind must be a list'],
  [{ remind: [null] }, 'ask: remind[0] must be an object'],
  [{ tries: 0 }, 'ask: tries must be 1 to 20, not 0'],
])('the options %j are refused', (options, problem) => {
  expect(refusal(text('Which?'), options)).toEqual(failure(problem));
});

test('four buttons with long titles are refused before anything is sent, where Meta takes none of them', () => {
  const titles = Array.from({ length: 4 }, (_, index) => 'x'.repeat(25) + index);
  expect(refusal(buttons('Which?', titles))).toEqual(failure(expect.stringContaining('at most 24') as never));
});

test.each([0, -1, NaN, Infinity, 1e15, '1 year', '0 s', '99999999 weeks', null])('%p is no duration', (duration) => {
  expect(() => checkedDurationMs(duration, 'handOver for')).toThrow('handOver for');
});

test.each([
  [1, 1],
  ['365 days', 31_536_000_000],
])('%p is one', (duration, ms) => expect(checkedDurationMs(duration, 'handOver for')).toBe(ms));
