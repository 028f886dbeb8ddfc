import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { text } from '../../src/messages.js';
import { startKilling, type KilledWorkers } from '../helpers/killed-workers.js';
import { startStack, type Stack } from '../helpers/stack.js';

const sends = 200;
const everyMs = 2_000;
/** Longer than it takes to start all sends; then the workers that are left finish what was cut off. */
const killedForMs = 60_000;

describe('sends while their workers are killed and started again every two seconds', () => {
  let stack: Stack;
  let workers: KilledWorkers;
  beforeAll(async () => {
    stack = await startStack({ worker: false });
    workers = startKilling(stack, everyMs);
  });
  afterAll(async () => {
    await workers.stop();
    await stack.stop();
  });

  test('each phone shows its message exactly once', async () => {
    // Requests that are under way for a while, so that kills hit them.
    stack.emulator.addFault({ match: { path: /\/messages$/ }, times: Infinity, delayMs: 300 });
    const sparing = sleep(killedForMs).then(() => workers.spare());
    const all = await Promise.all(Array.from({ length: sends }, (_, index) => send(index)));
    await sparing;
    expect(all.filter(({ shown }) => shown !== 1)).toEqual([]);
    expect(all.filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);
    expect(stack.emulator.messages()).toHaveLength(sends);
    // Else nothing was proved.
    expect(workers.kills).toBeGreaterThan(2);
    const cutOff = all.filter(({ settledBy, resends }) => settledBy === 'status' || resends !== undefined);
    expect(cutOff.length).toBeGreaterThan(0);
    console.warn(
      `${sends} sends, ${workers.kills} workers killed, ${cutOff.length} answers lost: ` +
        `${cutOff.filter(({ resends }) => resends !== undefined).length} of them sent again`,
    );
  }, 600_000);

  /** Sends one message a moment after the one before, and counts what its recipient's phone shows. */
  async function send(index: number): Promise<Sent> {
    await sleep(index * 200);
    const to = `+1555${String(index).padStart(7, '0')}`;
    const handle = await stack.whatsapp.sendMessage({
      phoneNumberId: stack.phoneNumberId,
      to,
      message: text('Once'),
      // What was accepted has a status long before this is over, so that only what was not accepted is sent again.
      settleUnknownFor: '3 seconds',
      onUnknown: 'resend',
      maxResends: 20,
      activityOptions: { sendWhatsAppMessage: { startToCloseTimeout: '4 seconds' } },
    });
    const result = await handle.result();
    const accepted = result.kind === 'accepted' ? { settledBy: result.settledBy } : {};
    const resends = result.kind === 'refused' ? undefined : result.resends;
    const shown = stack.emulator.phoneScreen(to).length;
    return { to, outcome: result.kind, ...accepted, resends, shown };
  }
});

interface Sent {
  to: string;
  outcome: string;
  settledBy?: string;
  resends: number | undefined;
  shown: number;
}
