import { describe, expect, test } from '@jest/globals';
import type { CallbackEnvelope } from '../../../../src/common/sending/callback-data.js';
import type { ParsedEvent } from '../../../../src/common/events/parse.js';
import type { UserIdentity, WhatsAppEvent } from '../../../../src/common/events/types.js';
import { conversationWorkflowId } from '../../../../src/common/ids/workflow-ids.js';
import type { Route } from '../../../../src/webhook/routing/item.js';
import { createRouter, type RoutingSettings } from '../../../../src/webhook/routing/route.js';
import type { WebhookRoute } from '../../../../src/webhook/routing/application-route.js';

const envelope: CallbackEnvelope = {
  workflowId: 'send-1',
  sendKey: 'k',
  wanted: ['delivered', 'failed'],
  callerDataKept: false,
};
const base = { receivedAtMs: 0, phoneNumberId: '10001', raw: {} };
const message = (user: UserIdentity, phoneNumberId = '10001'): WhatsAppEvent => ({
  ...base,
  kind: 'message',
  phoneNumberId,
  user,
});
const status = (name: string): WhatsAppEvent => ({ ...base, kind: 'status', status: name, user: { phone: '1' } });
const account: WhatsAppEvent = { kind: 'account', field: 'account_update', receivedAtMs: 0, raw: {} };
const unknownField: WhatsAppEvent = { ...base, kind: 'unknown', reason: 'field-unknown', problem: 'field unknown' };
const malformed: WhatsAppEvent = { ...base, kind: 'unknown', reason: 'malformed', problem: 'entry must be a list' };

/** All targets of an event, or its one fate. */
function routeAll(
  event: WhatsAppEvent,
  settings: Partial<RoutingSettings> = {},
  ours?: CallbackEnvelope,
): readonly Route[] {
  const defaults = { taskQueue: 'tq', phoneNumberIds: 'any', routes: [], fallback: 'dead-letter' } as const;
  return createRouter({ ...defaults, ...settings })({ event, ...(ours && { envelope: ours }) } as ParsedEvent);
}

/** The one target of an event, or its fate. */
function route(event: WhatsAppEvent, settings: Partial<RoutingSettings> = {}, ours?: CallbackEnvelope): Route {
  const [first, ...more] = routeAll(event, settings, ours);
  expect(more).toEqual([]);
  return first as Route;
}

describe('a status', () => {
  test('goes to the workflow that asked for it', () => {
    expect(route(status('delivered'), {}, envelope)).toEqual({ kind: 'workflow', workflowId: 'send-1' });
  });

  test('of ours needs no known number', () => {
    expect(route(status('delivered'), { phoneNumberIds: ['7'] }, envelope)).toMatchObject({ kind: 'workflow' });
  });

  test.each(['read', 'deleted', 'a status of the future'])('that nobody asked for goes nowhere: %s', (name) => {
    expect(route(status(name), {}, envelope)).toEqual({ kind: 'ignored', reason: 'status-not-wanted' });
  });

  test('of a call goes where the other events of calls go', () => {
    const ofCall = { ...status('RINGING'), messageId: 'wacid.1', callId: 'wacid.1' } as WhatsAppEvent;
    expect(route(ofCall)).toEqual({ kind: 'dead-letter', reason: 'no-route' });
    expect(route(ofCall, { fallback: () => ({ workflowId: 'calls' }) })).toMatchObject({ workflowId: 'calls' });
  });

  test('without our envelope is foreign', () => {
    expect(route(status('delivered'))).toEqual({ kind: 'ignored', reason: 'status-foreign' });
  });

  test('without our envelope, of an unknown number, is kept', () => {
    expect(route(status('read'), { phoneNumberIds: ['7'] })).toEqual({
      kind: 'dead-letter',
      reason: 'phone-number-id-unknown',
    });
  });

  test.each([
    ['empty', ''],
    ['longer than Temporal takes', '€'.repeat(340)],
  ])('whose envelope names a workflow id that is %s is foreign', (_what, workflowId) => {
    expect(route(status('delivered'), {}, { ...envelope, workflowId })).toEqual({
      kind: 'ignored',
      reason: 'status-foreign',
    });
  });
});

