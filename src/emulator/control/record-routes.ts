/**
 * What has happened, over HTTP. Access tokens and PINs are replaced.
 *
 * - `GET /_emulator/info` answers ids, credentials and addresses, as the command prints them when it starts.
 * - `GET /_emulator/messages` lists what was accepted and what became of it; `?to=` and `?sendKey=` filter.
 * - `GET /_emulator/phone-screen?user=` lists the messages that a user's phone shows.
 * - `GET /_emulator/truth?sendKey=` answers what has become of a send: its requests, its messages, the statuses that were delivered.
 * - `GET /_emulator/received` lists what users wrote, with the time at which it was marked as read.
 * - `GET /_emulator/requests` lists every Graph request.
 * - `GET /_emulator/webhook-deliveries` lists every webhook with the receiver's answers.
 * - `GET /_emulator/phone-numbers` lists the numbers of the account.
 */
import type { Request } from 'express';
import type { EmulatorInfo } from '../settings/options.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { EmulatedMessage } from '../state/messages/message-log.js';
import type { RecordedRequest } from '../state/requests/request-log.js';
import type { SendTruth } from '../outbound-webhooks/statuses/send-truth.js';
import type { WebhookDelivery } from '../outbound-webhooks/delivery/webhook-delivery.js';
import { queryText, type ControlRoute } from './control-router.js';

/** The emulator's own methods, as far as these routes need them. */
export interface EmulatorRecords {
  readonly info: EmulatorInfo;
  readonly webhookDeliveries: WebhookDelivery[];
  phoneScreen(user: string): EmulatedMessage[];
  truth(sendKey: string): SendTruth;
}

export function recordRoutes(state: EmulatorState, emulator: EmulatorRecords): ControlRoute[] {
  const { requests, phoneNumbers, messages } = state;
  const lists: [path: string, does: string, list: () => unknown][] = [
    ['/info', 'Answers ids, credentials and addresses.', () => emulator.info],
    ['/received', 'Lists what users wrote.', () => messages.received()],
    ['/requests', 'Lists every Graph request.', () => requests.entries.map(withoutPin)],
    ['/webhook-deliveries', 'Lists every webhook with the receiver’s answers.', () => emulator.webhookDeliveries],
    ['/phone-numbers', 'Lists the numbers of the account.', () => phoneNumbers.all().map((one) => one.describe())],
  ];
  return [
    ...lists.map(([path, does, handle]): ControlRoute => ({ method: 'GET', path, does, handle })),
    ...messageRoutes(state, emulator),
  ];
}

function messageRoutes({ messages }: EmulatorState, emulator: EmulatorRecords): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/messages',
      does: 'Lists the accepted messages and what became of them.',
      query: ['to', 'sendKey'],
      handle: (request) => messages.sent({ to: queryText(request, 'to'), sendKey: queryText(request, 'sendKey') }),
    },
    {
      method: 'GET',
      path: '/phone-screen',
      does: 'Lists the messages that a user’s phone shows.',
      query: ['user'],
      handle: (request) => emulator.phoneScreen(required(request, 'user')),
    },
    {
      method: 'GET',
      path: '/truth',
      does: 'Answers what has become of a send key: requests, messages, delivered statuses.',
      query: ['sendKey'],
      handle: (request) => {
        const truth = emulator.truth(required(request, 'sendKey'));
        return { ...truth, requests: truth.requests.map(withoutPin) };
      },
    },
  ];
}

function required(request: Request, name: string): string {
  const value = queryText(request, name);
  if (value === undefined)
    throw new Error(`the query parameter "${name}" is required: ${request.originalUrl}?${name}=…`);
  return value;
}

function withoutPin(request: RecordedRequest): RecordedRequest {
  const { body, query } = request;
  return { ...request, query: redacted(query), ...(body !== undefined && { body: redacted(body) }) };
}

function redacted<Value>(value: Value): Value {
  return typeof value === 'object' && value !== null && 'pin' in value ? { ...value, pin: '[redacted]' } : value;
}
