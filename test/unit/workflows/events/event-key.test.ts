/**
 * What makes two events the same, for each kind of event. Each member of an event is listed as one that tells it from
 * others, or as one that does not; a member that a later version adds has to be listed, too.
 */
import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import type { UserIdentity, WhatsAppEvent } from '../../../../src/common/events/types.js';
import { EventDedupe, type EventDedupeState } from '../../../../src/workflows/events/event-dedupe.js';
import { formerEventKey } from '../../../../src/workflows/events/event-key.js';

type Kind = WhatsAppEvent['kind'];
type OfKind<K extends Kind> = Extract<WhatsAppEvent, { kind: K }>;
/** Whether another value of the member makes another event, for events with an id and for those without. */
type Weight = 'always' | 'never' | 'with an id' | 'without an id';

const base = {
  kind: 'always',
  field: 'always',
  phoneNumberId: 'always',
  wabaId: 'without an id',
  timestamp: 'without an id',
  receivedAtMs: 'never',
  undocumented: 'never',
  stored: 'without an id',
  raw: 'without an id',
} as const;
const chat = { groupId: 'never', conversationKeys: 'never', user: 'without an id' } as const;
const message = {
  ...base,
  ...chat,
  messageId: 'always',
  // They are read from raw, and tell nothing that it does not.
  type: 'never',
  errors: 'never',
} as const;

const weights: { [K in Kind]: Record<keyof OfKind<K>, Weight> } = {
  message: { ...message, movedToKey: 'never', originalMessageId: 'never', file: 'never' },
  media: {
    ...message,
    file: 'always',
    movedToKey: 'never',
    wabaId: 'never',
    timestamp: 'never',
    stored: 'never',
    raw: 'never',
    user: 'never',
  },
  echo: { ...message, movedToKey: 'never', originalMessageId: 'never' },
  history: { ...message, movedToKey: 'never', status: 'never', chunk: 'without an id' },
  status: {
    ...base,
    groupId: 'never',
    messageId: 'always',
    status: 'with an id',
    timestamp: 'always',
    user: 'without an id',
    sendKey: 'never',
    callbackData: 'never',
    callId: 'never',
    errors: 'never',
  },
  call: {
    ...base,
    conversationKeys: 'never',
    movedToKey: 'never',
    user: 'without an id',
    callId: 'always',
    event: 'with an id',
    timestamp: 'always',
    direction: 'never',
    status: 'never',
    durationSeconds: 'never',
    callbackData: 'never',
    errors: 'never',
  },
  group: {
    ...base,
    groupId: 'never',
    type: 'never',
    requestId: 'never',
    subject: 'never',
    description: 'never',
    inviteLink: 'never',
    joinApprovalMode: 'never',
    requester: 'never',
    added: 'never',
    removed: 'never',
    failed: 'never',
    initiatedBy: 'never',
    reason: 'never',
    settings: 'never',
    errors: 'never',
  },
  handover: {
    ...base,
    conversationKeys: 'never',
    movedToKey: 'never',
    user: 'without an id',
    event: 'never',
    previousOwner: 'never',
    newOwner: 'never',
  },
  template: { ...base, change: 'never', templateId: 'never', templateName: 'never', language: 'never', event: 'never' },
  account: { ...base, event: 'never' },
  phone_number: { ...base, displayPhoneNumber: 'never', event: 'never' },
  flow: { ...base, flowId: 'never', event: 'never' },
  user_preference: {
    ...base,
    conversationKeys: 'never',
    movedToKey: 'never',
    user: 'without an id',
    category: 'never',
    value: 'never',
  },
  security: { ...base, displayPhoneNumber: 'never', event: 'never' },
  error: { ...base, error: 'never', chunk: 'without an id' },
  change: base,
  unknown: { ...base, reason: 'never', problem: 'never' },
};

const kinds = Object.keys(weights) as Kind[];
const idOfKind: Partial<Record<Kind, string>> = {
  message: 'messageId',
  echo: 'messageId',
  history: 'messageId',
  status: 'messageId',
  call: 'callId',
};

/** No id of Meta's begins with the sign of a key. */
const anyText = fc.string().filter((given) => !given.startsWith('='));
const text = fc.oneof(fc.constantFrom('wamid.1', 'delivered', 'messages', '106540352242922'), anyText);
const user: fc.Arbitrary<UserIdentity> = fc.record({ userId: text, phone: text }, { requiredKeys: [] });
const object = fc.dictionary(text, text, { maxKeys: 3 });
const members: Record<string, fc.Arbitrary<unknown>> = {
  kind: fc.constantFrom(...kinds),
  receivedAtMs: fc.nat(),
  user,
  raw: object,
  chunk: object,
  undocumented: object,
  stored: fc.record({ sha256: text }),
  file: fc.record({ mediaId: text }),
  error: object,
  errors: fc.array(object, { maxLength: 2 }),
  conversationKeys: fc.array(text, { maxLength: 2 }),
};
/** The group of a status brings the participant in, and so has a test of its own. */
const valueFor = (kind: Kind, member: string): fc.Arbitrary<unknown> =>
  kind === 'status' && member === 'groupId' ? fc.constant(undefined) : (members[member] ?? text);