describe('a message', () => {
  test.each<[string, UserIdentity, string]>([
    ['the business-scoped user id', { userId: 'US.1', waId: '2', phone: '3', parentUserId: 'US.ENT.4' }, 'US.1'],
    ['the WhatsApp id without one', { waId: '2', phone: '3', parentUserId: 'US.ENT.4' }, '2'],
    ['the phone without both', { phone: '3', parentUserId: 'US.ENT.4' }, '3'],
    ['the parent’s id when there is nothing else', { parentUserId: 'US.ENT.4' }, 'US.ENT.4'],
    ['the phone when a preferred id cannot be part of a workflow id', { userId: 'US. 1', phone: '3' }, '3'],
  ])('goes to the conversation of the number and %s', (_what, user, userKey) => {
    expect(route(message(user))).toEqual({
      kind: 'conversation',
      workflowId: conversationWorkflowId('10001', userKey),
      start: { workflowType: 'conversationWorkflow', args: [{ phoneNumberId: '10001', userKey }], taskQueue: 'tq' },
    });
  });

  test('sent from the business’ phone app goes to the same conversation', () => {
    const echo: WhatsAppEvent = { ...base, kind: 'echo', user: { phone: '3' } };
    expect(route(echo)).toEqual(route(message({ phone: '3' })));
  });

  test('of a number that was listed is taken', () => {
    expect(route(message({ phone: '3' }), { phoneNumberIds: ['7', '10001'] })).toMatchObject({ kind: 'conversation' });
  });

  test.each<[string, WhatsAppEvent, string]>([
    ['its user has no id', message({}), 'user-missing'],
    ['its user has an id with a line break', message({ phone: '1\n2' }), 'user-missing'],
    ['its user has an id that no workflow id can hold', message({ phone: '1'.repeat(201) }), 'user-missing'],
    ['its number was not listed', message({ phone: '3' }, '20002'), 'phone-number-id-unknown'],
    ['its number’s id is none', message({ phone: '3' }, '1 2'), 'phone-number-id-missing'],
    [
      'it has no phone number id',
      { kind: 'message', receivedAtMs: 0, user: { phone: '3' }, raw: {} },
      'phone-number-id-missing',
    ],
  ])('is kept when %s', (_when, event, reason) => {
    expect(route(event, { phoneNumberIds: ['10001'] })).toEqual({ kind: 'dead-letter', reason });
  });
});

describe('a malformed part', () => {
  test('is kept with its problem, and no route is asked', () => {
    const routes = [() => ({ workflowId: 'mine' })];
    expect(route(malformed, { routes, fallback: 'ignore' })).toEqual({
      kind: 'dead-letter',
      reason: 'malformed',
      problem: 'entry must be a list',
    });
  });
});

describe('the fallback', () => {
  test.each([account, unknownField, { ...base, kind: 'history', user: {} } as WhatsAppEvent])(
    'keeps, ignores or routes what nothing else takes: $kind',
    (event) => {
      expect(route(event)).toEqual({ kind: 'dead-letter', reason: 'no-route' });
      expect(route(event, { fallback: 'ignore' })).toEqual({ kind: 'ignored', reason: 'route-ignores' });
      const fallback: WebhookRoute = ({ kind }) => ({ workflowId: kind, workflowType: 'w', args: [1], taskQueue: 'q' });
      const start = { workflowType: 'w', args: [1], taskQueue: 'q' };
      expect(route(event, { fallback })).toEqual({ kind: 'route', workflowId: event.kind, start });
      expect(route(event, { fallback: () => undefined })).toEqual({ kind: 'dead-letter', reason: 'no-route' });
    },
  );

  test('is not asked about an event of an unknown number', () => {
    expect(route(unknownField, { phoneNumberIds: ['7'], fallback: 'ignore' })).toEqual({
      kind: 'dead-letter',
      reason: 'phone-number-id-unknown',
    });
  });
});

