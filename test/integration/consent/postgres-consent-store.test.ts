import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { ConsentStoreError } from '../../../src/consent/consent-store.js';
import { PostgresConsentStore } from '../../../src/consent/postgres-consent-store.js';
import { describeConsentStore } from '../../helpers/consent-store-contract.js';
import { findPostgres, startPostgres, type PostgresServer } from '../../helpers/postgres-server.js';
import { rejection } from '../../helpers/rejection.js';

const programs = findPostgres();
if (programs === undefined) console.warn('SKIPPED: no PostgreSQL in /usr/lib/postgresql (apt-get install postgresql)');
const describeWithPostgres = programs === undefined ? describe.skip : describe;

describeWithPostgres('PostgresConsentStore', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(programs as string);
  });
  afterAll(() => server.remove());

  const newStore = (options: { table?: string; createsTable?: boolean } = {}) =>
    new PostgresConsentStore({ connectionString: server.connectionString, ...options });

  test('says how to make the table, which many may do at once', async () => {
    const store = newStore();
    const failure = await rejection(store.read('106540352242922', ['49170']));
    expect(failure).toBeInstanceOf(ConsentStoreError);
    expect(failure).toHaveProperty('message', expect.stringContaining('make the table with migrate()'));
    const stores = Array.from({ length: 8 }, () => newStore());
    await Promise.all(stores.map((one) => one.migrate()));
    await Promise.all([store, ...stores].map((one) => one.close()));
  });

  describe('in a table that migrate() made', () => {
    describeConsentStore(() => newStore());
  });

  describe('in a table that the first use makes', () => {
    beforeAll(() => execute('CREATE SCHEMA crm'));
    describeConsentStore(() => newStore({ table: 'crm.consent', createsTable: true }));
  });

  test('the documented statement makes the same table', async () => {
    await execute(PostgresConsentStore.statement('by_hand'));
    const columns = async (table: string) =>
      (
        await execute(
          `SELECT column_name, data_type, is_nullable FROM information_schema.columns
            WHERE table_name = '${table}' ORDER BY 1`,
        )
      ).rows;
    expect(await columns('by_hand')).toEqual(await columns('whatsapp_consent'));
    expect(await columns('by_hand')).toHaveLength(5);
  });

  test('a user of the database who may make no tables uses one that is there', async () => {
    await execute('CREATE ROLE campaigns LOGIN');
    await execute('REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT SELECT ON whatsapp_consent TO campaigns');
    const connectionString = server.connectionString.replace('postgres@', 'campaigns@');
    const store = new PostgresConsentStore({ connectionString, createsTable: true });
    expect((await store.read('106540352242922', ['49170'])).consents.size).toBe(0);
    const consent = { phoneNumberId: '106540352242922', user: '1', changedAtMs: 1 };
    expect(await rejection(store.write([consent]))).toBeInstanceOf(ConsentStoreError);
    await store.close();
  });

  test('times are right in any time zone, and with parsers of the application', async () => {
    const pool = new pg.Pool({ connectionString: server.connectionString, options: '-c TimeZone=Asia/Kathmandu' });
    const store = new PostgresConsentStore({ pool });
    const consent = { phoneNumberId: '106540352242922', user: '4930', changedAtMs: 1_790_000_000_987, stoppedAtMs: 1 };
    await store.write([consent]);
    expect((await store.read('106540352242922', ['4930'])).consents.get('4930')).toEqual(consent);
    await store.close();
    // The pool is the application's, and goes on.
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  test('a server that is away for a while fails the write, and has everything afterwards', async () => {
    const store = newStore();
    const consent = { phoneNumberId: '106540352242922', user: '4931', changedAtMs: 2, stoppedAtMs: 2 };
    await store.write([consent]);
    await server.stop();
    const failure = await rejection(store.write([{ ...consent, changedAtMs: 3 }]));
    expect(failure).toBeInstanceOf(ConsentStoreError);
    await server.start();
    await store.write([{ ...consent, changedAtMs: 3 }]);
    expect((await store.read('106540352242922', ['4931'])).consents.get('4931')).toEqual({
      ...consent,
      changedAtMs: 3,
    });
    await store.close();
  });

  async function execute(statement: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: server.connectionString });
    await client.connect();
    return client.query(statement).finally(() => client.end());
  }
});

test.each([
  ['Consent', 'lower-case'],
  ['consent; DROP TABLE users', 'lower-case'],
  ['a.b.c', 'lower-case'],
])('a table cannot be called %j', (table, message) => {
  expect(() => new PostgresConsentStore({ connectionString: 'postgresql://x', table })).toThrow(message);
});

test('needs one database', () => {
  expect(() => new PostgresConsentStore({})).toThrow('one of connectionString and pool');
});
