/** A workflow that is canceled while it sends: whoever asks afterwards hears what became of the message. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { text } from '../../src/messages.js';
import { eventually } from '../helpers/eventually.js';
import { mediaFile } from '../helpers/png.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, type Stack } from '../helpers/stack.js';

describe('a send whose workflow is canceled', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ emulator: { autoStatuses: [] } });
  });
  afterAll(() => stack.stop());

  const posts = (to: string) =>
    stack.emulator.requests.filter(({ body }) => (body as { to?: string } | undefined)?.to === to).length;
  const cancelWhenPosted = async (id: string, to: string) => {
    await eventually(
      () => posts(to),
      (count) => count > 0,
    );
    await stack.client.workflow.getHandle(id).cancel();
  };
  const status = async (id: string) => (await stack.client.workflow.getHandle(id).describe()).status.name;
  const input = (to: string) => ({ phoneNumberId: stack.phoneNumberId, to, message: text('Hello') });

  test.each([
    ['accepted', { delayMs: 2_000 }, { kind: 'accepted', settledBy: 'answer' }],
    ['refused', { delayMs: 2_000, code: 131026 }, { kind: 'refused', code: 131026 }],
    ['unknown', { delayMs: 2_000, drop: 'after' }, { kind: 'unknown' }],
  ] as const)(
    'while its request is under way ends canceled, and knows that it was %s',
    async (_, fault, outcome) => {
      const to = `+1555012600${['accepted', 'refused', 'unknown'].indexOf(_)}`;
      stack.emulator.addFault({ match: { to }, ...fault });
      const send = await stack.whatsapp.sendMessage({ ...input(to), waitFor: 'delivered' });
      await cancelWhenPosted(send.id, to);
      await rejection(send.result());
      expect(await status(send.id)).toBe('CANCELLED');
      expect(await send.state()).toMatchObject({ phase: 'done', outcome: { ...outcome, sendKey: send.sendKey } });
      expect(posts(to)).toBe(1);
    },
    30_000,
  );

  test('while it waits for a free limit is not sent any more', async () => {
    const to = '+15550126010';
    stack.emulator.addFault({ match: { to }, code: 130429, times: 5, headers: { 'retry-after': '3' } });
    const send = await stack.whatsapp.sendMessage({ ...input(to), waitFor: 'delivered' });
    await cancelWhenPosted(send.id, to);
    await rejection(send.result());
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(posts(to)).toBe(1);
    expect(await status(send.id)).toBe('CANCELLED');
  });

  test('keeps the uploaded file of a message that Meta may have accepted', async () => {
    const to = '+15550126020';
    stack.emulator.addFault({ match: { to }, delayMs: 2_000, drop: 'after' });
    const media = await mediaFile(stack.mediaDirectory, 'canceled.png');
    const { phoneNumberId, whatsapp } = stack;
    const sendKey = randomUUID();
    const send = await whatsapp.uploadAndSend({ phoneNumberId, to, sendKey, media, deleteMediaAfter: true });
    await cancelWhenPosted(send.id, to);
    await rejection(send.result());
    expect(await send.state()).toMatchObject({ send: { outcome: { kind: 'unknown' } } });
    expect(stack.emulator.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });

  test('as a raw request ends with its answer in the history', async () => {
    const to = '+15550126030';
    stack.emulator.addFault({ match: { to }, delayMs: 2_000 });
    const path = `/${stack.phoneNumberId}/messages`;
    const data = { messaging_product: 'whatsapp', to, type: 'text', text: { body: 'Hello' } };
    const raw = await stack.whatsapp.graphRequest({ request: { path, method: 'POST', data } });
    await cancelWhenPosted(raw.id, to);
    await expect(raw.result()).resolves.toMatchObject({ status: 200, body: { messages: [{}] } });
  });
});
