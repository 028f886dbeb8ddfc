/**
 * How long one attempt of an activity may take that makes one request, in milliseconds.
 *
 * A request has to end before: `WHATSAPP_REQUEST_TIMEOUT_MS` stays below. A worker that stops waits as long for
 * requests that have begun, so that no send is cut off whose outcome would be unknown.
 */
export const attemptTimeoutMs = 45_000;
