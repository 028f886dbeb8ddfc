import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { text, whatsAppFailure } from '../../src/client.js';
import { startStack, type Stack } from '../helpers/stack.js';
import { startWorkerProcess, type WorkerProcess } from '../helpers/worker-process.js';

const sends = 100;
const killEveryMs = 3_000;

describe('sends while their workers are killed and started again', () => {
  let stack: Stack;
  let worker: WorkerProcess;
  beforeAll(async () => {
    stack = await startStack({ worker: false });
    worker = await startWorkerProcess(stack);
  });
  afterAll(async () => {
    await worker.kill();
    await stack.stop();
  });

  test('each is posted at most once, and what its workflow says is true', async () => {
    stack.emulator.addFault({ match: { path: /\/messages$/ }, times: sends, delayMs: 200 });
    const outcomes = Promise.all(
      Array.from({ length: sends }, (_, index) => send(`+1555${String(index).padStart(7, '0')}`)),
    );
    let over = false;
    const killing = (async () => {
      while (!over) {
        await new Promise((resolve) => setTimeout(resolve, killEveryMs));
        await worker.kill();
        worker = await startWorkerProcess(stack);
      }
    })();
    const all = await outcomes;
    over = true;
    await killing;
    expect(all.map(({ shown }) => shown).filter((shown) => shown > 1)).toEqual([]);
    expect(all.filter(({ type, shown }) => type === 'accepted' && shown !== 1)).toEqual([]);
    expect(all.map(({ type }) => type).filter((type) => !/accepted|WhatsApp.SendOutcomeUnknown/.test(type))).toEqual(
      [],
    );
    expect(all.some(({ type }) => type === 'accepted')).toBe(true);
  }, 600_000);

  /** Sends one message a moment later than the one before, and counts what its recipient's phone shows. */
  async function send(to: string): Promise<{ to: string; type: string; shown: number }> {
    await new Promise((resolve) => setTimeout(resolve, Number(to.slice(-3)) * 150));
    const handle = await stack.whatsapp.sendMessage({
      phoneNumberId: stack.phoneNumberId,
      to,
      message: text('Once'),
      activityOptions: { sendWhatsAppMessage: { startToCloseTimeout: '6 seconds' } },
    });
    const type = await handle.result().then(
      () => 'accepted',
      (error: unknown) => whatsAppFailure(error)?.type ?? String(error),
    );
    return { to, type, shown: stack.emulator.messages({ to }).length };
  }
});
