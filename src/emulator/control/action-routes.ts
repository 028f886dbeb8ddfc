/**
 * What the test or the person at the keyboard makes happen, over HTTP.
 *
 * - `POST /_emulator/inbound`: a user writes, for example `{ "from": "491701234567", "text": "Hi" }`; files as
 *   `{ "image": { "bytes": "<base64>", "mimeType": "image/png" } }`; anything else in Meta's shape,
 *   `{ "userId": "DE.1", "type": "sticker", "sticker": { … } }`. Answers `{ messageId, delivery }`.
 * - `POST /_emulator/statuses` with `{ "messageId", "status" }` and, if wanted, `"fields"` that the webhook's status gets.
 * - `POST /_emulator/phone-numbers` adds a number: `{ "phoneNumberId"?, "wabaId"?, "displayPhoneNumber"?, "verifiedName"?, "verified"?, "registered"?, "codeTtlMs"? }`.
 * - `GET /_emulator/phone-numbers/{id}/verification-code` answers `{ "code" }`, the one that was "sent" last.
 * - `POST /_emulator/webhook` with `{ "url", "verify"? }` sets the webhook receiver, with `verify` after a challenge; `"url": null` unsets it.
 * - `POST /_emulator/reset` forgets everything that happened.
 */
import { z } from 'zod';
import { parseInput } from '../../common/schema/parse-input.js';
import type { AddPhoneNumberOptions, EmulatedPhoneNumber } from '../state/numbers/phone-numbers.js';
import type { InboundMessage } from '../outbound-webhooks/users/inbound-content.js';
import type { WebhookDelivery } from '../outbound-webhooks/delivery/webhook-delivery.js';
import { NotFoundError, type ControlRoute } from './control-router.js';

/** The emulator's own methods, as far as these routes need them. */
export interface EmulatorActions {
  receiveMessage(message: InboundMessage): Promise<{ messageId: string; delivery: WebhookDelivery }>;
  sendStatus(messageId: string, status: string, fields?: Record<string, unknown>): Promise<WebhookDelivery | undefined>;
  addPhoneNumber(options?: AddPhoneNumberOptions): { phoneNumberId: string };
  phoneNumber(phoneNumberId?: string): EmulatedPhoneNumber;
  verificationCode(phoneNumberId?: string): string | undefined;
  setWebhookUrl(url: string | undefined, options: { verify: boolean }): Promise<void>;
  reset(): Promise<void>;
}

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

const webhookSchema = z.strictObject({ url: z.url().nullable(), verify: z.boolean().optional() });

export function actionRoutes(actions: EmulatorActions): ControlRoute[] {
  return [...userActions(actions), ...phoneNumberActions(actions), ...serviceActions(actions)];
}

function userActions(actions: EmulatorActions): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/inbound',
      does: 'A user writes to the business; opens the service window.',
      body: { from: '491701234567', text: 'Hi' },
      handle: ({ body }) => actions.receiveMessage(body as InboundMessage),
    },
    {
      method: 'POST',
      path: '/statuses',
      does: 'Reports a status of an accepted message.',
      body: { messageId: 'wamid.…', status: 'read', fields: {} },
      handle: async ({ body }) => {
        const { messageId, status, fields } = parseInput(statusSchema, body, 'POST /_emulator/statuses');
        const delivery = await actions.sendStatus(messageId, status, fields);
        return { delivery: delivery ?? null };
      },
    },
  ];
}

function phoneNumberActions(actions: EmulatorActions): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/phone-numbers',
      does: 'Adds a number to the account.',
      body: { phoneNumberId: '106540352242923', registered: true },
      handle: ({ body }) => {
        const options = parseInput(phoneNumberSchema, body ?? {}, 'POST /_emulator/phone-numbers');
        return actions.addPhoneNumber(options as AddPhoneNumberOptions);
      },
    },
    {
      method: 'GET',
      path: '/phone-numbers/:id/verification-code',
      does: 'Answers the verification code that was "sent" to a number last.',
      handle: ({ params }) => {
        const id = String(params['id']);
        const code = actions.verificationCode(id);
        if (code === undefined) throw new NotFoundError(`no code was requested for phone number ${id}`);
        return { code };
      },
    },
  ];
}

function serviceActions(actions: EmulatorActions): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/webhook',
      does: 'Sets where webhooks are posted, with "verify" after a challenge; null for nowhere.',
      body: { url: 'http://127.0.0.1:3000/webhook', verify: false },
      handle: async ({ body }) => {
        const { url, verify = false } = parseInput(webhookSchema, body, 'POST /_emulator/webhook');
        await actions.setWebhookUrl(url ?? undefined, { verify });
        return { success: true };
      },
    },
    {
      method: 'POST',
      path: '/reset',
      does: 'Forgets everything that happened, faults and changed behavior included.',
      handle: async () => {
        await actions.reset();
        return { success: true };
      },
    },
  ];
}
