import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeCallbackData } from '../../../../../src/common/sending/callback-data.js';
import { GraphEmulator, type Fault, type SendTruth } from '../../../../../src/emulator/index.js';
import { eventually } from '../../../../helpers/eventually.js';
import { connectionError, send, startReceiver, type Receiver, type Reply } from '../../graph-caller.js';

describe('the record', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  const sendWith = (sendKey: string, content: Record<string, unknown> = {}): Promise<Reply> =>
    send(emulator, {
      biz_opaque_callback_data: encodeCallbackData({ workflowId: 'workflow-1', sendKey, wanted: ['sent', 'failed'] }),
      ...content,
    });

  beforeEach(async () => {
    receiver = await startReceiver();
    emulator = await GraphEmulator.start({
      enforceWindow: false,
      statusBeforeAnswer: true,
      statusDelayMs: 1,
      webhookUrl: receiver.url,
    });
  });
  afterEach(async () => {
    await emulator.stop();
    await receiver.close();
  });

  test('has the send key of our envelope, when it was accepted, and every status that was posted', async () => {
    const before = Date.now();
    await sendWith('key-1');
    await send(emulator, { biz_opaque_callback_data: 'the caller’s own' });
    const [message] = emulator.messages({ sendKey: 'key-1' });
    expect(message).toMatchObject({
      sendKey: 'key-1',
      isShown: true,
      statuses: [{ status: 'sent' }, { status: 'delivered' }],
      posts: [
        { status: 'sent', atMs: expect.any(Number), deliveryId: emulator.webhookDeliveries[0]?.id },
        { status: 'delivered', deliveryId: emulator.webhookDeliveries[1]?.id },
      ],
    });
    expect(message?.acceptedAtMs).toBeGreaterThanOrEqual(before);
    expect(message?.acceptedAtMs).toBeLessThanOrEqual(message?.statuses[0]?.atMs ?? 0);
    expect(emulator.messages()[1]).not.toHaveProperty('sendKey');
    expect(emulator.messages({ sendKey: 'key-2' })).toEqual([]);
    expect(emulator.messages({ sendKey: 'key-1', to: '4930999' })).toEqual([]);
  });

  const ok = { status: 200 };
  /** What came of a send, seen by its client. */
  const clientEnd = (reply: Promise<Reply>): Promise<unknown> =>
    reply.then(
      () => 'an answer',
      () => connectionError(reply),
    );
  test.each<
    [
      string,
      Fault,
      [end: string, outcome: SendTruth['outcome'], answers: object[], accepted: number, reported: string[]],
    ]
  >([
    ['accepted and answered', {}, ['an answer', 'accepted', [ok], 1, ['sent', 'delivered']]],
    ['accepted, and the answer lost', { reset: 'after' }, ['ECONNRESET', 'accepted', [], 1, ['sent', 'delivered']]],
    ['refused', { code: 131056 }, ['an answer', 'refused', [{ status: 400, code: 131056 }], 0, []]],
    ['lost before it was processed', { drop: 'before' }, ['UND_ERR_SOCKET', 'none', [], 0, []]],
    ['answered by a proxy', { garbage: true }, ['an answer', 'none', [ok], 0, []]],
    ['accepted, then failed', { failedStatus: { code: 131026 } }, ['an answer', 'failed', [ok], 1, ['failed']]],
  ])('says the truth about a send that was %s', async (_what, fault, expected) => {
    emulator.addFault({ match: { sendKey: 'key-1' }, ...fault });
    await sendWith('another');
    const end = await clientEnd(sendWith('key-1'));
    const { outcome, requests, messages, reported } = emulator.truth('key-1');
    const answers = requests.flatMap(({ answer }) => answer ?? []);
    expect([end, outcome, answers, messages.length, reported]).toEqual(expected);
    expect([requests.length, requests[0]?.sendKey]).toEqual([1, 'key-1']);
  });

  test('knows every request and every message of a send key, and knows when there were none', async () => {
    emulator.addFault({ match: { sendKey: 'key-1' }, drop: 'after' });
    expect(await connectionError(sendWith('key-1'))).toBe('UND_ERR_SOCKET');
    await sendWith('key-1');
    const { requests, messages } = emulator.truth('key-1');
    expect([requests.length, messages.length]).toEqual([2, 2]);
    expect(emulator.truth('never')).toEqual({
      sendKey: 'never',
      outcome: 'none',
      requests: [],
      messages: [],
      reported: [],
    });
  });

  test('counts only statuses that the receiver took', async () => {
    emulator.configure({ autoStatuses: ['sent', 'delivered', 'read'] });
    receiver.statuses.push(200, 503);
    await sendWith('key-1');
    expect(emulator.truth('key-1').reported).toEqual(['sent', 'read']);
    await eventually(() => emulator.truth('key-1').reported.length === 3);
    expect(emulator.truth('key-1').reported).toEqual(['sent', 'delivered', 'read']);
  });

  test('shows what lies on a phone, under both ids of its user', async () => {
    await emulator.receiveMessage({ from: '4930111', userId: 'DE.111', text: 'Hi' });
    await sendWith('key-1', { to: '+49 30 111' });
    await sendWith('key-2', { to: undefined, recipient: 'DE.111' });
    await sendWith('key-3', { to: '4930222' });
    emulator.addFault({ code: 131026 });
    await sendWith('key-4', { to: '4930111' });
    for (const user of ['4930111', 'DE.111'])
      expect(emulator.phoneScreen(user).map(({ sendKey }) => sendKey)).toEqual(['key-1', 'key-2']);
  });

  test('takes a message off the phone that is reported as failed by hand before it was delivered', async () => {
    emulator.configure({ autoStatuses: ['sent'] });
    const failed = String((await sendWith('key-1')).body.messages[0]?.id);
    const delivered = String((await sendWith('key-2')).body.messages[0]?.id);
    await emulator.sendStatus(failed, 'failed', { errors: [{ code: 131026 }] });
    await emulator.sendStatus(delivered, 'delivered');
    await emulator.sendStatus(delivered, 'failed', { errors: [{ code: 131026 }] });
    expect(emulator.phoneScreen('491701234567').map(({ sendKey }) => sendKey)).toEqual(['key-2']);
    expect(emulator.truth('key-1').outcome).toBe('failed');
  });
});
