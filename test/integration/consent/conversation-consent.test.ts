/** What a user says about messages, from a conversation to a store. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConsentStoreError, type ConsentStore, type UserConsent } from '../../../src/consent/consent-store.js';
import { FileConsentStore } from '../../../src/consent/file-consent-store.js';
import { conversationWorkflowId } from '../../../src/client.js';
import { createWhatsAppTest, type Phone, type WhatsAppTest } from '../../../src/testing/index.js';
import { eventually, patiently } from '../../helpers/eventually.js';
import { silenceRuntime } from '../../helpers/logger.js';
import { tokenMarker } from '../../helpers/secrets.js';
import { testWorkflowBundle } from '../../helpers/stack.js';

/** A file that can be away for a while. */
class Unsteady implements ConsentStore {
  isAway = false;
  writes = 0;
  private readonly store: ConsentStore;

  constructor(store: ConsentStore) {
    this.store = store;
  }

  async write(consents: readonly UserConsent[]): Promise<void> {
    this.writes += 1;
    if (this.isAway) throw new ConsentStoreError('the store is away');
    await this.store.write(consents);
  }

  read(...parameters: Parameters<ConsentStore['read']>): ReturnType<ConsentStore['read']> {
    return this.store.read(...parameters);
  }

  optedOut(): AsyncIterable<UserConsent> {
    return this.store.optedOut();
  }

  close(): Promise<void> {
    return this.store.close();
  }
}

let folder: string;
let store: Unsteady;
let kit: WhatsAppTest;

beforeAll(async () => {
  silenceRuntime();
  folder = mkdtempSync(join(tmpdir(), 'consent-'));
  store = new Unsteady(new FileConsentStore(join(folder, 'consent.jsonl')));
  kit = await createWhatsAppTest({
    workflowBundle: await testWorkflowBundle(),
    conversation: 'storing',
    consent: store,
    emulator: { accessToken: `${tokenMarker}consent` },
    within: '20 seconds',
  });
});
afterAll(async () => {
  await kit.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  store.isAway = false;
  store.writes = 0;
});

let users = 0;
const newUser = (): Phone => kit.phone(`+49151${2_000_000 + ++users}`);

const stored = async ({ user }: Phone): Promise<UserConsent | undefined> => {
  const { consents } = await store.read(kit.phoneNumberId, [user]);
  return consents.get(user);
};

/** Asked with the conversation's own key, which the user's business-scoped id is. */
const readState = async ({ user }: Phone) => (await conversationWith(user).state()).dialogues;
const conversationWith = (user: string) =>
  kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, user, workflow: 'storing' });

test('a change is stored under all ids of the user, and a turn without one costs nothing', async () => {
  const ann = newUser();
  await ann.says('hello');
  await ann.sees('You say hello');
  expect(store.writes).toBe(0);
  await ann.says('STOP');
  const stopped = await eventually(() => stored(ann));
  expect(stopped).toMatchObject({ changedAtMs: stopped?.stoppedAtMs });
  await ann.says('hello again');
  await ann.sees('You say hello again');
  await ann.says('STOP');
  await ann.says('START');
  await eventually(async () => (await stored(ann))?.stoppedAtMs === undefined);
  await ann.says('bye');
  await ann.sees('You say bye');
  expect(store.writes).toBe(2);
  const ids = kit.emulator.userIds(ann.user);
  const { consents } = await store.read(kit.phoneNumberId, ids);
  expect(ids.length).toBeGreaterThan(1);
  expect([...consents.keys()].sort()).toEqual([...new Set(ids)].sort());
});

test('what Meta withholds is stored, too, once', async () => {
  const ann = newUser();
  kit.emulator.addFault({ match: { to: ann.user }, code: 131050 });
  for (let turn = 0; turn < 2; turn += 1) {
    await ann.says('offer');
    await ann.sees('No offer: WhatsApp.MarketingWithheld');
  }
  const withheld = await eventually(() => stored(ann));
  expect(withheld?.marketingStoppedAtMs).toBeGreaterThan(0);
  expect(withheld?.stoppedAtMs).toBeUndefined();
  expect(store.writes).toBe(1);
});

test('a store that is away for hours loses no message and no change, also over the ends of runs', async () => {
  const ann = newUser();
  await ann.says('hello');
  await ann.sees('You say hello');
  store.isAway = true;
  await ann.says('STOP');
  for (const word of ['one', 'two', 'three']) {
    await ann.says(word);
    await ann.sees(`You say ${word}`);
  }
  await kit.waits('3 hours');
  const failed = await eventually(
    () => readState(ann),
    (state) => state?.consentNotStored !== undefined,
  );
  expect(failed?.consentNotStored).toContain('the store is away');
  // Attempts become rarer: a few in each round, and a round an hour at last.
  expect(store.writes).toBeLessThan(80);
  await ann.says('four');
  await ann.sees('You say four');
  expect(await stored(ann)).toBeUndefined();
  store.isAway = false;
  await kit.waits('2 hours');
  expect((await eventually(() => stored(ann)))?.stoppedAtMs).toBeGreaterThan(0);
  await eventually(
    () => readState(ann),
    (state) => state?.consentNotStored === undefined,
  );
});

test('a conversation that began before it had a store goes on, and its history replays', async () => {
  const before = await createWhatsAppTest({
    workflowBundle: await testWorkflowBundle(),
    conversation: 'longRun',
    emulator: { accessToken: `${tokenMarker}before` },
    within: '20 seconds',
  });
  const ann = before.phone('+4915198');
  await ann.says('STOP');
  await ann.says('hello');
  await ann.sees('You say hello');
  const history = await fetchHistory(before, ann, 'longRun');
  await before.close();
  const later = fileURLToPath(new URL('../../fixtures/consent-later-workflows.ts', import.meta.url));
  await Worker.runReplayHistory({ workflowsPath: later }, history);
});

test('a run that has written replays', async () => {
  const ann = newUser();
  await ann.says('STOP');
  await eventually(() => stored(ann));
  const history = await fetchHistory(kit, ann, 'storing');
  const activities = history.events?.flatMap(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name ?? [],
  );
  expect(activities).toEqual(['storeWhatsAppConsent']);
  await Worker.runReplayHistory({ workflowBundle: await testWorkflowBundle() }, history);
});

async function fetchHistory({ whatsapp, client, phoneNumberId }: WhatsAppTest, { user }: Phone, workflow: string) {
  // Temporal's test server does not know a workflow for a moment, on a busy machine.
  const { userKey } = await patiently(() => whatsapp.conversation({ phoneNumberId, user, workflow }).state());
  return client.workflow.getHandle(conversationWorkflowId(phoneNumberId, userKey)).fetchHistory();
}

test('a worker without a store tells what is missing, and the user is answered', async () => {
  const without = await createWhatsAppTest({
    workflowBundle: await testWorkflowBundle(),
    conversation: 'storing',
    emulator: { accessToken: `${tokenMarker}without` },
    within: '20 seconds',
  });
  const ann = without.phone('+4915199');
  await ann.says('STOP');
  await ann.says('hello');
  await ann.sees('You say hello');
  await without.waits('5 minutes');
  const conversation = without.whatsapp.conversation({
    phoneNumberId: without.phoneNumberId,
    user: ann.user,
    workflow: 'storing',
  });
  const state = await eventually(
    async () => (await conversation.state()).dialogues,
    (dialogues) => dialogues?.consentNotStored !== undefined,
  );
  expect(state?.consentNotStored).toContain('pass "consent" to WhatsAppPlugin');
  await without.close();
});
