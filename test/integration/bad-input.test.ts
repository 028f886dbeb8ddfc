import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { whatsAppFailure, type InputProblem } from '../../src/client.js';
import { text } from '../../src/messages.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, type Stack } from '../helpers/stack.js';

/** Workflow, input, and what the failure has to say: the path, then words of the message. */
const number = { phoneNumberId: '106540352242922' };
const to = '+15550000000';
const rows: [workflow: string, input: unknown, path: string, words: RegExp][] = [
  ['sendMessageWorkflow', { phoneNumberId: '+49 170 1234567', to, message: text('x') }, 'phoneNumberId', /digits/],
  ['sendMessageWorkflow', { ...number, message: text('x') }, 'to', /phone number/],
  ['sendMessageWorkflow', { ...number, to, message: { type: 'telegram', telegram: {} } }, 'message.type', /telegram/],
  ['sendMessageWorkflow', { ...number, to, message: text('x'.repeat(4097)) }, 'message.text.body', /4096/],
  [
    'sendMessageWorkflow',
    { ...number, to, message: { type: 'image', image: {} } },
    'message.image.link',
    /id.*link|link.*id/,
  ],
  [
    'sendMessageWorkflow',
    { ...number, to, message: text('x'), bizOpaqueCallbackData: 'x'.repeat(513) },
    'bizOpaqueCallbackData',
    /512/,
  ],
  ['sendMessageWorkflow', { ...number, to, message: text('x'), statusDeadline: 'soon' }, 'statusDeadline', /duration/],
  ['sendMessageWorkflow', { ...number, to, message: text('x'), waitfor: 'read' }, '', /waitfor/],
  ['sendMessageWorkflow', { ...number, recipient: '49170', message: text('x') }, 'recipient', /business-scoped/],
  ['uploadAndSendWorkflow', { ...number, to, media: '/tmp/a.png' }, 'media', /media URI/],
  [
    'uploadAndSendWorkflow',
    { ...number, to, media: 'file:///a.mp3', kind: 'audio', caption: 'no' },
    'caption',
    /audio/,
  ],
  ['uploadAndSendWorkflow', { ...number, to, media: 'file:///a', mimeType: 'png' }, 'mimeType', /MIME/],
  ['uploadAndSendWorkflow', { ...number, to: 'hello', media: 'file:///a.png' }, 'to', /got "hello"/],
  [
    'uploadAndSendAllWorkflow',
    { ...number, files: [{ media: 'file:///a.png' }], recipients: [{ to }, { to: 'hello' }] },
    'recipients.1.to',
    /must be a phone number/,
  ],
  ['registerPhoneNumberWorkflow', { ...number, codeMethod: 'FAX', pin: { secret: 'p' } }, 'codeMethod', /SMS.*VOICE/],
  ['registerPhoneNumberWorkflow', { ...number, codeMethod: 'SMS', pin: '123456' }, 'pin', /secret reference/],
  [
    'registerPhoneNumberWorkflow',
    { ...number, codeMethod: 'SMS', pin: { secret: 'p' }, dataLocalizationRegion: 'XX' },
    'dataLocalizationRegion',
    /DE/,
  ],
  [
    'registerPhoneNumberWorkflow',
    { ...number, codeMethod: 'SMS', pin: { secret: 'p' }, language: 'english' },
    'language',
    /en_US/,
  ],
  ['graphRequestWorkflow', { request: { path: 'https://example.com/x' } }, 'request.path', /path only/],
  ['graphRequestWorkflow', { request: { path: '/me' }, retry: { maxRetryCount: -1 } }, 'retry.maxRetryCount', /0/],
  ['conversationWorkflow', { phoneNumberId: 'x', userId: 'y' }, 'phoneNumberId', /digits/],
];

describe('a workflow with bad input fails at once, names field and limit, and requests nothing:', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  test.each(rows)('%s %j', async (workflow, input, path, words) => {
    const error = await rejection(
      stack.client.workflow.execute(workflow, {
        workflowId: `bad-${randomUUID()}`,
        taskQueue: stack.taskQueue,
        args: [input],
      }),
    );
    const failure = whatsAppFailure(error);
    expect(failure?.type).toBe('WhatsApp.InvalidInput');
    const cause = (error as { cause: { message: string; details: unknown[] } }).cause;
    const problems = cause.details[1] as InputProblem[];
    expect(problems.map((problem) => problem.path)).toContain(path);
    expect(cause.message).toMatch(words);
    if (path === 'pin') expect(cause.message).not.toContain('123456');
    expect(stack.emulator.requests).toEqual([]);
  });

  const activityRows: [activity: string, input: object, words: RegExp][] = [
    ['sendWhatsAppMessage', { ...number, to, message: { type: 'text', text: { body: '' } } }, /message\.text\.body/],
    ['markWhatsAppMessageRead', { ...number, messageId: '' }, /messageId/],
    ['controlWhatsAppThread', { ...number, to, action: 'steal' }, /action must be one of/],
    ['storeWhatsAppConsent', { ...number, users: [], changedAtMs: 1 }, /users/],
    ['storeWhatsAppContent', { content: null }, /content must be set: an object/],
    ['loadWhatsAppContent', { ref: 'file:///a', bytes: 1, sha256: 'x' }, /sha256 must be a SHA-256 digest/],
    ['uploadWhatsAppMedia', { ...number, media: 'not a uri' }, /media/],
    ['uploadWhatsAppFile', { appId: '123456', media: 'not a uri' }, /media/],
    ['getWhatsAppBusinessProfile', { ...number, fields: [] }, /fields/],
    ['updateWhatsAppBusinessProfile', number, /something to change/],
    ['getWhatsAppMedia', { mediaId: '../me' }, /mediaId/],
    ['downloadWhatsAppMedia', {}, /mediaId/],
    ['downloadWhatsAppMedia', { url: 'https://example.com/steal' }, /example\.com/],
    ['deleteWhatsAppMedia', { mediaId: 'a/b' }, /mediaId/],
    ['requestWhatsAppVerificationCode', { ...number, codeMethod: 'sms' }, /codeMethod/],
    ['verifyWhatsAppCode', { ...number, code: '12' }, /code must be the 6 digits/],
    ['registerWhatsAppPhoneNumber', { ...number, pin: '123456' }, /pin/],
    ['deregisterWhatsAppPhoneNumber', { phoneNumberId: '' }, /phoneNumberId/],
    ['getWhatsAppPhoneNumber', { ...number, fields: [] }, /fields/],
    ['graphRequest', { path: '/me', method: 'HEAD' }, /method/],
  ];
  test.each(activityRows)('%s %j', async (activity, input, words) => {
    const error = await rejection(stack.callActivity(activity, input));
    expect(whatsAppFailure(error)?.type).toBe('WhatsApp.InvalidInput');
    expect((error as { cause: { cause: { message: string } } }).cause.cause.message).toMatch(words);
    expect(stack.emulator.requests).toEqual([]);
  });
});
