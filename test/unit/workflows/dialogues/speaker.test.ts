/** What a conversation says when its user has opted out, or the window is closed. */
import { beforeEach, expect, jest, test } from '@jest/globals';
import { template, text } from '../../../../src/messages.js';

let outcome: object = { kind: 'unknown', sendKey: 'k' };
const sent: { input: { message: { type: string } }; options: { onWindowClosed?: unknown } }[] = [];

jest.unstable_mockModule('../../../../src/workflows/send/send.js', () => ({
  Sending: class {
    constructor(input: never, options: never) {
      sent.push({ input, options });
    }
    send = async () => ({ outcome });
  },
}));
jest.unstable_mockModule('../../../../src/workflows/events/run-events.js', () => ({
  eventsOfThisRun: () => ({ statuses: { nextSendKey: () => 'k', identify: () => undefined } }),
}));
const { Speaker } = await import('../../../../src/workflows/dialogues/speaker.js');
const { toBotSettings } = await import('../../../../src/workflows/dialogues/bot-settings.js');
const { Bot } = await import('../../../../src/workflows/dialogues/memory/bot.js');

const settings = toBotSettings({ name: 'x' });
const kept = template('basket_kept', 'en');

/** @param isOpen whether the user has written in the last 24 hours */
function speaker(isOpen: boolean, hasOptedOut: boolean) {
  const bot = new Bot(settings);
  if (hasOptedOut) bot.consent.takeWord('stop', 1);
  const host = { phoneNumberId: '106540352242922', user: { waId: '491701234567' }, bot, window: { isOpen } };
  return new Speaker(host as never, { name: 'x', templates: { ifWindowClosed: kept } });
}

beforeEach(() => void sent.splice(0));

test('in place of an answer goes the template, when the window is closed', async () => {
  await speaker(false, false).send(text('Hello'), {});
  expect(sent).toMatchObject([{ input: { message: { type: 'template' } } }]);
});

test('who has opted out gets answers, and no template in place of one', async () => {
  await speaker(true, true).send(text('Hello'), {});
  expect(sent).toMatchObject([{ input: { message: { type: 'text' } } }]);
  expect(sent[0]?.options.onWindowClosed).toBeUndefined();
  const refused = await speaker(false, true).send(text('Hello'), {});
  expect([sent.length, refused.outcome]).toMatchObject([1, { kind: 'refused', type: 'WhatsApp.ServiceWindowClosed' }]);
});

test('who says what the message is for decides for the template, too', async () => {
  await speaker(false, true).send(text('Hello'), { category: 'service' });
  expect(sent).toMatchObject([{ input: { message: { type: 'template' } } }]);
});

test('a template is known by its own name alone', async () => {
  await expect(speaker(true, false).send(text('Hello'), { ifWindowClosed: 'constructor' })).rejects.toThrow(
    'has no template "constructor"; it has: ifWindowClosed',
  );
});

test('why the latest message was not sent is known until one is', async () => {
  const bot = new Bot(settings);
  const withoutTemplate = (isOpen: boolean, hasOptedOut = false) => {
    const host = {
      phoneNumberId: '106540352242922',
      user: { waId: '491701234567' },
      bot,
      window: { isOpen },
      learnUser: () => undefined,
    };
    if (hasOptedOut) bot.consent.takeWord('stop', 1);
    return new Speaker(host as never, { name: 'x' });
  };
  await withoutTemplate(false).send(text('Hello'), {});
  expect(bot.known.notSent).toBe(
    'WhatsApp.ServiceWindowClosed: The user has not written for 24 hours, so that only a template can be sent; ' +
      'nothing was sent. Set ifWindowClosed, or templates.ifWindowClosed of the conversation.',
  );
  outcome = { kind: 'accepted', sendKey: 'k', messageId: 'wamid.1' };
  await withoutTemplate(true).send(text('Hello'), {});
  expect(bot.known.notSent).toBeUndefined();
  outcome = { kind: 'refused', sendKey: 'k', type: 'WhatsApp.InvalidRecipient', message: 'No such user.', details: {} };
  await withoutTemplate(true).send(text('Hello'), {});
  expect(bot.known.notSent).toBe('WhatsApp.InvalidRecipient: No such user.');
  await withoutTemplate(true, true).send(kept, {});
  expect(bot.known.notSent).toMatch(/^WhatsApp\.MarketingWithheld: The user has opted out of utility messages/);
});
