/** The SQL of the consent store in PostgreSQL. Everything but the name of the table is a parameter. */

/** A table's name, with or without its schema, as PostgreSQL takes it without quotes. */
const tableName = /^[a-z_][a-z0-9_]{0,50}(\.[a-z_][a-z0-9_]{0,50})?$/;

/** @throws TypeError for a name that would need quotes */
export function checkTableName(table: string): string {
  if (tableName.test(table)) return table;
  throw new TypeError(
    `PostgresConsentStore: table must be a name of lower-case letters, digits and "_", with or without its schema, not "${table}"`,
  );
}

/** The statements that make the table and its index, where they are not there yet. */
export function createTable(table: string): string {
  const index = `${table.split('.').at(-1)}_opted_out`;
  return `CREATE TABLE IF NOT EXISTS ${table} (
  phone_number_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  stopped_at timestamptz,
  marketing_stopped_at timestamptz,
  PRIMARY KEY (phone_number_id, user_id)
);
CREATE INDEX IF NOT EXISTS ${index} ON ${table} (phone_number_id, user_id)
  WHERE stopped_at IS NOT NULL OR marketing_stopped_at IS NOT NULL;`;
}

/** A number for the lock under which the table is made. It means nothing. */
const migrationLock = 7_226_435_911;

/** Several workers may start at once. The statements are one transaction, at whose end the lock is gone. */
export function migration(table: string): string {
  return `SELECT pg_advisory_xact_lock(${migrationLock});\n${createTable(table)}`;
}

export const findTable = 'SELECT to_regclass($1) IS NOT NULL AS found';

export function upsert(table: string): string {
  return `INSERT INTO ${table} AS known (phone_number_id, user_id, changed_at, stopped_at, marketing_stopped_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[])
ON CONFLICT (phone_number_id, user_id) DO UPDATE SET
  changed_at = excluded.changed_at,
  stopped_at = excluded.stopped_at,
  marketing_stopped_at = excluded.marketing_stopped_at
WHERE known.changed_at < excluded.changed_at`;
}

/** Times come as milliseconds in text: an application may have set how dates are parsed. */
const columns = ['changed_at', 'stopped_at', 'marketing_stopped_at']
  .map((column) => `round(extract(epoch FROM ${column}) * 1000)::bigint::text AS ${column}_ms`)
  .join(', ');

export function selectUsers(table: string): string {
  return `SELECT phone_number_id, user_id, ${columns} FROM ${table}
WHERE phone_number_id = $1 AND user_id = ANY($2::text[])`;
}

/** One page of those who have stopped anything, after the row with number $1 and user $2. */
export function selectOptedOut(table: string): string {
  return `SELECT phone_number_id, user_id, ${columns} FROM ${table}
WHERE (stopped_at IS NOT NULL OR marketing_stopped_at IS NOT NULL)
  AND (phone_number_id, user_id) > ($1, $2)
  AND ($3::text IS NULL OR phone_number_id = $3)
ORDER BY phone_number_id, user_id
LIMIT $4`;
}
