/** The log of worker and receiver, as somebody reads it who develops. */
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { readableLine } from '../../../../src/cli/dev/log-lines.js';

function written(about: object, message: string): string {
  const lines: string[] = [];
  pino({}, { write: (line: string) => void lines.push(line) }).warn(about, message);
  return readableLine(lines.join('').trimEnd());
}

test('a line has its level, its message, and what is about it', () => {
  expect(written({ dialogue: 'onMessage', tries: [1], namespace: 'default' }, 'a dialogue has failed')).toBe(
    'warning: a dialogue has failed (dialogue: onMessage, tries: [1])',
  );
  expect(written({}, 'webhook refused')).toBe('warning: webhook refused');
  expect(readableLine('no JSON')).toBe('no JSON');
});

test('a change that does not fit a workflow under way is named as that', () => {
  const failure = 'Failure { message: "[TMPRL1100] Nondeterminism error: no timer expected", source: "" }';
  expect(written({ failure, runId: 'the-run' }, 'Failing workflow task')).toBe(
    'warning: your change does not fit what a workflow that is under way has done (run the-run). ' +
      'It goes on when you undo the change; or end it in Temporal UI. [TMPRL1100] Nondeterminism error: no timer expected',
  );
});
