import { expect, test } from '@jest/globals';
import { findSignalProblem } from '../../../../src/workflows/lib/fits-signal.js';

const circle: Record<string, unknown> = {};
circle['self'] = circle;

test.each([
  ['a bigint', { result: 1n }, 'must be plain JSON'],
  ['a circle', circle, 'must be plain JSON'],
  ['3 MB', { result: 'x'.repeat(3_000_000) }, 'must be at most 1950000 bytes as JSON, not 3000013'],
])('%s fits no signal', (_, content, problem) => expect(findSignalProblem(content)).toContain(problem));

test.each([undefined, null, { id: 'x' }, { id: 'x', result: undefined }])('%j fits', (content) => {
  expect(findSignalProblem(content)).toBeUndefined();
});
