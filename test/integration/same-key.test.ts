import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startStack, type Stack } from '../helpers/stack.js';

const run = promisify(execFile);
const script = fileURLToPath(new URL('../helpers/send-all-keys.mjs', import.meta.url));
const keys = 200;

describe('two processes that send with the same keys at the same moment', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ emulator: { autoStatuses: [] } });
  });
  afterAll(() => stack.stop());

  test.each(['activity', 'workflow'] as const)(
    'by the %s: one message a key, and both have its id',
    async (via) => {
      const before = stack.emulator.messages().length;
      const name = randomUUID();
      const twin = async (): Promise<Record<string, string>> => {
        const args = [script, stack.temporalAddress, stack.taskQueue, stack.phoneNumberId, via, name, String(keys)];
        const { stdout } = await run(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 });
        return JSON.parse(stdout) as Record<string, string>;
      };
      const [one, other] = await Promise.all([twin(), twin()]);
      expect(Object.keys(one)).toHaveLength(keys);
      expect(other).toEqual(one);
      const sent = stack.emulator.messages().slice(before);
      expect(sent).toHaveLength(keys);
      expect(new Set(Object.values(one))).toEqual(new Set(sent.map(({ id }) => id)));
    },
    120_000,
  );
});
