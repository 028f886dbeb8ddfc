import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type GraphEmulatorOptions } from '../../../../../src/emulator/index.js';
import { call, send, startReceiver, type Reply } from '../../graph-caller.js';

const template = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } };
const hourMs = 3_600_000;

let emulator: GraphEmulator;
let nowMs: number;

async function start(options: GraphEmulatorOptions = {}): Promise<void> {
  emulator = await GraphEmulator.start({ enforceWindow: false, autoStatuses: [], clock: () => nowMs, ...options });
}

/** What so many sends are answered: 200 or Meta's code. */
async function outcomes(count: number, content: Record<string, unknown> = {}): Promise<number[]> {
  const outcomesSoFar: number[] = [];
  for (let index = 0; index < count; index++) outcomesSoFar.push(sendOutcome(await send(emulator, content)));
  return outcomesSoFar;
}

function sendOutcome({ status, body }: Reply): number {
  return status === 200 ? 200 : body.error.code;
}

function times<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value);
}

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 1);
});
afterEach(() => emulator.stop());

describe('the pair limit', () => {
  test('does not hold unless it is asked for', async () => {
    await start();
    expect(await outcomes(50)).toEqual(times(50, 200));
  });

  test('takes 45 messages at once, then none until each has had its six seconds', async () => {
    await start({ limits: { pair: true } });
    expect(await outcomes(46)).toEqual([...times(45, 200), 131056]);
    nowMs += 45 * 6000 - 1;
    expect(await outcomes(1)).toEqual([131056]);
    nowMs += 1;
    expect(await outcomes(1)).toEqual([200]);
    expect(emulator.messages()).toHaveLength(46);
  });

  test('says what Meta says, and how long to wait', async () => {
    await start({ limits: { pair: { messages: 1 } } });
    await send(emulator);
    nowMs += 1500;
    const { status, body } = await send(emulator);
    expect([status, body.error]).toMatchObject([
      400,
      { code: 131056, error_data: { details: expect.stringContaining('in 5 seconds') } },
    ]);
  });

  test('borrows only at the start of a burst', async () => {
    await start({ limits: { pair: { messages: 3, perMs: 1000 } } });
    expect(await outcomes(2)).toEqual([200, 200]);
    nowMs += 1000;
    expect(await outcomes(1)).toEqual([131056]);
    nowMs += 1000;
    expect(await outcomes(4)).toEqual([200, 200, 200, 131056]);
  });

  test('never stops one message in six seconds', async () => {
    await start({ limits: { pair: { messages: 1 } } });
    for (let index = 0; index < 20; index++, nowMs += 6000) expect(await outcomes(1)).toEqual([200]);
  });

  test('counts each user and each number for itself, and a user under both ids together', async () => {
    await start({ limits: { pair: { messages: 1 } } });
    const { phoneNumberId } = emulator.addPhoneNumber({ registered: true });
    emulator.setWebhookUrl('http://127.0.0.1:9');
    await emulator.receiveMessage({ from: '4930111', userId: 'DE.111', text: 'Hi' });
    expect(await outcomes(1, { to: '4930111' })).toEqual([200]);
    expect(await outcomes(1, { to: undefined, recipient: 'DE.111' })).toEqual([131056]);
    expect(await outcomes(1, { to: '4930222' })).toEqual([200]);
    const json = { messaging_product: 'whatsapp', to: '4930111', type: 'text', text: { body: 'Hi' } };
    expect(sendOutcome(await call(emulator, 'POST', `/${phoneNumberId}/messages`, { json }))).toBe(200);
  });

  test('does not count what is refused for another reason, nor messages to groups', async () => {
    await start({ limits: { pair: { messages: 1 } } });
    expect(await outcomes(2, { type: 'image', image: { id: '1' } })).toEqual([100, 100]);
    expect(await outcomes(1)).toEqual([200]);
    const groups = `/${emulator.info.phoneNumberId}/groups`;
    await call(emulator, 'POST', groups, { json: { messaging_product: 'whatsapp', subject: 'Neighbors' } });
    const { data } = (await call(emulator, 'GET', groups)).body as unknown as { data: { groups: { id: string }[] } };
    const group = data.groups[0]?.id ?? '';
    await emulator.groups.join({ group, from: '4930333' });
    expect(await outcomes(2, { recipient_type: 'group', to: group })).toEqual([200, 200]);
  });
});

