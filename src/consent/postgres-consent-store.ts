/** A store of consent in PostgreSQL, for any number of workers and campaigns. */
import { plainUserId } from '../common/ids/user-ids.js';
import { defined } from '../common/schema/defined.js';
import {
  ConsentStoreError,
  newestOfEach,
  type ConsentSnapshot,
  type ConsentStore,
  type OptedOutOptions,
  type UserConsent,
} from './consent-store.js';
import {
  checkTableName,
  createTable,
  findTable,
  migration,
  selectOptedOut,
  selectUsers,
  upsert,
} from './postgres-statements.js';

/** What the store needs of a pool of the package `pg`. */
export interface PostgresPool {
  /** Runs one statement. */
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
  /** Closes the pool. */
  end(): Promise<void>;
}

/** What a statement returned. */
export interface PostgresResult {
  /** The rows. Several statements at once have none. */
  rows?: unknown[];
}

/** The database, and the name of the table. One of `connectionString` and `pool` is needed. */
export interface PostgresConsentStoreOptions {
  /** The URL of the database: `postgresql://user:password@host:5432/database`. It needs the package `pg`. */
  connectionString?: string;
  /** A pool of yours, of the package `pg`. It stays yours to close. */
  pool?: PostgresPool;
  /** The table, with or without its schema. @default 'whatsapp_consent' */
  table?: string;
  /** Whether the first use makes the table, as `migrate()` does. @default false */
  createsTable?: boolean;
}

/** How many rows a page of the list of all has. */
const pageRows = 1_000;

/** How many users one statement looks up. */
const usersPerStatement = 10_000;

/** Limits of a pool of our own, in milliseconds. An attempt of the activity has 30 seconds. */
const poolLimits = { connectionTimeoutMillis: 5_000, query_timeout: 15_000, max: 5 } as const;

const noSuchTable = '42P01';

/**
 * A store of consent in a table of PostgreSQL 12 or newer. The package `pg` is loaded when it is first needed:
 * `npm install pg`.
 *
 * `migrate()` makes the table, or the statement that `PostgresConsentStore.statement()` returns. A write is one
 * statement, in which the newer change of a user wins. A bulk read is one statement for 10,000 users.
 */
export class PostgresConsentStore implements ConsentStore {
  readonly #options: PostgresConsentStoreOptions;
  readonly #table: string;
  #pool: Promise<PostgresPool> | undefined;
  #tableMade: Promise<void> | undefined;

  /** Opens no connection yet. @throws TypeError for a wrong table name, or without a database */
  constructor(options: PostgresConsentStoreOptions) {
    this.#options = options;
    this.#table = checkTableName(options.table ?? 'whatsapp_consent');
    if ((options.connectionString === undefined) === (options.pool === undefined)) {
      throw new TypeError('PostgresConsentStore: one of connectionString and pool must be set');
    }
  }

  /** The statement that makes the table, for a migration tool. @param table Its name. @default 'whatsapp_consent' */
  static statement(table = 'whatsapp_consent'): string {
    return createTable(checkTableName(table));
  }

  /** Makes the table where it is not there yet. Several may call it at once. @throws ConsentStoreError */
  async migrate(): Promise<void> {
    const [found] = await this.#rows(findTable, [this.#table]);
    // Whoever may not make tables can use one that is there.
    if ((found as { found?: boolean } | undefined)?.found !== true) await this.#rows(migration(this.#table));
  }