const arbitraryEvent = (kind: Kind): fc.Arbitrary<WhatsAppEvent> =>
  fc
    .record(Object.fromEntries(Object.keys(weights[kind]).map((member) => [member, valueFor(kind, member)])))
    .map((event) => ({ ...event, kind }) as unknown as WhatsAppEvent);

/** An event, and the same with another value of one member. */
const changed = fc
  .constantFrom(...kinds)
  .chain((kind) => fc.tuple(arbitraryEvent(kind), fc.constantFrom(...Object.keys(weights[kind]))))
  .chain(([event, member]) => fc.tuple(fc.constant(event), fc.constant(member), valueFor(event.kind, member)))
  .filter(([event, member, value]) => JSON.stringify(value) !== JSON.stringify((event as never)[member]));

function isTold(first: WhatsAppEvent, second: WhatsAppEvent): boolean {
  const dedupe = new EventDedupe();
  dedupe.accept(first, 0);
  return dedupe.accept(second, 0);
}

test('an event with another value of one member is dropped when the member says nothing, and only then', () => {
  const seen = new Set<string>();
  const property = fc.property(changed, ([event, member, value]) => {
    const { kind } = event;
    const weight = (weights[kind] as Record<string, Weight>)[member];
    const id = idOfKind[kind];
    const hasId = id !== undefined && Boolean((event as unknown as Record<string, unknown>)[id]);
    seen.add(`${kind} ${member}`);
    expect(isTold(event, { ...event, [member]: value } as WhatsAppEvent)).toBe(
      weight === 'always' || weight === (hasId ? 'with an id' : 'without an id'),
    );
  });
  fc.assert(property, { numRuns: 5_000 });
  const all = kinds.flatMap((kind) => Object.keys(weights[kind]).map((member) => `${kind} ${member}`));
  expect(all.filter((each) => !seen.has(each))).toEqual(['status groupId']);
});

describe('in a group', () => {
  const status = (participant: UserIdentity): WhatsAppEvent => ({
    kind: 'status',
    messageId: 'wamid.1',
    groupId: 'g1',
    status: 'delivered',
    timestamp: '1764000000',
    user: participant,
    receivedAtMs: 0,
    raw: {},
  });

  test('two participants have a status each, also of the same second', () => {
    expect(isTold(status({ phone: '1' }), status({ phone: '2' }))).toBe(true);
    expect(isTold(status({ userId: 'US.1' }), status({ userId: 'US.2' }))).toBe(true);
    expect(isTold(status({ userId: 'US.1', phone: '1' }), status({ userId: 'US.1', phone: '1' }))).toBe(false);
  });
});

test('a message, and one of the history or under standby with the same id, are three events', () => {
  const event = (kind: 'message' | 'history', field: string): WhatsAppEvent =>
    ({ kind, field, messageId: 'wamid.1', user: {}, receivedAtMs: 0, raw: {} }) as WhatsAppEvent;
  const three = [event('message', 'messages'), event('history', 'history'), event('message', 'standby')];
  for (const first of three) for (const second of three) expect(isTold(first, second)).toBe(first !== second);
});

describe('a state of an earlier version', () => {
  const anyEvent = fc.constantFrom(...kinds).chain(arbitraryEvent);

  test('is still read, whatever the event, and beside events that are new', () => {
    const property = fc.property(anyEvent, fc.array(anyEvent), (event, others) => {
      const carried: EventDedupeState = [[formerEventKey(event), 0]];
      const dedupe = new EventDedupe(carried);
      for (const other of others) dedupe.accept(other, 0);
      expect(dedupe.has(event)).toBe(true);
      expect(dedupe.accept(event, 0)).toBe(false);
      const merged = new EventDedupe();
      merged.merge(dedupe.state);
      expect(merged.accept(event, 0)).toBe(false);
    });
    fc.assert(property);
  });

  test('has the keys that it had: fixed vectors', () => {
    const told = { user: {}, receivedAtMs: 0, raw: {} };
    const long = 'w'.repeat(65);
    const statusEvent = { ...told, kind: 'status', messageId: 'wamid.1', status: 'read', timestamp: '7' } as const;
    expect(formerEventKey({ ...told, kind: 'message', messageId: 'wamid.1' })).toBe('wamid.1');
    expect(formerEventKey(statusEvent)).toBe('wamid.1 read 7');
    expect(formerEventKey({ ...told, kind: 'call', callId: 'c', event: 'connect' })).toBe('c connect');
    expect(formerEventKey({ ...told, kind: 'message', messageId: long })).toMatch(/^~[0-9a-z]{22}\.1t$/);
  });
});
