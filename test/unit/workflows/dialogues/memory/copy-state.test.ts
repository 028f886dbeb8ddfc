import { expect, test } from '@jest/globals';
import { copyState, keepState, restoreState } from '../../../../../src/workflows/dialogues/memory/copy-state.js';

const shared = { size: 'L' };
const circle: Record<string, unknown> = { size: 'L' };
circle['self'] = circle;

test.each([
  [undefined],
  [null],
  ['text'],
  [{ cart: [{ ...shared }, { ...shared }], note: null, isOpen: true }],
  [{ one: shared, other: shared }],
  [Object.assign(Object.create(null) as object, { a: 1 })],
])('%j is kept as it is, and changes do not reach it', (state) => {
  expect(restoreState(keepState(state))).toEqual(state);
  expect(copyState(state)).toEqual(state);
});

test.each([
  [{ cart: [{ at: new Date(0) }] }, 'state.cart.0.at'],
  [{ a: 1, b: { c: Number.NaN } }, 'state.b.c'],
  [{ done: () => undefined }, 'state.done'],
  [{ seen: new Map() }, 'state.seen'],
  [circle, 'state.self'],
  [7n, 'state'],
])('what is no plain JSON is refused by its path', (state, path) => {
  expect(() => keepState(state)).toThrow(`must be plain JSON, and ${path} is not`);
});

test('the limit counts bytes', () => {
  expect(() => keepState('ä'.repeat(131_000))).not.toThrow();
  expect(() => keepState('ä'.repeat(131_072))).toThrow('at most 262144 bytes as JSON, not 262146');
});
