/** The file of a consent store: a line of JSON for each statement, the newest ones last. */
import { mkdir, open, readFile, rename, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isRecord } from '../common/events/json.js';
import { defined } from '../common/schema/defined.js';
import { ConsentStoreError, type UserConsent } from './consent-store.js';

/** All statements of a file, the oldest first. A file that is not there has none. */
export async function readConsentFile(path: string): Promise<UserConsent[]> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new ConsentStoreError(`${path} cannot be read: ${error.code ?? error.message}`);
  });
  const whole = content.lastIndexOf('\n') + 1;
  // The process died in the middle of a write, which nobody was told of as done.
  if (whole < content.length) await truncate(path, Buffer.byteLength(content.slice(0, whole)));
  const lines = content.slice(0, whole).split('\n').slice(0, -1);
  return lines.map((line, index) => readLine(line, `${path}:${index + 1}`));
}

/** Adds statements, and returns when they are on the disk. */
export async function appendConsents(path: string, consents: readonly UserConsent[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeLines(path, 'a', consents);
}

/** Replaces the file as a whole: a crash leaves the old one or the new one. */
export async function replaceConsentFile(path: string, consents: readonly UserConsent[]): Promise<void> {
  const fresh = `${path}.new`;
  await writeLines(fresh, 'w', consents);
  await rename(fresh, path);
  const folder = await open(dirname(path));
  await folder.sync().finally(() => folder.close());
}

async function writeLines(path: string, flags: 'a' | 'w', consents: readonly UserConsent[]): Promise<void> {
  // Only the process's own user may read who has said what.
  const file = await open(path, flags, 0o600);
  try {
    await file.appendFile(consents.map((consent) => `${JSON.stringify(consent)}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}

function readLine(line: string, place: string): UserConsent {
  const consent = parse(line);
  const { phoneNumberId, user, changedAtMs } = consent;
  if (typeof phoneNumberId === 'string' && typeof user === 'string' && typeof changedAtMs === 'number') {
    const { stoppedAtMs, marketingStoppedAtMs } = consent;
    return { phoneNumberId, user, changedAtMs, ...defined({ stoppedAtMs, marketingStoppedAtMs }) };
  }
  throw new ConsentStoreError(`${place} is no line of a consent store: repair or remove the line`);
}

function parse(line: string): Partial<UserConsent> {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