describe('the throughput limit', () => {
  test('refuses what a number sends beyond it within a second, whoever it is for', async () => {
    await start({ limits: { throughputPerSecond: 3 } });
    const replies = await Promise.all([1, 2, 3, 4, 5].map((user) => send(emulator, { to: `493011${user}` })));
    expect(replies.map(sendOutcome).sort()).toEqual([130429, 130429, 200, 200, 200]);
    nowMs += 1000;
    expect(await outcomes(4)).toEqual([200, 200, 200, 130429]);
  });

  test('counts what users write, and holds for each number alone', async () => {
    await start({ limits: { throughputPerSecond: 1 }, webhookUrl: 'http://127.0.0.1:9' });
    const { phoneNumberId } = emulator.addPhoneNumber({ registered: true });
    await emulator.receiveMessage({ from: '4930111', text: 'Hi' });
    expect(await outcomes(1)).toEqual([130429]);
    const json = { messaging_product: 'whatsapp', to: '4930111', type: 'text', text: { body: 'Hi' } };
    expect(sendOutcome(await call(emulator, 'POST', `/${phoneNumberId}/messages`, { json }))).toBe(200);
  });

  test('can be changed while the emulator runs, and is as at the start after a reset', async () => {
    await start({ limits: { throughputPerSecond: 1 } });
    expect(await outcomes(2)).toEqual([200, 130429]);
    emulator.configure({ limits: { throughputPerSecond: 2 } });
    expect(await outcomes(3)).toEqual([200, 200, 130429]);
    emulator.configure({ limits: {} });
    expect(await outcomes(5)).toEqual(times(5, 200));
    await emulator.reset();
    expect(await outcomes(2)).toEqual([200, 130429]);
  });
});

describe('the 24 hour window', () => {
  test('matters unless it is turned off', async () => {
    emulator = await GraphEmulator.start({ autoStatuses: [] });
    expect(await outcomes(1)).toEqual([131047]);
    await emulator.stop();
    await start({ enforceWindow: false });
    expect(await outcomes(1)).toEqual([200]);
  });

  test('lets only templates through to a user who has not written', async () => {
    await start({ enforceWindow: true });
    const { status, body } = await send(emulator);
    expect([status, body.error.code]).toEqual([400, 131047]);
    expect(await outcomes(1, template)).toEqual([200]);
    expect(emulator.messages()).toHaveLength(1);
  });

  test('opens with a message of the user for 24 hours, to the number that he wrote to', async () => {
    await start({ enforceWindow: true, webhookUrl: 'http://127.0.0.1:9' });
    const { phoneNumberId } = emulator.addPhoneNumber({ registered: true });
    const { userId } = { userId: 'DE.77' };
    await emulator.receiveMessage({ from: '+49 170 1234567', userId, text: 'Hi' });
    nowMs += 24 * hourMs - 1;
    expect(await outcomes(1)).toEqual([200]);
    expect(await outcomes(1, { to: undefined, recipient: userId })).toEqual([200]);
    const json = { messaging_product: 'whatsapp', to: '491701234567', type: 'text', text: { body: 'Hi' } };
    expect(sendOutcome(await call(emulator, 'POST', `/${phoneNumberId}/messages`, { json }))).toBe(131047);
    nowMs += 1;
    expect(await outcomes(1)).toEqual([131047]);
  });

  test('can be opened and closed by hand', async () => {
    await start({ enforceWindow: true });
    emulator.openWindow('+49 (170) 123-4567');
    expect(await outcomes(1)).toEqual([200]);
    emulator.closeWindow('491701234567');
    expect(await outcomes(1)).toEqual([131047]);
    emulator.openWindow('DE.5');
    expect(await outcomes(1, { to: undefined, recipient: 'DE.5' })).toEqual([200]);
    expect(() => emulator.openWindow('491701', { phoneNumberId: '1' })).toThrow(/no phone number with id 1/);
  });

  test('with "webhook" lets the message be accepted and then fail', async () => {
    const receiver = await startReceiver();
    await start({ enforceWindow: 'webhook', autoStatuses: ['sent'], statusDelayMs: 1, webhookUrl: receiver.url });
    expect(await outcomes(1)).toEqual([200]);
    const [webhook] = await receiver.until(1);
    expect(webhook?.value.statuses).toMatchObject([{ status: 'failed', errors: [{ code: 131047 }] }]);
    expect(emulator.phoneScreen('491701234567')).toEqual([]);
    expect(await outcomes(1, template)).toEqual([200]);
    await receiver.until(2);
    expect(receiver.webhooks[1]?.value.statuses).toMatchObject([{ status: 'sent' }]);
    await receiver.close();
  });
});

test.each<[string, object]>([
  ['a limit of nothing', { limits: { throughputPerSecond: 0 } }],
  ['an unknown limit', { limits: { perDay: 1 } }],
  ['an unknown way to enforce the window', { enforceWindow: 'sometimes' }],
  ['an unknown status', { autoStatuses: ['seen'] }],
])('%s is refused at the start and later, and changes nothing', async (_what, options) => {
  await start({ statusDelayMs: 5 });
  const before = emulator.behavior;
  expect(() => emulator.configure(options)).toThrow(/configure/);
  expect(emulator.behavior).toEqual(before);
  await expect(GraphEmulator.start(options)).rejects.toThrow(/GraphEmulator\.start/);
});
