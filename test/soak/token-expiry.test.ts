import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { text } from '../../src/messages.js';
import { accepted } from '../helpers/outcomes.js';
import { tokenMarker } from '../helpers/secrets.js';
import { startStack, type Stack } from '../helpers/stack.js';

const newToken = (): string => tokenMarker + randomUUID().replaceAll('-', '');
const replacedAfterMs = 60_000;

describe('a token that expires and is replaced a minute later', () => {
  const tokens = { ours: newToken(), theirs: newToken() };
  let stack: Stack;
  let theirNumber: string;

  beforeAll(async () => {
    stack = await startStack({
      emulator: { accessToken: tokens.ours },
      credentials: {
        getCredential: (reference) =>
          Promise.resolve({ accessToken: reference === theirNumber ? tokens.theirs : tokens.ours }),
      },
    });
    theirNumber = stack.emulator.addPhoneNumber({ verified: true, registered: true }).phoneNumberId;
    stack.emulator.addAccessToken(tokens.theirs, { phoneNumberIds: [theirNumber] });
  });
  afterAll(() => stack.stop());

  const send = async (phoneNumberId: string, index: number) => {
    const to = `+1555${phoneNumberId.slice(-4)}${String(index).padStart(3, '0')}`;
    const via = index % 2 === 0 ? 'activity' : 'workflow';
    const handle = await stack.whatsapp.sendMessage({ phoneNumberId, to, message: text('Hi') }, { via });
    return { to, outcome: accepted(await handle.result()), atMs: Date.now() };
  };

  test('makes sends wait: none fails, none is sent twice, and other tenants do not notice', async () => {
    const before = await Promise.all(Array.from({ length: 10 }, (_, index) => send(stack.phoneNumberId, index)));
    stack.emulator.expireAccessToken(tokens.ours);
    const expiredAtMs = Date.now();
    const during = Promise.all(Array.from({ length: 40 }, (_, index) => send(stack.phoneNumberId, 100 + index)));
    const theirs = await Promise.all(Array.from({ length: 20 }, (_, index) => send(theirNumber, index)));
    expect(Math.max(...theirs.map(({ atMs }) => atMs)) - expiredAtMs).toBeLessThan(replacedAfterMs / 2);
    await sleep(expiredAtMs + replacedAfterMs - Date.now());
    tokens.ours = newToken();
    stack.emulator.setAccessToken(tokens.ours);

    const all = [...before, ...theirs, ...(await during)];
    expect(all).toHaveLength(70);
    for (const { to, outcome } of all) {
      expect(stack.emulator.messages({ to }).map(({ id }) => id)).toEqual([outcome.messageId]);
    }
  }, 180_000);
});
