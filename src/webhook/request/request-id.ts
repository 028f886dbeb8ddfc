/** The id that joins the log lines of one request, here and at the proxy in front. */
import { randomUUID } from 'node:crypto';
import type { WebhookLog } from '../observe/log.js';

export const requestIdHeader = 'x-request-id';

/** What proxies make. Anything else could write into a log what is not an id. */
const wellFormed = /^[\w.:=+/-]{1,128}$/;

/** The id that the proxy gave, when it is well-formed; else a new UUID. */
export function chooseRequestId(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const given = headers[requestIdHeader];
  return typeof given === 'string' && wellFormed.test(given) ? given : randomUUID();
}

/** A log whose every line has the id, which the fields of the line are given: a copy of them costs a microsecond. */
export function logWithRequestId(log: WebhookLog, requestId: string): WebhookLog {
  return {
    info: (fields, message) => log.info(Object.assign(fields, { requestId }), message),
    warn: (fields, message) => log.warn(Object.assign(fields, { requestId }), message),
    error: (fields, message) => log.error(Object.assign(fields, { requestId }), message),
  };
}
