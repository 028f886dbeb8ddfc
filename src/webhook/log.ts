/** What the receiver logs with: a pino logger fits as it is. Never given a message's content, a phone number or a secret. */
export interface WebhookLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The log of a receiver that was given none: warnings and errors on the console, one line each. */
export const consoleLog: WebhookLog = {
  info: () => undefined,
  warn: (fields, message) => console.warn(`${message} ${JSON.stringify(fields)}`),
  error: (fields, message) => console.error(`${message} ${JSON.stringify(fields)}`),
};
