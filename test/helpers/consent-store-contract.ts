/** What every store of consent does. */
import { expect, test } from '@jest/globals';
import type { ConsentStore, UserConsent } from '../../src/consent/consent-store.js';

const phoneNumberId = '106540352242922';
const other = '116540352242922';

const said = (user: string, changedAtMs: number, members: Partial<UserConsent> = {}): UserConsent => ({
  phoneNumberId,
  user,
  changedAtMs,
  ...members,
});

async function listed(store: ConsentStore, number?: string): Promise<UserConsent[]> {
  const list: UserConsent[] = [];
  for await (const consent of store.optedOut({ phoneNumberId: number })) list.push(consent);
  return list;
}

/** @param openStore opens the same store each time, and an empty one at first */
export function describeConsentStore(openStore: () => ConsentStore | Promise<ConsentStore>): void {
  const using = async <Result>(work: (store: ConsentStore) => Promise<Result>): Promise<Result> => {
    const store = await openStore();
    return work(store).finally(() => store.close());
  };

  test('has nothing at first', async () => {
    expect(await using((store) => listed(store))).toEqual([]);
    const { consents, asOfMs } = await using((store) => store.read(phoneNumberId, ['491701234567']));
    expect(consents.size).toBe(0);
    expect(Math.abs(asOfMs - Date.now())).toBeLessThan(10_000);
  });

  test('keeps what was said, by number and id', async () => {
    const stopped = said('491701234567', 1_790_000_000_123, { stoppedAtMs: 1_790_000_000_123 });
    const marketing = said('US.13491208655302741918', 1_790_000_000_000, { marketingStoppedAtMs: 1_789_000_000_000 });
    await using((store) => store.write([stopped, marketing]));
    const { consents } = await using((store) =>
      store.read(phoneNumberId, ['+49 (170) 123-4567', '491701234567', 'US.13491208655302741918', '4915']),
    );
    expect(Object.fromEntries(consents)).toEqual({
      '+49 (170) 123-4567': stopped,
      '491701234567': stopped,
      'US.13491208655302741918': marketing,
    });
    expect((await using((store) => store.read(other, ['491701234567']))).consents.size).toBe(0);
  });

  test('the newer statement wins, in whatever order they come, also in one write', async () => {
    const user = '491701111111';
    const older = said(user, 1_000, { stoppedAtMs: 1_000 });
    const newer = said(user, 1_001);
    await using(async (store) => {
      await store.write([newer]);
      await store.write([older]);
      await store.write([older, newer, older]);
      expect((await store.read(phoneNumberId, [user])).consents.get(user)).toEqual(newer);
      await store.write([newer, said(user, 1_002, { stoppedAtMs: 1_002 }), older]);
    });
    const { consents } = await using((store) => store.read(phoneNumberId, [user]));
    expect(consents.get(user)).toEqual(said(user, 1_002, { stoppedAtMs: 1_002 }));
  });

  test('takes many writers of the same users at once', async () => {
    const users = Array.from({ length: 20 }, (_, index) => `4917022${1_000 + index}`);
    await using(async (store) => {
      const writes = Array.from({ length: 40 }, (_, turn) => {
        const order = turn % 2 === 0 ? users : [...users].reverse();
        return store.write(order.map((user) => said(user, 5_000 + turn, { stoppedAtMs: 4_000 + turn })));
      });
      await Promise.all(writes);
      const { consents } = await store.read(phoneNumberId, users);
      expect([...consents.values()].map(({ changedAtMs }) => changedAtMs)).toEqual(users.map(() => 5_039));
    });
  });

  test('reads and lists thousands at once, without those who opted in again', async () => {
    const ids = Array.from({ length: 12_500 }, (_, index) => String(49_000_000_000 + index));
    const seconds = ids.map((user) => ({ ...said(user, 10_000, { stoppedAtMs: 10_000 }), phoneNumberId: other }));
    await using(async (store) => {
      await store.write(seconds);
      await store.write([{ ...said(ids[7] as string, 10_001), phoneNumberId: other }]);
      const { consents } = await store.read(other, [...ids, '4930']);
      expect(consents.size).toBe(ids.length);
      expect(consents.get(ids[7] as string)?.stoppedAtMs).toBeUndefined();
    });
    const ofOther = await using((store) => listed(store, other));
    expect(ofOther.map(({ user }) => user)).toEqual(ids.filter((_, index) => index !== 7));
    const all = await using((store) => listed(store));
    expect(all.filter(({ phoneNumberId: number }) => number === other)).toEqual(ofOther);
    expect(all.length).toBeGreaterThan(ofOther.length);
  });

  test('keeps ids that would be SQL as they are', async () => {
    const user = `x'); DROP TABLE whatsapp_consent; --`;
    await using((store) => store.write([said(user, 1, { stoppedAtMs: 1 })]));
    expect((await using((store) => store.read(phoneNumberId, [user]))).consents.size).toBe(1);
  });
}
