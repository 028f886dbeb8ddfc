/** A file of environment variables: `NAME=value`, one a line. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describeError } from '../common/describe-error.js';

/** @throws Error that names the file, when it cannot be read */
export function readEnvFile(file: string): Record<string, string> {
  try {
    return parseEnv(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    throw new Error(`--env-file ${file}: cannot be read: ${describeError(error)}`, { cause: error });
  }
}