describe('a route of the application', () => {
  const event = message({ phone: '3' });

  test('comes before everything else, the first that takes the event', () => {
    const asked: number[] = [];
    const routes: WebhookRoute[] = [
      () => void asked.push(0),
      () => (asked.push(1), { workflowId: 'mine' }),
      () => (asked.push(2), 'ignore'),
    ];
    expect(route(event, { routes, phoneNumberIds: ['7'] })).toMatchObject({ kind: 'route', workflowId: 'mine' });
    expect(asked).toEqual([0, 1]);
  });

  test('starts its workflow on the receiver’s task queue, without arguments, unless it says otherwise', () => {
    const routes: WebhookRoute[] = [() => ({ workflowId: 'mine', workflowType: 'w' })];
    const start = { workflowType: 'w', args: [], taskQueue: 'tq' };
    expect(route(event, { routes })).toEqual({ kind: 'route', workflowId: 'mine', start });
  });

  test('can ignore an event, or have it kept', () => {
    expect(route(event, { routes: [() => 'ignore'] })).toEqual({ kind: 'ignored', reason: 'route-ignores' });
    expect(route(event, { routes: [() => 'dead-letter'] })).toMatchObject({ kind: 'dead-letter', reason: 'no-route' });
  });

  test('sees the conversation keys', () => {
    const seen: unknown[] = [];
    route(message({ phone: '3', userId: 'US.1' }), {
      routes: [(event) => void seen.push((event as { conversationKeys?: unknown }).conversationKeys)],
    });
    expect(seen).toEqual([['US.1', '3']]);
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      'throws',
      () => {
        throw new TypeError('of 4915112345678');
      },
      /^routes\[0\] threw TypeError$/,
    ],
    ['is asynchronous', () => Promise.reject(new Error('no')), /gave a promise: a route has to be synchronous/],
    ['gives something else', () => 'elsewhere', /gave neither a target nor undefined/],
    ['gives no workflow id', () => ({}), /a workflowId that is not text of 1 to 1000 bytes/],
    ['gives a workflow id that is too long', () => ({ workflowId: 'x'.repeat(1_001) }), /not text of 1 to 1000 bytes/],
    ['gives an empty workflow type', () => ({ workflowId: 'a', workflowType: '' }), /a workflowType that is not text/],
    [
      'gives an argument for the list',
      () => ({ workflowId: 'a', workflowType: 'b', args: {} }),
      /args that are no list/,
    ],
    [
      'gives an otherwise of its own',
      () => ({ workflowId: 'a', otherwise: 'retry' }),
      /an otherwise that is none of next/,
    ],
    [
      'gives an otherwise that can never come',
      () => ({ workflowId: 'a', workflowType: 'b', otherwise: 'ignore' }),
      /otherwise for a workflow that is started/,
    ],
    ['gives a list with something else', () => [{ workflowId: 'a' }, 'ignore'], /a list with what is no workflow/],
    ['gives a list with a wrong workflow', () => [{ workflowId: 'a' }, {}], /a workflowId that is not text/],
    [
      'gives no task queue',
      () => ({ workflowId: 'a', workflowType: 'b', taskQueue: 7 }),
      /a taskQueue that is not text/,
    ],
  ])('that %s makes a dead letter that says so, without content', (_what, wrong, problem) => {
    const result = route(event, { routes: [wrong as WebhookRoute] });
    expect(result).toEqual({ kind: 'dead-letter', reason: 'route-failed', problem: expect.stringMatching(problem) });
  });
});

