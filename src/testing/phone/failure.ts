/** The failure of an expectation: it points to the line of the test, also after many waits. */

/** A test expected something of the phone of a user that did not happen. */
export class PhoneExpectationError extends Error {
  override name = 'PhoneExpectationError';

  /** @param callSite what `rememberCallSite` returned */
  constructor(message: string, callSite: string) {
    super(message);
    this.stack = `${this.name}: ${message}\n${callSite}`;
  }
}

/**
 * The stack of whoever called a method.
 *
 * @param method the method; it and what it called are left out
 */
export function rememberCallSite(method: (...args: never[]) => unknown): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, method);
  return (holder.stack ?? '').split('\n').slice(1).join('\n');
}
