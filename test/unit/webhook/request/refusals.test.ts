import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { BodyError, type BodyRefusal } from '../../../../src/webhook/request/body.js';
import type { WebhookRequest } from '../../../../src/webhook/handler.js';
import { refusals, type RefusalReason } from '../../../../src/webhook/request/refusals.js';
import {
  get,
  post,
  receiver,
  recordingObserver,
  sign,
  textMessage,
  verifyToken,
  webhookBody,
} from '../recording-client.js';

const body = webhookBody({ messages: [textMessage('m', '1')] });
const good = { 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': '1158' };

function withSignature(signature: string | string[] | undefined): WebhookRequest {
  return { ...post(body), headers: { 'x-hub-signature-256': signature } };
}

function unreadable(reason: BodyRefusal): WebhookRequest {
  return { ...post(body), rawBody: () => Promise.reject(new BodyError(reason)) };
}

const digest = sign(body).slice('sha256='.length);
const cases: [string, WebhookRequest, number, RefusalReason][] = [
  ['without a signature', withSignature(undefined), 401, 'signature-missing'],
  ['with an empty signature', withSignature(''), 401, 'signature-missing'],
  ['with an empty list of signatures', withSignature([]), 401, 'signature-missing'],
  ['with a signature by SHA-1', withSignature(`sha1=${'a'.repeat(40)}`), 401, 'signature-scheme-unsupported'],
  ['with a signature without a scheme', withSignature(digest), 401, 'signature-scheme-unsupported'],
  ['with a signature that is too short', withSignature(`sha256=${digest.slice(1)}`), 401, 'signature-malformed'],
  ['with a signature that is too long', withSignature(`sha256=${digest}00`), 401, 'signature-malformed'],
  ['with a signature that is not hexadecimal', withSignature(`sha256=${'z'.repeat(64)}`), 401, 'signature-malformed'],
  ['with two signatures, of which one is right', withSignature([sign(body), 'sha256=1']), 401, 'signature-malformed'],
  ['with the signature of another secret', post(body, sign(body, 'other')), 401, 'signature-mismatch'],
  ['with the signature of another body', post(body, sign('{}')), 401, 'signature-mismatch'],
  ['when its body ended too early', unreadable('body-cut-off'), 400, 'body-cut-off'],
  ['when its body took too long', unreadable('body-too-slow'), 408, 'body-too-slow'],
  ['when its body turned out to be over the limit', unreadable('body-too-large'), 413, 'body-too-large'],
  ['when its body is compressed', unreadable('body-compressed'), 415, 'body-compressed'],
  ['with another method', { ...post(body), method: 'PUT' }, 405, 'method-not-allowed'],
  ['as a challenge without a mode', get({ ...good, 'hub.mode': '' }), 400, 'challenge-mode-wrong'],
  ['as a challenge without a token', get({ ...good, 'hub.verify_token': '' }), 400, 'challenge-token-missing'],
  ['as a challenge with a wrong token', get({ ...good, 'hub.verify_token': 'x' }), 403, 'challenge-token-wrong'],
  ['as a challenge without a value', get({ ...good, 'hub.challenge': '' }), 400, 'challenge-value-missing'],
];

describe('a request is refused', () => {
  test.each(cases)('%s', async (_what, request, status, reason) => {
    const observer = recordingObserver();
    const { handle, client, log } = receiver({ observer });
    expect(await handle(request)).toMatchObject({ status, body: '' });
    const { message } = refusals[reason];
    expect(log.lines).toMatchObject([
      { level: 'warn', fields: { reason, status, requestId: expect.any(String) }, message },
    ]);
    expect(observer.facts.at(-1)).toMatchObject(['requestEnded', { result: 'refused', reason, status }]);
    expect(client.accepted.length + client.letterStarts.length).toBe(0);
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])(
    'and told what is allowed, with the method %s',
    async (method) => {
      const response = await receiver().handle({ ...post(body), method });
      expect(response).toMatchObject({ status: 405, headers: { allow: 'GET, POST' } });
    },
  );

  test('when its bytes are over the limit', async () => {
    const { handle, log } = receiver({ maxBodyBytes: body.length - 1 });
    expect((await handle(post(body))).status).toBe(413);
    expect(log.lines).toMatchObject([{ fields: { reason: 'body-too-large', bytes: body.length } }]);
  });

  test('with a message of its own for each reason', () => {
    const messages = Object.values(refusals).map(({ message }) => message);
    expect(new Set(messages).size).toBe(messages.length);
    const tested = new Set(cases.map(([, , , reason]) => reason));
    expect([...tested, 'overloaded', 'closing', 'body-crowded-out'].sort()).toEqual(Object.keys(refusals).sort());
  });
});

describe('a body is not even read', () => {
  const reads: number[] = [];
  const rawBody = (maxBytes: number): Promise<Uint8Array> => {
    reads.push(maxBytes);
    return Promise.resolve(Buffer.from(body));
  };

  test.each<[string, WebhookRequest['headers'], number]>([
    ['when the signature is missing', {}, 401],
    ['when the signature cannot be one', { 'x-hub-signature-256': 'sha256=12' }, 401],
    [
      'when it is announced to be over the limit',
      { 'x-hub-signature-256': sign(body), 'content-length': '3145729' },
      413,
    ],
  ])('%s', async (_when, headers, status) => {
    reads.length = 0;
    expect((await receiver().handle({ ...post(body), headers, rawBody })).status).toBe(status);
    expect(reads).toEqual([]);
  });

  test('and otherwise once, with the limit', async () => {
    reads.length = 0;
    const headers = { 'x-hub-signature-256': sign(body), 'content-length': String(body.length) };
    expect((await receiver().handle({ ...post(body), headers, rawBody })).status).toBe(200);
    expect(reads).toEqual([3_145_728]);
  });
});

test('a POST beyond the number that may be under way is turned away unread, and let in when another has ended', async () => {
  const observer = recordingObserver();
  const { handle, client, log } = receiver({ maxInFlight: 2, observer });
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  client.beforeAccepting = () => released;
  const underWay = [handle(post(body)), handle(post(body))];
  const rawBody = (): Promise<Uint8Array> => Promise.reject(new Error('was read'));
  const turnedAway = await handle({ ...post(body), rawBody });
  expect(turnedAway).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { reason: 'overloaded', maxInFlight: 2 } }]);
  expect(observer.facts.at(-1)).toMatchObject([
    'requestEnded',
    { result: 'overloaded', reason: 'overloaded', status: 503 },
  ]);
  expect(await handle(get(good))).toMatchObject({ status: 200 });
  release();
  expect((await Promise.all(underWay)).map(({ status }) => status)).toEqual([200, 200]);
  expect((await handle(post(body))).status).toBe(200);
});

