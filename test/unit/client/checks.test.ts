import { describe, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { InvalidInputError, WhatsAppClient, type SendMessageWorkflowInput } from '../../../src/client.js';
import { bodyComponent, template, text } from '../../../src/messages.js';
import { rejection } from '../../helpers/rejection.js';

/** A client that must not be reached. */
const nobody = new Proxy({} as Client, {
  get: () => {
    throw new Error('the client was asked');
  },
});
const whatsapp = new WhatsAppClient({ client: nobody });
const target = { phoneNumberId: '106540352242922', to: '+491701234567' };

async function problems(starting: Promise<unknown>): Promise<string[]> {
  const error = await rejection(starting);
  if (!(error instanceof InvalidInputError)) throw error;
  return error.problems.map(({ path, message }) => `${path}: ${message}`);
}

const noStatus = 'statusDeadline: must not be set without "waitFor": no status is waited for';
const noResend = 'maxResends: must not be set unless "onUnknown" is "resend": nothing is sent again';
const byActivity = (name: string) =>
  `${name}: must not be set with via "activity": only a workflow can do it; leave "via" out`;

describe('options that nobody would read are refused with the reason, before anything starts', () => {
  test.each<[Partial<SendMessageWorkflowInput>, 'activity' | 'workflow' | undefined, string[]]>([
    [{ statusDeadline: '1 hour' }, undefined, [noStatus]],
    [{ statusDeadline: '1 hour' }, 'activity', [noStatus]],
    [{ statusDeadline: '1 hour', maxResends: 2 }, 'workflow', [noStatus, noResend]],
    [{ maxResends: 2, onUnknown: 'report' }, undefined, [noResend]],
    [{ maxResends: 2, onUnknown: 'fail' }, undefined, [noResend]],
    [{ waitFor: 'sent' }, 'activity', [byActivity('waitFor')]],
    [{ settleUnknownFor: false, onUnknown: 'fail' }, 'activity', ['settleUnknownFor', 'onUnknown'].map(byActivity)],
    [
      { onWindowClosed: { template: { name: 'a', language: { code: 'en' } } } },
      'activity',
      [byActivity('onWindowClosed')],
    ],
    [{ activityOptions: {} }, 'activity', [byActivity('activityOptions')]],
  ])('%j by %s', async (options, via, expected) => {
    const input = { ...target, message: text('Hi'), ...options };
    expect(await problems(whatsapp.sendMessage(input, { ...(via && { via }) }))).toEqual(expected);
  });

  test('also of an upload', async () => {
    const input = { ...target, media: 'file:///a.png', statusDeadline: '1 hour', maxResends: 1 } as const;
    expect(await problems(whatsapp.uploadAndSend(input))).toEqual([noStatus, noResend]);
  });

  test('as is a recipient that is nobody', async () => {
    const nobodyAtAll = { phoneNumberId: target.phoneNumberId, to: 'hello' };
    const media = 'file:///a.png';
    const recipients = [{ to: target.to }, { to: 'US.13491208655302741918' }];
    const wrong = /must be a phone number with country code; a user id stands in "recipient"/;
    const calls = [
      ['to', whatsapp.sendMessage({ ...nobodyAtAll, message: text('Hi') })],
      ['to', whatsapp.uploadAndSend({ ...nobodyAtAll, media })],
      [
        'recipients.1.to',
        whatsapp.uploadAndSendAll({ phoneNumberId: target.phoneNumberId, files: [{ media }], recipients }),
      ],
    ] as const;
    for (const [path, call] of calls) {
      expect(await problems(call)).toEqual([expect.stringMatching(`^${path}: ${wrong.source}`)]);
    }
  });

  test.each(['+49 (170) 123-4567', '491701234567', '15.55.01'])('%s is somebody', async (to) => {
    await expect(whatsapp.uploadAndSend({ ...target, to, media: 'file:///a.png' })).rejects.toThrow('was asked');
  });

  test('a group is one by its type', async () => {
    const group = { ...target, to: 'Y2FwaV9ncm91cA==', recipientType: 'group', message: text('Hi') } as const;
    await expect(whatsapp.sendMessage(group)).rejects.toThrow('was asked');
  });

  test.each<[Partial<SendMessageWorkflowInput>, 'activity' | 'workflow' | undefined]>([
    [{ waitFor: 'sent', statusDeadline: '1 hour' }, undefined],
    [{ onUnknown: 'resend', maxResends: 2 }, 'workflow'],
    [{ deadline: '1 minute', priority: 1, waitFor: undefined }, 'activity'],
  ])('%j by %s is taken', async (options, via) => {
    const input = { ...target, message: text('Hi'), ...options };
    await expect(whatsapp.sendMessage(input, { ...(via && { via }) })).rejects.toThrow('the client was asked');
  });
});

test('a template with a text of several lines is refused before anything starts', async () => {
  const message = template('order', 'en', [bodyComponent('Ada', 'two\nlines')]);
  expect(await problems(whatsapp.sendMessage({ ...target, message, waitFor: 'sent' }))).toEqual([
    expect.stringMatching(/^message\.template\.components\.0\.parameters\.1\.text: must have no line break/),
  ]);
});
