/** What has happened. Access tokens and PINs are replaced. */
import type { Request } from 'express';
import { defined } from '../../common/schema/defined.js';
import { makeArchive } from '../cassette/make-archive.js';
import type { EmulatorParts } from '../emulator-parts.js';
import { sendTruth } from '../outbound-webhooks/statuses/send-truth.js';
import type { RecordedRequest } from '../state/requests/request-log.js';
import { queryText, type ControlRoute } from './control-router.js';

export function recordRoutes(parts: EmulatorParts): ControlRoute[] {
  const { state, sender } = parts;
  const { requests, phoneNumbers, messages } = state;
  const lists: [path: string, does: string, list: () => unknown][] = [
    ['/info', 'Answers ids, credentials and addresses.', () => state.info],
    ['/received', 'Lists what users wrote, and when it was marked as read.', () => messages.received()],
    ['/requests', 'Lists every Graph request.', () => requests.entries.map(withoutPin)],
    ['/har', 'Answers requests and webhooks as an HTTP archive (HAR 1.2), without secrets.', () => makeArchive(parts)],
    ['/webhook-deliveries', 'Lists every webhook with the receiver’s answers.', () => sender.deliveries.entries],
    [
      '/stored-objects',
      'Lists what the stored operations of the Graph API keep, with its ids.',
      () => state.stored.all(),
    ],
    ['/phone-numbers', 'Lists the numbers of the account.', () => phoneNumbers.all().map((one) => one.describe())],
  ];
  return [
    ...lists.map(([path, does, handle]): ControlRoute => ({ method: 'GET', path, does, handle })),
    messagesRoute(parts),
    phoneScreenRoute(parts),
    truthRoute(parts),
  ];
}

function messagesRoute({ state }: EmulatorParts): ControlRoute {
  return {
    method: 'GET',
    path: '/messages',
    does: 'Lists the accepted messages and what became of them.',
    query: ['to', 'sendKey'],
    handle: (request) => state.messages.sent({ to: queryText(request, 'to'), sendKey: queryText(request, 'sendKey') }),
  };
}

function phoneScreenRoute({ state }: EmulatorParts): ControlRoute {
  return {
    method: 'GET',
    path: '/phone-screen',
    does: 'Lists the messages that a user’s phone shows.',
    query: ['user'],
    handle: (request) => state.phoneScreen(requiredQuery(request, 'user')),
  };
}

function truthRoute(parts: EmulatorParts): ControlRoute {
  return {
    method: 'GET',
    path: '/truth',
    does: 'Answers what has become of a send key: requests, messages, delivered statuses.',
    query: ['sendKey'],
    handle: (request) => {
      const truth = sendTruth(requiredQuery(request, 'sendKey'), parts);
      return { ...truth, requests: truth.requests.map(withoutPin) };
    },
  };
}

function requiredQuery(request: Request, name: string): string {
  const value = queryText(request, name);
  if (value === undefined)
    throw new Error(`the query parameter "${name}" is required: ${request.originalUrl}?${name}=…`);
  return value;
}

function withoutPin(request: RecordedRequest): RecordedRequest {
  const { body, query } = request;
  return { ...request, query: redacted(query), ...defined({ body: redacted(body) }) };
}

function redacted<Value>(value: Value): Value {
  return typeof value === 'object' && value !== null && 'pin' in value ? { ...value, pin: '[redacted]' } : value;
}