test('a POST whose signature holds when no place is free any more is turned away, and its sender may come again', async () => {
  const observer = recordingObserver();
  const { handle, client } = receiver({ maxInFlight: 1, observer });
  let release = (): void => undefined;
  client.beforeAccepting = () => new Promise<void>((resolve) => (release = resolve));
  let arrive: (bytes: Uint8Array) => void = () => undefined;
  const arriving = new Promise<Uint8Array>((resolve) => (arrive = resolve));
  const slow = handle({ ...post(body), rawBody: () => arriving });
  const quick = handle(post(body));
  arrive(Buffer.from(body));
  expect(await slow).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  expect(observer.facts.at(-1)).toMatchObject(['requestEnded', { reason: 'overloaded', bytes: body.length }]);
  release();
  expect((await quick).status).toBe(200);
});

test('bodies that arrive hold no place of those that are verified', async () => {
  const observer = recordingObserver();
  const { handle } = receiver({ maxInFlight: 1, observer });
  for (let count = 0; count < 100; count += 1) {
    void handle({ ...post(body), rawBody: () => new Promise(() => undefined) });
  }
  expect(observer.facts).toEqual([]);
  expect((await handle(post(body))).status).toBe(200);
});

test('a body that is crowded out is answered with 503 and Retry-After', async () => {
  const observer = recordingObserver();
  const { handle, log } = receiver({ observer });
  expect(await handle(unreadable('body-crowded-out'))).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { reason: 'body-crowded-out' } }]);
  expect(observer.facts.at(-1)).toMatchObject(['requestEnded', { result: 'overloaded', reason: 'body-crowded-out' }]);
});

