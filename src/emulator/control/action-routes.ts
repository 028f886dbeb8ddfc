/** What the test or the person at the keyboard makes happen. */
import { z } from 'zod';
import type { EmulatorParts } from '../emulator-parts.js';
import type { TemplateReview } from '../outbound-webhooks/templates/template-reviews.js';
import type { InboundMessage } from '../outbound-webhooks/users/inbound-content.js';
import { saveState } from '../state-file/saved-state.js';
import type { AddAccountOptions } from '../state/accounts/business-accounts.js';
import type { AddPhoneNumberOptions } from '../state/numbers/phone-numbers.js';
import { NotFoundError, success, withBody, type ControlRoute } from './control-router.js';

const statusSchema = z.strictObject({
  messageId: z.string(),
  status: z.string(),
  fields: z.record(z.string(), z.json()).optional(),
});

const phoneNumberSchema = z.strictObject({
  phoneNumberId: z
    .string()
    .regex(/^\d{5,20}$/, 'must be 5 to 20 digits')
    .optional(),
  wabaId: z.string().optional(),
  displayPhoneNumber: z.string().optional(),
  verifiedName: z.string().optional(),
  verified: z.boolean().optional(),
  registered: z.boolean().optional(),
  codeTtlMs: z.number().min(0).optional(),
});

const accountSchema = z.strictObject({
  wabaId: z
    .string()
    .regex(/^\d{5,20}$/, 'must be 5 to 20 digits')
    .optional(),
  name: z.string().min(1).max(100).optional(),
  owner: z.enum(['self', 'client']).optional(),
});

const webhookSchema = z.strictObject({ url: z.url().nullable(), verify: z.boolean().optional() });

export function actionRoutes(parts: EmulatorParts): ControlRoute[] {
  return [
    ...userActions(parts),
    reviewAction(parts),
    accountAction(parts),
    ...phoneNumberActions(parts),
    ...serviceActions(parts),
  ];
}

function reviewAction({ reviews }: EmulatorParts): ControlRoute {
  return {
    method: 'POST',
    path: '/templates/review',
    does:
      "Lets Meta's review decide about a template, and tells it by webhook: APPROVED, REJECTED with a reason, PENDING, PAUSED, " +
      'DISABLED, or CATEGORY_CHANGED with a category.',
    body: { template: 'hello_world', language: 'en_US', event: 'REJECTED', reason: 'INVALID_FORMAT' },
    handle: async ({ body }) => ({ delivery: (await reviews.review(body as TemplateReview)) ?? null }),
  };
}

function userActions({ users, statuses }: EmulatorParts): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/inbound',
      does:
        'A user writes to the business; opens the service window, also while nobody gets webhooks. A file is { "image": { "bytes": "BASE64", "mimeType": "image/png" } }; ' +
        'a kind without a short form comes in the shape of Meta: { "userId": "DE.1", "type": "sticker", "sticker": { … } }.',
      body: { from: '491701234567', text: 'Hi' },
      handle: async ({ body }) => {
        const { delivery, ...received } = await users.receiveMessage(body as InboundMessage);
        return { ...received, delivery: delivery ?? null };
      },
    },
    {
      method: 'POST',
      path: '/statuses',
      does: 'Reports a status of an accepted message. "fields" are members of the webhook and win over the usual ones.',
      body: { messageId: 'wamid.…', status: 'read', fields: {} },
      handle: withBody(statusSchema, async ({ messageId, status, fields }) => {
        const delivery = await statuses.send(messageId, status, fields);
        return { delivery: delivery ?? null };
      }),
    },
  ];
}

function accountAction({ state }: EmulatorParts): ControlRoute {
  return {
    method: 'POST',
    path: '/accounts',
    does: 'Adds a business account, of the business ("self") or of one of its clients ("client").',
    body: { wabaId: '102290129340398', name: 'Shop', owner: 'client' },
    handle: withBody(accountSchema, (options) => {
      return { wabaId: state.accounts.add(options as AddAccountOptions).id };
    }),
  };
}

function phoneNumberActions({ state }: EmulatorParts): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/phone-numbers',
      does: 'Adds a number to the account.',
      body: { phoneNumberId: '106540352242923', registered: true },
      handle: withBody(phoneNumberSchema, (options) => {
        const { id } = state.phoneNumbers.add(options as AddPhoneNumberOptions);
        return { phoneNumberId: id };
      }),
    },
    {
      method: 'GET',
      path: '/phone-numbers/:id/verification-code',
      does: 'Answers the verification code that was "sent" to a number last.',
      handle: ({ params }) => {
        const id = String(params['id']);
        const code = state.phoneNumber(id).verificationCode;
        if (code === undefined) throw new NotFoundError(`no code was requested for phone number ${id}`);
        return { code };
      },
    },
  ];
}

function serviceActions(parts: EmulatorParts): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/webhook',
      does: 'Sets where webhooks are posted, with "verify" after a challenge; null for nowhere.',
      body: { url: 'http://127.0.0.1:3000/webhook', verify: false },
      handle: withBody(webhookSchema, async ({ url, verify = false }) => {
        if (verify && url !== null) await parts.receivers.setVerifiedUrl(url);
        else parts.receivers.setUrl(url ?? undefined);
        return success;
      }),
    },
    {
      method: 'POST',
      path: '/state',
      does: 'Saves the state to the file that the emulator was started with (--state).',
      handle: async () => {
        const { settings } = parts.state;
        if (settings.stateFile === undefined) throw new Error('there is no state file; start with --state FILE');
        await saveState(settings.stateFile, parts.state);
        return success;
      },
    },
    {
      method: 'POST',
      path: '/reset',
      does: 'Forgets everything that happened, faults and changed behavior included.',
      handle: () => {
        parts.reset();
        return success;
      },
    },
  ];
}
