/** What could never work is refused where the workflow is loaded. */
import { expect, test } from '@jest/globals';
import { checkDefinition } from '../../../../src/workflows/dialogues/definition.js';

test.each([
  [{ name: '' }, 'name must be a text'],
  [{ state: { at: new Date() } }, 'state is wrong: chat.state must be plain JSON, and state.at is not'],
  [{ state: 'x'.repeat(300_000) }, 'at most 262144 bytes'],
  [{ turns: { debounce: '1 fortnight' } }, 'turns.debounce is wrong'],
  [{ turns: { debounce: -1 } }, 'turns.debounce is wrong'],
  [{ phoneAppTakesOverFor: '1 month' }, 'phoneAppTakesOverFor is wrong'],
  [{ dialogues: { a: 7 } }, 'dialogues.a must be a function'],
  [{ dialoguesPerRun: 0 }, 'dialoguesPerRun must be a whole number'],
])('%j', (members, problem) => {
  expect(() => checkDefinition({ name: 'x', ...members } as never)).toThrow(problem);
});

test('what works is taken', () => {
  const members = { turns: { debounce: '1.5 s' }, phoneAppTakesOverFor: '1 hour', state: { a: undefined } } as const;
  expect(() => checkDefinition({ name: 'x', ...members })).not.toThrow();
  expect(() => checkDefinition({ name: 'x', turns: { debounce: 0 } })).not.toThrow();
});
