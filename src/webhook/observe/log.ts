/** What the receiver logs with, and how it writes errors. */

/** A log: a pino logger fits as it is. Never given a message's content, a phone number or a secret. */
export interface WebhookLog {
  /** Takes what happened as it should, such as a webhook that was accepted. */
  info(fields: object, message: string): void;
  /** Takes what was refused, and what is kept as a dead letter. */
  warn(fields: object, message: string): void;
  /** Takes what an operator has to look at, such as a webhook that Temporal did not accept. */
  error(fields: object, message: string): void;
}

/** The log of a receiver that was given none: warnings and errors on the console, one line each. */
export const consoleLog: WebhookLog = {
  info: () => undefined,
  warn: (fields, message) => console.warn(`${message} ${JSON.stringify(fields)}`),
  error: (fields, message) => console.error(`${message} ${JSON.stringify(fields)}`),
};

/** An error's message with those of its causes: Temporal's client says what it could not do, and the cause says why. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describeError(error.cause)}`;
}