describe('close()', () => {
  test('turns away what still comes, and waits for what was accepted and for calls beyond the answer', async () => {
    const { handle, client, log } = receiver({ deadlineMs: 40 });
    let release = (): void => undefined;
    client.beforeAccepting = () => new Promise<void>((resolve) => (release = resolve));
    const underWay = handle(post(body));
    let isClosed = false;
    const closed = handle.close().then(() => (isClosed = true));
    expect(await handle(post(body))).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { reason: 'closing' } }]);
    expect(await underWay).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    await delay(20);
    expect([isClosed, client.running]).toEqual([false, 1]);
    release();
    await closed;
    expect(client.running).toBe(0);
  });

  test('resolves at once when nothing is under way, and however often it is called', async () => {
    const { handle } = receiver();
    expect((await handle(post(body))).status).toBe(200);
    await expect(Promise.all([handle.close(), handle.close()])).resolves.toEqual([undefined, undefined]);
  });

  test('waits for calls that fail, too', async () => {
    const { handle, client } = receiver({ deadlineMs: 40 });
    client.beforeKeeping = () => delay(80).then(() => Promise.reject(new Error('down')));
    expect((await handle(post(webhookBody({ messages: [7] })))).status).toBe(503);
    await handle.close();
    expect(client.running).toBe(0);
  });
});

test('a refused POST frees its place', async () => {
  const { handle } = receiver({ maxInFlight: 1 });
  for (const request of [withSignature(undefined), unreadable('body-cut-off'), post(body, sign('{}'))])
    await handle(request);
  expect((await handle(post(body))).status).toBe(200);
});

test('a defect is answered with 503 and Retry-After, and logged', async () => {
  const observer = recordingObserver();
  const { handle, log } = receiver({ observer });
  const rawBody = (): Promise<Uint8Array> => Promise.reject(new TypeError('a defect'));
  expect(await handle({ ...post(body), rawBody })).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  expect(log.lines).toMatchObject([{ level: 'error', fields: { error: 'a defect' } }]);
  expect(observer.facts.at(-1)).toMatchObject(['requestEnded', { result: 'failed', status: 503 }]);
});

describe('a deadline that passes is answered with 503 and Retry-After', () => {
  test.each<[string, (client: ReturnType<typeof receiver>['client']) => void, string]>([
    ['when a signal hangs', (client) => (client.beforeAccepting = () => new Promise(() => undefined)), body],
    [
      'when a dead letter hangs',
      (client) => (client.beforeKeeping = () => new Promise(() => undefined)),
      webhookBody({ messages: [7] }),
    ],
  ])('%s', async (_when, hang, posted) => {
    const observer = recordingObserver();
    const { handle, client, log } = receiver({ deadlineMs: 60, observer });
    hang(client);
    const answered = await Promise.race([handle(post(posted)), delay(2_000, undefined, { ref: false })]);
    expect(answered).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(log.lines).toMatchObject([
      { level: 'error', fields: { failed: 1, failures: ['no answer from Temporal within 60 ms'] } },
    ]);
    expect(observer.facts.find(([name]) => name === 'temporalFailed')?.[1]).toMatchObject({ code: 'DEADLINE' });
  });
});
