/** The id that joins the log lines of one request, here and at the proxy in front. */
import { randomUUID } from 'node:crypto';
import type { WebhookLog } from '../observe/log.js';

export const requestIdHeader = 'x-request-id';

/** What proxies make. Anything else could write into a log what is not an id. */
const wellFormed = /^[\w.:=+/-]{1,128}$/;

/** The id that the proxy gave, when it is well-formed; else a new UUID. */
export function requestIdOf(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const given = headers[requestIdHeader];
  return typeof given === 'string' && wellFormed.test(given) ? given : randomUUID();
}

/** A log whose every line has the id. */
export function logWithRequestId(log: WebhookLog, requestId: string): WebhookLog {
  return new RequestLog(log, requestId);
}

/** One for each request, thus without closures. */
class RequestLog implements WebhookLog {
  private readonly log: WebhookLog;
  private readonly requestId: string;

  constructor(log: WebhookLog, requestId: string) {
    this.log = log;
    this.requestId = requestId;
  }

  info(fields: object, message: string): void {
    this.log.info({ ...fields, requestId: this.requestId }, message);
  }

  warn(fields: object, message: string): void {
    this.log.warn({ ...fields, requestId: this.requestId }, message);
  }

  error(fields: object, message: string): void {
    this.log.error({ ...fields, requestId: this.requestId }, message);
  }
}
