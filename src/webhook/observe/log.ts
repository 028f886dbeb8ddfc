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
