/** The records of the emulator as entries of a HTTP archive, without their secrets. */
import { isSecretName } from '../../common/secrets/names.js';
import { redacted } from '../../common/secrets/texts.js';
import type { WebhookAttempt, WebhookDelivery } from '../outbound-webhooks/delivery/webhook-delivery.js';
import type { AnswerBody } from '../state/requests/answer-bodies.js';
import type { RecordedRequest } from '../state/requests/request-log.js';
import { hideIn, hideInText, secretTest, type IsSecret } from './hidden-values.js';
import type { HarEntry, HarPair, HarRequest, HarResponse } from './har-entry.js';

const httpVersion = 'HTTP/1.1';
const json = 'application/json';

/** Takes known values out of a text. */
export type HideValues = (text: string) => string;

/** Values that stand under the names of secrets in a request. */
export function namedSecrets({ path, query, headers, body }: RecordedRequest): string[] {
  const found: string[] = [];
  const hiding = { isSecret: secretTest(path), hideValues: same, onSecret: (value: string) => void found.push(value) };
  for (const part of [query, headers, body]) hideIn(part, hiding);
  return found;
}

export function graphEntry(
  { method, path, version, query, headers, body, receivedAtMs, answer }: RecordedRequest,
  answered: AnswerBody | undefined,
  { baseUrl, hideValues }: { baseUrl: string; hideValues: HideValues },
): HarEntry {
  const isSecret = secretTest(path);
  const hide = hider(isSecret, hideValues);
  const parameters = Object.entries(query).map(([name, value]) => ({
    name: hide(name),
    value: isSecret(name) ? redacted : asText(hideIn(value, { isSecret, hideValues })),
  }));
  const search = new URLSearchParams(parameters.map(({ name, value }): [string, string] => [name, value])).toString();
  const shownPath = `${version === undefined ? '' : `/${version}`}${hide(path)}`;
  const address = `${baseUrl}${shownPath}${search === '' ? '' : `?${search}`}`;
  const text = body === undefined ? undefined : hide(asText(body));
  const plain = hider(isSecretName, hideValues);
  return entry('graph', receivedAtMs, (answered?.answeredAtMs ?? receivedAtMs) - receivedAtMs, {
    request: request({ method, url: address, headers: pairs(headers, plain), queryString: parameters, text }),
    response: response(answer?.status ?? 0, { headers: answered?.headers ?? {}, body: answered?.body, hide: plain }),
  });
}

/** One entry for each attempt. */
export function webhookEntries(
  { url, headers, rawBody, attempts }: WebhookDelivery,
  { hideValues }: { hideValues: HideValues },
): HarEntry[] {
  const hide = hider(isSecretName, hideValues);
  const shownUrl = hide(url);
  const asked = request({
    method: 'POST',
    url: shownUrl,
    headers: pairs(headers, hide),
    queryString: [...new URL(shownUrl).searchParams].map(([name, value]) => ({ name, value })),
    text: hide(rawBody),
  });
  return attempts.map((attempt) =>
    entry('webhook', attempt.atMs, attempt.durationMs, { request: asked, response: attemptResponse(attempt, hide) }),
  );
}

function attemptResponse({ status = 0, answer }: WebhookAttempt, hide: HideValues): HarResponse {
  return response(status, { headers: { 'content-type': 'text/plain' }, body: answer, hide });
}

function hider(isSecret: IsSecret, hideValues: HideValues): HideValues {
  return (text) => hideInText(text, { isSecret, hideValues });
}

const same: HideValues = (text) => text;

function entry(
  comment: HarEntry['comment'],
  atMs: number,
  durationMs: number,
  { request: asked, response: answered }: Pick<HarEntry, 'request' | 'response'>,
): HarEntry {
  const time = Math.max(0, durationMs);
  const startedDateTime = new Date(atMs).toISOString();
  const timings = { send: 0, wait: time, receive: 0 };
  return { startedDateTime, time, request: asked, response: answered, cache: {}, timings, comment };
}

function request({
  text,
  headers,
  ...rest
}: Pick<HarRequest, 'method' | 'url' | 'queryString' | 'headers'> & { text: string | undefined }): HarRequest {
  const mimeType = headers.find(({ name }) => name === 'content-type')?.value ?? json;
  const postData = text === undefined ? {} : { postData: { mimeType, text } };
  const bodySize = text === undefined ? 0 : Buffer.byteLength(text);
  return { ...rest, httpVersion, cookies: [], headers, ...postData, headersSize: -1, bodySize };
}

function response(
  status: number,
  { headers, body, hide }: { headers: Readonly<Record<string, string>>; body: unknown; hide: HideValues },
): HarResponse {
  const text = body === undefined ? undefined : hide(asText(body));
  const bodySize = text === undefined ? -1 : Buffer.byteLength(text);
  const size = Number(headers['content-length'] ?? Math.max(bodySize, 0));
  const content = { size, mimeType: headers['content-type'] ?? json, ...(text !== undefined && { text }) };
  const sizes = { redirectURL: '', headersSize: -1, bodySize };
  return { status, statusText: '', httpVersion, cookies: [], headers: pairs(headers, hide), content, ...sizes };
}

function pairs(headers: Readonly<Record<string, string>>, hide: HideValues): HarPair[] {
  return Object.entries(headers).map(([name, value]) => ({
    name,
    value: isSecretName(name) ? redacted : hide(value),
  }));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
