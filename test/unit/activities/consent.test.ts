import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ConsentStoreError, type ConsentStore, type UserConsent } from '../../../src/consent/consent-store.js';
import { phoneNumberId, World } from './world.js';

const input = { phoneNumberId, users: ['49170', 'US.1x'], changedAtMs: 2, stoppedAtMs: 1 };

let world: World;
let written: UserConsent[][];
let failure: Error | undefined;

const store: Pick<ConsentStore, 'write'> = {
  write: async (consents) => {
    if (failure) throw failure;
    written.push([...consents]);
  },
};

beforeEach(async () => {
  written = [];
  failure = undefined;
  world = await World.start({}, { consent: store as ConsentStore });
});
afterEach(() => world.stop());

test('one write has the statement under each id of the user, and Meta is not asked', async () => {
  expect(await world.run('storeWhatsAppConsent', input)).toEqual({ users: ['49170', 'US.1x'] });
  const statement = { phoneNumberId, changedAtMs: 2, stoppedAtMs: 1 };
  expect(written).toEqual([
    [
      { ...statement, user: '49170' },
      { ...statement, user: 'US.1x' },
    ],
  ]);
  expect(world.server.received).toEqual([]);
});

test('a store that cannot be written to is tried again', async () => {
  failure = new ConsentStoreError('the database is away');
  const { type, nonRetryable, message } = await world.failure('storeWhatsAppConsent', input);
  expect([type, nonRetryable, message]).toEqual([
    'WhatsApp.ConsentStore',
    false,
    'storeWhatsAppConsent: the database is away',
  ]);
});

test('a worker without a store says what to do, and another worker may have one', async () => {
  await world.stop();
  world = await World.start({});
  const { type, nonRetryable, message } = await world.failure('storeWhatsAppConsent', input);
  expect([type, nonRetryable]).toEqual(['WhatsApp.Configuration', false]);
  expect(message).toContain('pass "consent" to WhatsAppPlugin');
});

test.each([
  [{ ...input, users: [] }, 'users'],
  [{ ...input, phoneNumberId: '+49' }, 'phoneNumberId'],
  [{ ...input, changedAtMs: -1 }, 'changedAtMs'],
  [{ ...input, more: 1 }, 'more'],
])('a wrong input is refused', async (wrong, member) => {
  const { type, message } = await world.failure('storeWhatsAppConsent', wrong);
  expect(type).toBe('WhatsApp.InvalidInput');
  expect(message).toContain(member);
});
