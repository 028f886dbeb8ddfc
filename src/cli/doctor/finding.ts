/** What a check finds, in one line, and what to do about it. */

/** What a check says of one thing. */
export interface Verdict {
  status: 'ok' | 'warning' | 'failure';
  /** What was found, with the value. */
  message: string;
  /** What to do; absent only where all is well. */
  remedy?: string;
}

/** A verdict, and the check that it comes from. */
export interface Finding extends Verdict {
  check: string;
}

/** What a check hands on: its verdicts, and for the checks after it what it has learned. */
export interface Examined<Value = undefined> {
  verdicts: Verdict[];
  value?: Value;
}

export function ok(message: string): Verdict {
  return { status: 'ok', message };
}

/** It works now, and may not always. */
export function warning(message: string, remedy: string): Verdict {
  return { status: 'warning', message, remedy };
}

/** Something does not work. */
export function failure(message: string, remedy: string): Verdict {
  return { status: 'failure', message, remedy };
}