  /** Writes statements, in one transaction. @throws ConsentStoreError when the database does not take them */
  async write(consents: readonly UserConsent[]): Promise<void> {
    // Rows in one order: two writers of the same rows do not wait for each other.
    const rows = newestOfEach(consents);
    if (rows.length === 0) return;
    await this.#ready();
    await this.#rows(upsert(this.#table), [
      rows.map(({ phoneNumberId }) => phoneNumberId),
      rows.map(({ user }) => user),
      rows.map(({ changedAtMs }) => toTime(changedAtMs)),
      rows.map(({ stoppedAtMs }) => toTime(stoppedAtMs)),
      rows.map(({ marketingStoppedAtMs }) => toTime(marketingStoppedAtMs)),
    ]);
  }

  /** Reads many users, 10,000 with each statement. @throws ConsentStoreError when the database does not answer */
  async read(phoneNumberId: string, users: readonly string[]): Promise<ConsentSnapshot> {
    await this.#ready();
    const asOfMs = Date.now();
    const byId = new Map<string, UserConsent>();
    const ids = [...new Set(users.map(plainUserId))];
    for (let first = 0; first < ids.length; first += usersPerStatement) {
      const some = ids.slice(first, first + usersPerStatement);
      const rows = await this.#rows(selectUsers(this.#table), [phoneNumberId, some]);
      for (const row of rows.map(readRow)) byId.set(row.user, row);
    }
    const found = users.flatMap((asked): [string, UserConsent][] => {
      const consent = byId.get(plainUserId(asked));
      return consent ? [[asked, consent]] : [];
    });
    return { asOfMs, consents: new Map(found) };
  }

  /** Lists everybody who has stopped anything, in pages of 1,000. @throws ConsentStoreError */
  async *optedOut({ phoneNumberId }: OptedOutOptions = {}): AsyncIterable<UserConsent> {
    await this.#ready();
    let last = { phoneNumberId: '', user: '' };
    for (;;) {
      const from = [last.phoneNumberId, last.user, phoneNumberId ?? null, pageRows];
      const page = (await this.#rows(selectOptedOut(this.#table), from)).map(readRow);
      yield* page;
      const end = page.at(-1);
      if (end === undefined || page.length < pageRows) return;
      last = end;
    }
  }

  /** Closes the pool, unless it is yours. */
  async close(): Promise<void> {
    const pool = await this.#pool;
    this.#pool = undefined;
    if (this.#options.pool === undefined) await pool?.end();
  }

  /** Makes the table once, where that is wanted. What failed is tried again by whoever comes next. */
  async #ready(): Promise<void> {
    if (this.#options.createsTable !== true) return;
    this.#tableMade ??= this.migrate().catch((error: unknown) => {
      this.#tableMade = undefined;
      throw error;
    });
    await this.#tableMade;
  }

  async #rows(text: string, values?: unknown[]): Promise<unknown[]> {
    this.#pool ??= openPool(this.#options);
    const pool = await this.#pool.catch((error: unknown) => {
      this.#pool = undefined;
      throw error;
    });
    try {
      const { rows } = await pool.query(text, values);
      // Several statements at once have no rows of their own.
      return rows ?? [];
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #failed(error: unknown): ConsentStoreError {
    const { code, message } = error as Error & { code?: string };
    const advice = code === noSuchTable ? '; make the table with migrate(), or set createsTable' : '';
    return new ConsentStoreError(`PostgreSQL (table ${this.#table}): ${message || code}${advice}`);
  }
}

async function openPool({ pool, connectionString }: PostgresConsentStoreOptions): Promise<PostgresPool> {
  if (pool) return pool;
  const { default: pg } = await import('pg').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ConsentStoreError('PostgresConsentStore needs the package pg: npm install pg');
  });
  const own = new pg.Pool({ ...poolLimits, ...defined({ connectionString }), application_name: 'temporal-whatsapp' });
  // A connection that breaks while nobody uses it is replaced. Without a listener the process would end.
  own.on('error', () => undefined);
  return own;
}

function toTime(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString();
}

interface ConsentRow {
  phone_number_id: string;
  user_id: string;
  changed_at_ms: string;
  stopped_at_ms: string | null;
  marketing_stopped_at_ms: string | null;
}

function readRow(value: unknown): UserConsent {
  const row = value as ConsentRow;
  return {
    phoneNumberId: row.phone_number_id,
    user: row.user_id,
    changedAtMs: Number(row.changed_at_ms),
    ...defined({
      stoppedAtMs: fromTime(row.stopped_at_ms),
      marketingStoppedAtMs: fromTime(row.marketing_stopped_at_ms),
    }),
  };
}

function fromTime(ms: string | null): number | undefined {
  return ms === null ? undefined : Number(ms);
}
