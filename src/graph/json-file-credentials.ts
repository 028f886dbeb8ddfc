import { readFile, stat } from 'node:fs/promises';
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

/** How long a value may be out of date, so that a busy worker does not stat the file for every request. */
const checkEveryMs = 1_000;

/**
 * Credentials and secrets from a JSON file:
 * `{ "credentials": { "default": { "accessToken": "…", "appSecret": "…" } }, "secrets": { "<name>": "<value>" } }`.
 *
 * A credential is named by a phone number id, by any other name, or `default`. A changed file is read again within a
 * second, without a restart.
 */
export class JsonFileCredentialProvider implements CredentialProvider, SecretProvider {
  readonly #path: string;
  #loaded: Promise<CredentialFile> | undefined;
  #modifiedMs = 0;
  #checkedMs = 0;

  /** @param path The path of the JSON file, which should be readable by the worker's user only. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Looks the credential up; `undefined` when the file has none of this name.
   *
   * @throws InvalidCredentialError when the file cannot be read or is not as expected
   */
  async getCredential(reference: string, options: CredentialOptions = {}): Promise<GraphCredential | undefined> {
    const { credentials } = await this.#load(options.reread ?? false);
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
   * @throws InvalidCredentialError when the file cannot be read or is not as expected
   */
  async getSecret(name: string): Promise<string | undefined> {
    const { secrets } = await this.#load(false);
    return Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  }

  /** Names the place in the file where the secret belongs. */
  howToAddSecret(name: string): string {
    return `add "secrets"."${name}" to ${this.#path}`;
  }

  async #load(reread: boolean): Promise<CredentialFile> {
    if (reread || !this.#loaded || Date.now() - this.#checkedMs >= checkEveryMs) await this.#check(reread);
    // A file that could not be read is tried again by the next caller.
    this.#loaded ??= readCredentialFile(this.#path);
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
