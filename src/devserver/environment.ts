/** The environment that the caller of this folder hands over, and what the folder says meanwhile. */

/** Environment variables. This folder never reads the process's own: the caller hands them over. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What finding or getting a program needs of its caller. */
export interface BinaryOptions {
  env: Environment;
  /** Gets one line for each step, without a line break. */
  log: (line: string) => void;
}

/** The value of a variable; an empty one counts as not set. */
export function readVariable(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** Says why something failed, to be continued in a sentence: the error's message without the full stop at its end. */
export function failureReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\.+$/, '');
}
