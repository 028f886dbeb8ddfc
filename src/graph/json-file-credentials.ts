import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defined } from '../common/schema/defined.js';
import {
  InvalidCredentialError,
  type CredentialOptions,
  type CredentialProvider,
  type GraphCredential,
  type SecretProvider,
} from './credentials.js';

const fileSchema = z.strictObject({
  credentials: z
    .record(z.string(), z.strictObject({ accessToken: z.string().min(1), appSecret: z.string().min(1).optional() }))
    .default({}),
  secrets: z.record(z.string(), z.string().min(1)).default({}),
});

type CredentialFile = z.output<typeof fileSchema>;

type Part = keyof CredentialFile;

/** How long a value may be out of date, so that a busy worker does not stat the file for every request. */
const checkEveryMs = 1_000;

/** How long one call waits for a file that is being rewritten, and how often it looks, in milliseconds. */
const patienceMs = 1_000;
const lookEveryMs = 50;

/**
 * How long an entry that has vanished is waited for, in milliseconds. Then it counts as removed, and a phone number has
 * the default credential.
 */
const removedAfterMs = 60_000;

/**
 * Credentials and secrets from a JSON file:
 * `{ "credentials": { "default": { "accessToken": "…", "appSecret": "…" } }, "secrets": { "<name>": "<value>" } }`.
 *
 * A credential is named by a phone number id, by any other name, or `default`. A changed file is read again within a
 * second, without a restart. While it is being rewritten, it is waited for: a file that could be read before, and an
 * entry that it had.
 */
export class JsonFileCredentialProvider implements CredentialProvider, SecretProvider {
  readonly #path: string;
  #loaded: Promise<CredentialFile> | undefined;
  #modifiedMs = 0;
  #checkedMs = 0;
  /** What the file held when it could be read last. */
  #last: CredentialFile | undefined;
  /** The times at which entries vanished that the file had before, by {@link entryKey}, in milliseconds. */
  readonly #awaySinceMs = new Map<string, number>();

  /** @param path The path of the JSON file, which should be readable by the worker's user only. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Looks the credential up; `undefined` when the file has none of this name.
   *
   * @throws InvalidCredentialError when the file cannot be read or is not as expected, and never was
   * @throws Error when it was before, after a second of waiting: the activity is retried
   */
  async getCredential(reference: string, options: CredentialOptions = {}): Promise<GraphCredential | undefined> {
    const { credentials } = await this.#load('credentials', reference, options.reread ?? false);
    const found = Object.hasOwn(credentials, reference) ? credentials[reference] : undefined;
    return found && { accessToken: found.accessToken, ...defined({ appSecret: found.appSecret }) };
  }

  /** Names the place in the file where the credential belongs. */
  howToAddCredential(reference: string): string {
    return `add "credentials"."${reference}" to ${this.#path}`;
  }

  /**
   * Looks the secret up; `undefined` when the file has none of this name.
   *
   * @throws InvalidCredentialError when the file cannot be read or is not as expected, and never was
   * @throws Error when it was before, after a second of waiting: the activity is retried
   */
  async getSecret(name: string): Promise<string | undefined> {
    const { secrets } = await this.#load('secrets', name, false);
    return Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  }

  /** Names the place in the file where the secret belongs. */
  howToAddSecret(name: string): string {
    return `add "secrets"."${name}" to ${this.#path}`;
  }

  /** The file, in which an entry that it had a moment ago is there again. */
  async #load(part: Part, name: string, reread: boolean): Promise<CredentialFile> {
    const untilMs = performance.now() + patienceMs;
    for (let again = reread; ; again = true) {
      const file = await this.#read(again).catch((error: Error) => error);
      if (file instanceof Error && this.#last === undefined) throw file;
      if (!(file instanceof Error) && !this.#isAway(part, name)) return file;
      // Whoever rewrites the file is not done. A plain error means that it may be right soon.
      if (performance.now() >= untilMs) throw new Error(file instanceof Error ? file.message : this.#away(part, name));
      await sleep(lookEveryMs);
    }
  }

  async #read(reread: boolean): Promise<CredentialFile> {
    if (reread || !this.#loaded || Date.now() - this.#checkedMs >= checkEveryMs) await this.#check(reread);
    // A file that could not be read is tried again by the next caller.
    this.#loaded ??= readCredentialFile(this.#path).then((file) => this.#keep(file));
    const loading = this.#loaded;
    return loading.catch((error: unknown) => {
      if (this.#loaded === loading) this.#loaded = undefined;
      throw error;
    });
  }

  async #check(reread: boolean): Promise<void> {
    this.#checkedMs = Date.now();
    const modifiedMs = await stat(this.#path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    if (reread || modifiedMs !== this.#modifiedMs) this.#loaded = undefined;
    this.#modifiedMs = modifiedMs;
  }

  /** Notes which entries have come and gone. */
  #keep(file: CredentialFile): CredentialFile {
    const now = entryKeys(file);
    for (const key of this.#last ? entryKeys(this.#last) : [])
      if (!now.has(key)) this.#awaySinceMs.set(key, Date.now());
    for (const key of now) this.#awaySinceMs.delete(key);
    this.#last = file;
    return file;
  }

  #isAway(part: Part, name: string): boolean {
    const sinceMs = this.#awaySinceMs.get(entryKey(part, name));
    return sinceMs !== undefined && Date.now() - sinceMs < removedAfterMs;
  }

  #away(part: Part, name: string): string {
    return (
      `the credential file ${this.#path} had "${part}"."${name}" a moment ago and has it no longer: ` +
      `put it back; it counts as removed after ${removedAfterMs / 1_000} seconds`
    );
  }
}

function entryKeys(file: CredentialFile): Set<string> {
  const parts = ['credentials', 'secrets'] as const;
  return new Set(parts.flatMap((part) => Object.keys(file[part]).map((name) => entryKey(part, name))));
}

function entryKey(part: Part, name: string): string {
  return `${part}.${name}`;
}

/** Messages name paths, never values: a parser's own message would quote the file. */
async function readCredentialFile(path: string): Promise<CredentialFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InvalidCredentialError(`cannot read the credential file ${path}: ${error.code ?? error.message}`);
  });
  const parsed = fileSchema.safeParse(parseJson(path, text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path: at, code }) => `${at.map(String).join('.') || 'the file'} (${code})`,
  );
  throw new InvalidCredentialError(
    `the credential file ${path} is wrong at ${problems.join(', ')}: ` +
      'expected { "credentials": { "default": { "accessToken": "…" } }, "secrets": { "name": "value" } }',
  );
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidCredentialError(`the credential file ${path} is not JSON`);
  }
}