describe('a route that names several targets', () => {
  const event = message({ phone: '3' });
  const conversation = { kind: 'conversation', workflowId: conversationWorkflowId('10001', '3') };

  test('reaches each of them, and each once', () => {
    const routes: WebhookRoute[] = [
      () => [{ workflowId: 'a' }, { workflowId: 'b', workflowType: 'w' }, { workflowId: 'a', otherwise: 'ignore' }],
    ];
    expect(routeAll(event, { routes })).toMatchObject([{ workflowId: 'a' }, { workflowId: 'b', start: {} }]);
  });

  test.each<[string, WebhookRoute[], object[]]>([
    ['the conversation', [() => [{ workflowId: 'a' }, 'next']], [{ workflowId: 'a' }, conversation]],
    [
      'the next route',
      [() => ['next', { workflowId: 'a' }], () => ({ workflowId: 'b' })],
      [{ workflowId: 'a' }, { workflowId: 'b' }],
    ],
    [
      'both',
      [() => [{ workflowId: 'a' }, 'next'], () => [{ workflowId: 'b' }, 'next']],
      [{ workflowId: 'a' }, { workflowId: 'b' }, conversation],
    ],
    [
      'nobody besides when the next route ignores it',
      [() => [{ workflowId: 'a' }, 'next'], () => 'ignore'],
      [{ workflowId: 'a' }],
    ],
    [
      'the dead letters when the next route says so',
      [() => [{ workflowId: 'a' }, 'next'], () => 'dead-letter'],
      [{ workflowId: 'a' }, { reason: 'no-route' }],
    ],
    ['only the next', [() => ['next'], () => ({ workflowId: 'b' })], [{ workflowId: 'b' }]],
    ['nobody for an empty list, which is not mine', [() => []], [conversation]],
  ])('and next reaches %s', (_whom, routes, expected) => {
    const found = routeAll(event, { routes });
    expect(found).toHaveLength(expected.length);
    expect(found).toMatchObject(expected);
  });

  test('and next is no dead letter where nobody else takes it, as somebody has it', () => {
    expect(routeAll(account, { routes: [() => [{ workflowId: 'a' }, 'next']] })).toMatchObject([{ workflowId: 'a' }]);
    expect(routeAll(account, { routes: [() => ['next']] })).toEqual([{ kind: 'dead-letter', reason: 'no-route' }]);
  });

  test('and next keeps what the receiver’s own rules cannot take', () => {
    const routes: WebhookRoute[] = [() => [{ workflowId: 'a' }, 'next']];
    expect(routeAll(event, { routes, phoneNumberIds: ['7'] })).toMatchObject([
      { workflowId: 'a' },
      { reason: 'phone-number-id-unknown' },
    ]);
  });
});

describe('otherwise', () => {
  const otherwise = (event: WhatsAppEvent, given?: 'next' | 'ignore' | 'dead-letter', settings = {}): unknown => {
    const target = { workflowId: 'a', ...(given && { otherwise: given }) };
    const found = route(event, { routes: [() => target], ...settings });
    const answer = 'otherwise' in found ? found.otherwise : undefined;
    return typeof answer === 'function' ? answer() : answer;
  };

  test('goes on to the conversation by default, where one would have had the event', () => {
    expect(otherwise(message({ phone: '3' }))).toMatchObject([{ kind: 'conversation' }]);
    expect(otherwise({ ...message({ phone: '3' }), field: 'standby' })).toBe('dead-letter');
    expect(otherwise(account, undefined, { fallback: 'ignore' })).toBe('dead-letter');
    expect(otherwise(status('read'))).toBe('dead-letter');
  });

  test('is what the route says', () => {
    expect(otherwise(message({ phone: '3' }), 'ignore')).toBe('ignore');
    expect(otherwise(message({ phone: '3' }), 'dead-letter')).toBe('dead-letter');
    expect(otherwise(account, 'next', { fallback: 'ignore' })).toEqual([{ kind: 'ignored', reason: 'route-ignores' }]);
  });

  test('next asks the routes behind this one, not those before', () => {
    const routes: WebhookRoute[] = [
      () => undefined,
      () => ({ workflowId: 'a', otherwise: 'next' }),
      () => ({ workflowId: 'b' }),
    ];
    expect(otherwise(account, undefined, { routes })).toMatchObject([{ workflowId: 'b' }]);
  });
});

test('a message of an old chat, which comes under `history`, starts no conversation', () => {
  expect(route({ ...message({ phone: '1' }), field: 'history' }, { fallback: 'ignore' })).toEqual({
    kind: 'ignored',
    reason: 'route-ignores',
  });
});
