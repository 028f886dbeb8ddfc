/** The command that sends a file: it shows how far the upload is, where somebody reads along. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../helpers/eventually.js';
import { mediaFile, png } from '../helpers/png.js';
import { runCommand, type CommandSurroundings } from '../helpers/run-command.js';
import { startStack, type Stack } from '../helpers/stack.js';

let stack: Stack;
let path: string;
const bytes = png(16);
const never = (): Promise<string> => new Promise(() => undefined);

beforeAll(async () => {
  stack = await startStack();
  await mediaFile(stack.mediaDirectory, 'menu.png', bytes);
  path = join(stack.mediaDirectory, 'menu.png');
});
afterAll(() => stack.stop());

const run = (to: string, surroundings: CommandSurroundings, ...more: string[]) => {
  const line = ['upload-and-send', path, '--from', stack.phoneNumberId, '--to', to, ...more];
  return runCommand(
    line,
    { TEMPORAL_ADDRESS: stack.temporalAddress, WHATSAPP_TASK_QUEUE: stack.taskQueue },
    surroundings,
  );
};
const slowUpload = () => stack.emulator.addFault({ match: { method: 'POST', path: '/media' }, delayMs: 3_000 });

test('shows the upload in place, then what became of the message', async () => {
  const to = '+15550990001';
  const shown: string[] = [];
  slowUpload();
  const surroundings = { untilStopped: never, showProgress: (line: string) => void shown.push(line) };
  const { error, printed, noted } = await run(to, surroundings, '--caption', 'The menu', '--wait-for', 'delivered');
  expect(error).toBeUndefined();
  expect(printed).toEqual([expect.stringMatching(/^accepted: wamid\.\S+, delivered$/)]);
  expect(noted).toContainEqual(
    expect.stringMatching(`^uploaded menu.png, ${bytes.length} bytes of image/png, as media `),
  );
  expect(shown).toContainEqual(expect.stringMatching(/^uploading: 0\.0 of 0\.0 MB \(\d+ %\)$/));
  expect(shown.at(-1)).toBe('');
  expect(stack.emulator.messages({ to })).toMatchObject([{ body: { image: { caption: 'The menu' } } }]);
}, 60_000);

test('shows nothing of it where nobody reads along, and says when a message was refused', async () => {
  const to = '+15550990002';
  stack.emulator.addFault({ match: { to }, code: 131026 });
  const { error, printed } = await run(to, { untilStopped: never });
  expect(String(error)).toContain('refused');
  expect(printed).toEqual([expect.stringMatching(/^refused: /)]);
}, 60_000);

test('cancels the workflow when it is stopped, and sends nothing', async () => {
  const to = '+15550990003';
  slowUpload();
  const posts = () => stack.emulator.requests.filter(({ path: asked }) => asked.endsWith('/media')).length;
  const before = posts();
  const untilStopped = async (): Promise<string> => {
    await eventually(() => posts() > before);
    return 'SIGINT';
  };
  const { error, printed } = await run(to, { untilStopped });
  expect(String(error)).toContain('Workflow canceled (CancelledFailure)');
  expect(printed).toEqual([]);
  expect(stack.emulator.messages({ to })).toEqual([]);
}, 60_000);
