/**
 * What has happened, over HTTP. Access tokens and PINs are replaced.
 *
 * - `GET /_emulator/info` answers ids, credentials and addresses, as the command prints them when it starts.
 * - `GET /_emulator/messages` lists what businesses sent and what became of it; `?to=` filters.
 * - `GET /_emulator/received` lists what users wrote, with the time at which it was marked as read.
 * - `GET /_emulator/requests` lists every Graph request.
 * - `GET /_emulator/webhook-deliveries` lists every webhook with the receiver's answers.
 * - `GET /_emulator/phone-numbers` lists the numbers of the account.
 */
import { Router } from 'express';
import type { EmulatorInfo } from '../options.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { RecordedRequest } from '../state/request-log.js';
import { control } from './http-control.js';

export function recordRoutes(state: EmulatorState, info: () => EmulatorInfo): Router {
  const { messages, requests, webhooks, phoneNumbers } = state;
  const router = Router();
  router.get('/info', control(info));
  router.get(
    '/messages',
    control(({ query }) => messages.sent(typeof query['to'] === 'string' ? query['to'] : undefined)),
  );
  router.get(
    '/received',
    control(() => messages.received()),
  );
  router.get(
    '/requests',
    control(() => requests.entries.map(withoutPin)),
  );
  router.get(
    '/webhook-deliveries',
    control(() => webhooks.deliveries.entries),
  );
  router.get(
    '/phone-numbers',
    control(() => phoneNumbers.all().map((phoneNumber) => phoneNumber.describe())),
  );
  return router;
}

function withoutPin(request: RecordedRequest): RecordedRequest {
  const { body, query } = request;
  return { ...request, query: redacted(query), ...(body !== undefined && { body: redacted(body) }) };
}

function redacted<Value>(value: Value): Value {
  return typeof value === 'object' && value !== null && 'pin' in value ? { ...value, pin: '[redacted]' } : value;
}
