/** Two processes that send with the same keys at the same moment. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from '@jest/globals';
import type { Stack } from './stack.js';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./send-all-keys.mjs', import.meta.url));

export type SendWay = 'activity' | 'workflow';

/** Expects one message of each key, and its id in both processes. */
export async function expectOneMessageEach(stack: Stack, ways: readonly SendWay[], keys: number): Promise<void> {
  const before = stack.emulator.messages().length;
  const name = randomUUID();
  const twin = async (via: SendWay): Promise<Record<string, string>> => {
    const args = [script, stack.temporalAddress, stack.taskQueue, stack.phoneNumberId, via, name, String(keys)];
    const { stdout } = await run(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 });
    return JSON.parse(stdout) as Record<string, string>;
  };
  const [one, other] = await Promise.all(ways.map(twin));
  expect(Object.keys(one ?? {})).toHaveLength(keys);
  expect(other).toEqual(one);
  const sent = stack.emulator.messages().slice(before);
  expect(sent).toHaveLength(keys);
  expect(new Set(Object.values(one ?? {}))).toEqual(new Set(sent.map(({ id }) => id)));
}
