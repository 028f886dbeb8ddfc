import { describe, expect, test } from '@jest/globals';
import { faultOffers, disorderSwitches, faultTitle, isOn } from '../../../../src/emulator/phone/model/faults.js';
import { fieldsAnswer, flowFields, parseAnswer } from '../../../../src/emulator/phone/model/flow-form.js';
import { durationText } from '../../../../src/emulator/phone/model/times.js';
import { webhookLines } from '../../../../src/emulator/phone/model/webhooks.js';
import { windowState } from '../../../../src/emulator/phone/model/window.js';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { ada, played, sentText, shop, snapshotWith } from '../../../helpers/phone-page.js';

describe('the state of the page', () => {
  test('shows the first user, and keeps what was chosen over a new picture of everything', () => {
    const opened = played({ act: { type: 'chat', phoneNumberId: shop.phoneNumberId } });
    expect(opened).toMatchObject({
      userId: ada.userId,
      phoneNumberId: shop.phoneNumberId,
      pane: 'chat',
      isLoaded: true,
    });
    const user = { userId: 'DE.2', name: 'Ben' };
    expect(played({ type: 'user', user }, { act: { type: 'user', userId: 'DE.2' } })).toMatchObject({
      userId: 'DE.2',
      phoneNumberId: undefined,
      pane: 'chats',
    });
  });

  test('closes menu and draft when another chat is opened', () => {
    const state = played(
      { act: { type: 'reply', messageId: 'm1' } },
      { act: { type: 'menu', messageId: 'm2' } },
      { act: { type: 'chat', phoneNumberId: shop.phoneNumberId } },
    );
    expect([state.replyTo, state.menuFor]).toEqual([undefined, undefined]);
  });

  test('follows the clock of the emulator', () => {
    expect(played({ type: 'time', time: { nowMs: 4_600_000, whyReal: 'real' } })).toMatchObject({
      aheadMs: 3_600_000,
      whyReal: 'real',
    });
  });
});

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [250_000, '4 min 10 s'],
  [86_399_000, '23 h 59 min'],
  [2 * 86_400_000 - 60_000, '1 d 23 h'],
  [86_400_000, '1 d'],
])('a duration of %d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test('a window is open, about to close, or closed', () => {
  const window = (openUntilMs: number | null): unknown => {
    const state = played({
      type: 'window',
      window: { userId: ada.userId, phoneNumberId: shop.phoneNumberId, openUntilMs },
    });
    const { tone, text } = windowState(state, ada.userId, shop.phoneNumberId, 1_000_000);
    return [tone, text];
  };
  expect(window(1_000_000 + 7_200_000)).toEqual(['good', '2 h left']);
  expect(window(1_000_000 + 90_000)).toEqual(['warning', '1 min 30 s left']);
  expect(window(999_999)).toEqual(['closed', 'Window closed']);
  expect(window(null)).toEqual(['closed', 'Window closed']);
});

describe('the form of a flow', () => {
  const flow = { kind: 'flow', title: '', flow: '1', data: { seats: 2, terrace: true } } as const;

  test('has the fields of its first screen, and those of earlier answers', () => {
    const fields = flowFields(flow, [{ flow_token: 't', seats: 4, note: 'quiet' }]);
    expect(fields.map(({ name, kind, value }) => [name, kind, value])).toEqual([
      ['seats', 'number', '2'],
      ['note', 'text', 'quiet'],
      ['terrace', 'checkbox', 'true'],
    ]);
    expect(fieldsAnswer(fields)).toEqual({ seats: 2, note: 'quiet', terrace: true });
  });

  test('takes a JSON object, and says what is wrong with anything else', () => {
    expect(parseAnswer('{"seats":2}')).toEqual({ seats: 2 });
    expect(parseAnswer('[1]')).toContain('must be a JSON object');
    expect(parseAnswer('{')).toContain('no JSON');
  });
});

test('a webhook is named by its events', () => {
  const body = (value: object): string => JSON.stringify({ entry: [{ changes: [{ field: 'messages', value }] }] });
  expect(
    webhookLines(
      body({
        messages: [
          { type: 'text', text: { body: 'hi' } },
          { type: 'image', image: {} },
        ],
      }),
    ),
  ).toEqual(['message · text “hi”', 'message · image']);
  expect(webhookLines(body({ statuses: [{ status: 'failed', errors: [{ code: 131026 }] }] }))).toEqual([
    'status · failed 131026',
  ]);
  expect(webhookLines('no JSON')).toEqual(['no JSON']);
});

test('every fault that is offered is one that the emulator takes, and has its title in the list', async () => {
  const emulator = await GraphEmulator.start();
  for (const { fault, title } of faultOffers) {
    emulator.addFault({ ...fault, match: { path: '/messages' } });
    expect(faultTitle({ ...fault, match: { path: '/messages' } })).toBe(title);
  }
  for (const one of disorderSwitches) {
    emulator.configure({ [one.member]: one.on });
    expect([one.title, isOn(one, { ...emulator.behavior })]).toEqual([one.title, true]);
    emulator.configure({ [one.member]: one.off });
    expect([one.title, isOn(one, { ...emulator.behavior })]).toEqual([one.title, false]);
  }
  await emulator.stop();
});

describe('a connection that comes back', () => {
  const again = snapshotWith(sentText('wamid.1', 'Which size?'));

  test('leaves the form open that is being filled in', () => {
    const open = played({ act: { type: 'dialog', dialog: { kind: 'user' } } }, again);
    expect(open.dialog).toEqual({ kind: 'user' });
  });

  test('leaves the message that is replied to, and takes one away that is gone', () => {
    const replies = (messageId: string): unknown => played(again, { act: { type: 'reply', messageId } }, again).replyTo;
    expect([replies('wamid.1'), replies('wamid.2')]).toEqual(['wamid.1', undefined]);
  });
});
