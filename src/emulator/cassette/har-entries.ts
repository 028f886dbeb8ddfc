/** The records of the emulator as entries of a HTTP archive, without their secrets. */
import { isSecretName } from '../../common/secrets/names.js';
import { hideSecrets, redacted } from '../../common/secrets/texts.js';
import type { WebhookAttempt, WebhookDelivery } from '../outbound-webhooks/delivery/webhook-delivery.js';
import type { AnswerBody } from '../state/requests/answer-bodies.js';
import type { RecordedRequest } from '../state/requests/request-log.js';
import type { HarEntry, HarPair, HarRequest, HarResponse } from './har-entry.js';

const httpVersion = 'HTTP/1.1';
const json = 'application/json';

/** Operations whose parameter `code` is a secret; everywhere else it is an error or a language. */
const takesCode = /\/(verify_code|oauth\/access_token)\/?$/;

export function graphEntry(
  { method, path, version, query, headers, body, receivedAtMs, answer }: RecordedRequest,
  answered: AnswerBody | undefined,
  baseUrl: string,
): HarEntry {
  const isSecret = (name: string): boolean => isSecretName(name) || (name === 'code' && takesCode.test(path));
  const parameters = Object.entries(query).map(([name, value]) => ({
    name,
    value: isSecret(name) ? redacted : asText(value),
  }));
  const search = new URLSearchParams(parameters.map(({ name, value }): [string, string] => [name, value])).toString();
  const address = `${baseUrl}${version === undefined ? '' : `/${version}`}${path}${search === '' ? '' : `?${search}`}`;
  const text = body === undefined ? undefined : hideSecrets(asText(body), isSecret);
  return entry('graph', receivedAtMs, (answered?.answeredAtMs ?? receivedAtMs) - receivedAtMs, {
    request: request({ method, url: address, headers, queryString: parameters, text }),
    response: response(answer?.status ?? 0, answered?.headers ?? {}, answered?.body),
  });
}

/** One entry for each attempt. */
export function webhookEntries({ url, headers, rawBody, attempts }: WebhookDelivery): HarEntry[] {
  const asked = request({ method: 'POST', url: hideSecrets(url), headers, queryString: [], text: rawBody });
  return attempts.map((attempt) =>
    entry('webhook', attempt.atMs, attempt.durationMs, { request: asked, response: attemptResponse(attempt) }),
  );
}

function attemptResponse({ status = 0, answer }: WebhookAttempt): HarResponse {
  return response(status, { 'content-type': 'text/plain' }, answer);
}

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
}: Pick<HarRequest, 'method' | 'url' | 'queryString'> & {
  headers: Readonly<Record<string, string>>;
  text: string | undefined;
}): HarRequest {
  const postData = text === undefined ? {} : { postData: { mimeType: headers['content-type'] ?? json, text } };
  const bodySize = text === undefined ? 0 : Buffer.byteLength(text);
  return { ...rest, httpVersion, cookies: [], headers: pairs(headers), ...postData, headersSize: -1, bodySize };
}

function response(status: number, headers: Readonly<Record<string, string>>, body: unknown): HarResponse {
  const text = body === undefined ? undefined : hideSecrets(asText(body));
  const bodySize = text === undefined ? -1 : Buffer.byteLength(text);
  const size = Number(headers['content-length'] ?? Math.max(bodySize, 0));
  const content = { size, mimeType: headers['content-type'] ?? json, ...(text !== undefined && { text }) };
  const sizes = { redirectURL: '', headersSize: -1, bodySize };
  return { status, statusText: '', httpVersion, cookies: [], headers: pairs(headers), content, ...sizes };
}

function pairs(headers: Readonly<Record<string, string>>): HarPair[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value: isSecretName(name) ? redacted : value }));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
