/** What the parts of this folder pass to each other. */

/** Environment variables. This folder never reads the process's own: the caller hands them over. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Gets one line for each step, without a line break. */
type Log = (line: string) => void;

export interface BinaryOptions {
  env: Environment;
  log: Log;
}

/** The value of a variable; an empty one counts as not set. */
export function valueOf(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** The one line that says why something failed. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\.+$/, '');
}
