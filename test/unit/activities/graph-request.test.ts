import { afterEach, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MediaError } from '../../../src/media/store.js';
import { json, type Answer } from '../graph/loopback.js';
import { inWorkflow, phoneNumberId, pin, tokenProvider, refusal, standalone, token, World } from './world.js';

let world: World;
afterEach(() => world.stop());

const call = (input: object, info = inWorkflow) => world.run('graphRequest', input, info);
const failed = (input: object, info = inWorkflow) => world.failure('graphRequest', input, info);

describe('graphRequest', () => {
  test.each([
    ['in a workflow', inWorkflow],
    ['standalone', standalone],
  ])('sends a request as it is, and gives back status, useful headers and body, %s', async (_, info) => {
    world = await World.start((_, response) =>
      json(response, 201, { ok: 1 }, { 'x-app-usage': '{}', 'set-cookie': 'a=b', 'facebook-api-version': 'v25.0' }),
    );
    const input = {
      path: `${phoneNumberId}/settings`,
      method: 'POST',
      data: { a: [1, null, { b: 'ü' }] },
      query: { fields: 'a,b', ids: ['1', '2'], flag: true },
      headers: { 'X-Custom': 'yes' },
    };
    expect(await call(input, info)).toEqual({
      status: 201,
      headers: { 'content-type': 'application/json', 'x-app-usage': '{}', 'facebook-api-version': 'v25.0' },
      body: { ok: 1 },
    });
    const [request] = world.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: `/v25.0/${phoneNumberId}/settings`,
      body: JSON.stringify(input.data),
    });
    expect(request?.query.toString()).toBe('fields=a%2Cb&ids=1&ids=2&flag=true');
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'x-custom': 'yes',
      'content-type': 'application/json',
    });
  });

  test('is a GET by default, and takes a version in the path', async () => {
    world = await World.start({});
    await call({ path: '/v24.0/me' });
    expect(world.requests[0]).toMatchObject({ method: 'GET', path: '/v24.0/me', body: '' });
  });

  test('uses the credential of the number that the path begins with, or the named one', async () => {
    world = await World.start(
      {},
      { credentials: tokenProvider({ [phoneNumberId]: 'number', named: 'named', default: 'default' }) },
    );
    await call({ path: `/v24.0/${phoneNumberId}/messages` });
    await call({ path: `/${phoneNumberId}`, credential: 'named' });
    await call({ path: '/me' });
    expect(world.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer number',
      'Bearer named',
      'Bearer default',
    ]);
  });

  test('gives back text', async () => {
    world = await World.start((_, response) => response.writeHead(200, { 'content-type': 'text/csv' }).end('a,b'));
    expect(await call({ path: '/x', responseType: 'text' })).toEqual({
      status: 200,
      headers: { 'content-type': 'text/csv' },
      body: 'a,b',
    });
  });

  test.each(['GET', 'POST'])('stores a binary answer to a %s', async (method) => {
    const bytes = Buffer.from([0, 255, 1, 254]);
    world = await World.start((_, response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes));
    const { media, body, status } = await call({ path: '/x', method, responseType: 'binary' });
    expect({ body, status }).toEqual({ body: undefined, status: 200 });
    expect(media).toMatchObject({ mimeType: 'image/jpeg', size: 4, media: expect.stringMatching(/graph-\w+\.jpg$/) });
    expect(readFileSync(fileURLToPath(media?.media ?? ''))).toEqual(bytes);
  });

  test('sends a form with fields and named files', async () => {
    world = await World.start({});
    await call({
      path: '/app/uploads',
      method: 'POST',
      formData: { kind: 'x', count: 2, flag: false },
      fileData: { one: world.file('1.txt', 'first'), two: world.file('2.txt', 'second') },
      fileNames: { two: 'Zwei ü.pdf' },
    });
    const body = world.requests[0]?.body ?? '';
    expect(body).toMatch(/name="kind"\r\n\r\nx\r\n[^]*name="count"\r\n\r\n2\r\n[^]*name="flag"\r\n\r\nfalse\r\n/);
    expect(body).toMatch(/name="one"; filename="1.txt"\r\nContent-Type: text\/plain\r\n\r\nfirst\r\n/);
    expect(body).toMatch(/name="two"; filename="Zwei ü.pdf"\r\nContent-Type: application\/pdf\r\n\r\nsecond\r\n/);
    expect(world.heartbeats.at(-1)).toEqual({ bytes: 11 });
    await call({ path: '/x', method: 'POST', formData: { a: 'b' } });
    expect(world.requests[1]?.headers['content-type']).toMatch(/^multipart\/form-data/);
  });

  test('sends a file as the body', async () => {
    world = await World.start({});
    const binaryData = world.file('notes.txt', 'as it is');
    await call({ path: '/x', method: 'POST', binaryData });
    await call({ path: '/x', method: 'PUT', binaryData, headers: { 'Content-Type': 'text/csv' } });
    expect(world.requests).toMatchObject([
      { method: 'POST', body: 'as it is', headers: { 'content-type': 'text/plain', 'content-length': '8' } },
      { method: 'PUT', body: 'as it is', headers: { 'content-type': 'text/csv', 'content-length': '8' } },
    ]);
    expect(world.heartbeats.at(-1)).toEqual({ bytes: 8 });
  });

  test.each([
    [{ method: 'POST', data: {} }, /binaryData must not be set together/],
    [{ method: 'POST', formData: { a: 1 } }, /binaryData must not be set together/],
    [{}, /must be POST, PUT, PATCH or DELETE/],
  ])('sends no file as the body with %j', async (more, message) => {
    world = await World.start({});
    const failure = await failed({ path: '/x', binaryData: world.file('notes.txt', 'as it is'), ...more });
    expect(failure).toMatchObject({ type: 'WhatsApp.InvalidInput', message: expect.stringMatching(message) });
    expect(world.requests).toEqual([]);
  });

  test('keeps to its own time limit', async () => {
    world = await World.start(() => undefined);
    const startedMs = performance.now();
    expect(await failed({ path: '/x', timeoutMs: 100 })).toMatchObject({
      type: 'WhatsApp.Unavailable',
      nonRetryable: false,
    });
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });

  test('logs the request when asked to, without secrets', async () => {
    world = await World.start({});
    await call({ path: '/1/register', method: 'POST', data: { pin, note: 'Bearer abcdefghijkl' }, debug: true });
    await call({ path: '/2' });
    expect(world.logged).toHaveLength(2);
    const text = JSON.stringify(world.logged);
    expect(text).toContain('/1/register');
    for (const secret of [pin, token, 'abcdefghijkl']) expect(text).not.toContain(secret);
  });
});

describe('secrets', () => {
  const secret = 'S3cret-value-0001';
  const places: readonly ((name: string) => object)[] = [
    (name) => ({ query: { [name]: secret } }),
    (name) => ({ method: 'POST', data: { nested: [{ [name]: secret }] } }),
    (name) => ({ method: 'POST', formData: { [name]: secret } }),
    (name) => ({ headers: { [`x-${name}`]: secret } }),
    (name) => ({ query: { redirect: `https://example.com/?${name}=${secret}` } }),
  ];

  test.each(
    ['verify_token', 'password', 'pin', 'code_verifier', 'cookie'].flatMap((name) =>
      places.map((place) => [name, place] as const),
    ),
  )('named %s are in no log and no failure', async (name, place) => {
    world = await World.start(({ path, query, headers, body }, response) => {
      json(response, 400, { error: { code: 100, message: `${path} ${query} ${JSON.stringify(headers)} ${body}` } });
    });
    const failure = await failed({ path: '/1/x', debug: true, ...place(name) });
    expect(failure.type).toBe('WhatsApp.InvalidRequest');
    const written = JSON.stringify([failure.message, failure.details, world.logged]);
    expect(written).toContain('[redacted]');
    expect(written).not.toContain(secret);
  });

  test('that are numbers are not logged either', async () => {
    world = await World.start({});
    await call({ path: '/1/register', method: 'POST', data: { pin: Number(pin) }, debug: true });
    await call({ path: '/1/verify_code', method: 'POST', data: { code: '654321' }, debug: true });
    expect(JSON.stringify(world.logged)).not.toMatch(new RegExp(`${pin}|654321`));
  });

  test.each(['json', 'text'])('in an answer do not reach the history, read as %s', async (responseType) => {
    world = await World.start({ access_token: secret, token_type: 'bearer', data: [{ id: '1', pageToken: secret }] });
    const result = await call({ path: '/oauth/access_token', responseType });
    expect(JSON.stringify(result)).not.toContain(secret);
    expect(JSON.stringify(result)).toContain('bearer');
  });

  test("of a store that throws somebody else's error are taken out of it", async () => {
    const broken = () => Promise.reject(new Error('bucket', { cause: new Error(`GET /?access_token=${secret}`) }));
    world = await World.start({}, { media: { open: broken, create: broken } });
    const failure = await failed({ path: '/1/x', method: 'POST', fileData: { a: 's3:x' } });
    expect(failure).toMatchObject({ message: 'bucket', type: 'Error', nonRetryable: false });
  });
});

describe('bad input', () => {
  test.each([
    ['a URL to elsewhere', { path: 'https://evil.example/x' }, 'path'],
    ['a host', { path: '//evil.example/x' }, 'path'],
    ['a path that climbs', { path: '/../x' }, 'path'],
    ['a query in the path', { path: '/x?access_token=1' }, 'path'],
    ['a body with GET', { path: '/x', data: {} }, 'method'],
    ['two bodies', { path: '/x', method: 'POST', data: {}, formData: {} }, 'data'],
    ['a token in the query', { path: '/x', query: { access_token: 'x' } }, 'query'],
    ['a token in the data', { path: '/x', method: 'POST', data: { access_token: 'x' } }, 'data'],
    ['a line break in a header', { path: '/x', headers: { 'X-A': 'a\r\nb' } }, 'headers'],
    ['a character that no header has', { path: '/x', headers: { 'X-A': '€' } }, 'headers'],
    ['a header of one connection', { path: '/x', headers: { 'Keep-Alive': '1' } }, 'headers'],
    ['an authorization header', { path: '/x', headers: { Authorization: 'x' } }, 'headers'],
    [
      'a message declared idempotent',
      { path: '/1/messages', method: 'POST', data: {}, idempotent: true },
      'idempotent',
    ],
    ['a name for no file', { path: '/x', method: 'POST', fileData: {}, fileNames: { a: 'b' } }, 'fileNames'],
  ])('with %s is refused before any request', async (_, input, problem) => {
    world = await World.start({});
    const failure = await failed(input);
    expect(failure).toMatchObject({ type: 'WhatsApp.InvalidInput', nonRetryable: true });
    expect(failure.message).toContain(problem);
    expect(world.requests).toHaveLength(0);
  });

  test('with a file that is missing fails before any request, and closes the others', async () => {
    world = await World.start({});
    const fileData = { a: world.file('a.txt', 'x'), b: 'file:///nowhere/b.txt' };
    expect(await failed({ path: '/x', method: 'POST', fileData })).toMatchObject({ type: 'WhatsApp.Configuration' });
    expect(world.requests).toHaveLength(0);
  });
});

describe('a request that fails', () => {
  const drop: Answer = (_, response) => response.destroy();
  const page =
    (status: number): Answer =>
    (_, response) =>
      response.writeHead(status).end('<html>');

  test.each<[string, Answer, boolean, 'lost' | 'not lost']>([
    ['a lost answer', drop, true, 'lost'],
    ['a 502 page', page(502), true, 'lost'],
    ['an unknown code with HTTP 500', refusal(500, 999_999), true, 'lost'],
    ['throttling', refusal(400, 80007), true, 'not lost'],
    ['a 429 page', page(429), true, 'not lost'],
    ['a wrong parameter', refusal(400, 100), false, 'not lost'],
    ['an unknown code with HTTP 400', refusal(400, 999_999), false, 'not lost'],
    ['a missing permission, though with HTTP 500', refusal(500, 3), false, 'not lost'],
    ['a redirect', page(302), false, 'not lost'],
    ['a 404 page', page(404), false, 'not lost'],
  ])('by %s is retried: %s', async (_, answer, retryable, lost) => {
    world = await World.start(answer);
    const write = { path: '/1/phone_numbers', method: 'POST', data: {} };
    expect((await failed({ path: '/x' })).nonRetryable).toBe(!retryable);
    expect((await failed({ ...write, idempotent: true })).nonRetryable).toBe(!retryable);
    expect((await failed({ path: '/x', retryOnAllErrors: true })).nonRetryable).toBe(false);
    // Nobody knows whether Meta has done it.
    expect((await failed(write)).nonRetryable).toBe(!retryable || lost === 'lost');
    expect((await failed({ ...write, retryOnAllErrors: true })).nonRetryable).toBe(lost === 'lost');
  });

  test.each<[string, object]>([
    ['/1/groups', { path: '/1/groups', method: 'POST', data: { subject: 'Us' } }],
    ['/1/calls', { path: '/1/calls', method: 'POST', data: { action: 'connect' } }],
    ['/1/request_code', { path: '/1/request_code', method: 'POST', data: { code_method: 'SMS' } }],
    ['a PATCH', { path: '/1/x', method: 'PATCH', data: {} }],
    ['a POST by parameter', { path: '/1/x', query: { method: 'post' } }],
    [
      'a batch with a write',
      { path: 'v25.0', method: 'POST', data: { batch: [{ method: 'POST', relative_url: '1/x' }] } },
    ],
    ['a GET that is declared not to be idempotent', { path: '/1/x', idempotent: false }],
  ])('and may have written is not repeated, and nothing says that it is harmless: %s', async (_, input) => {
    world = await World.start(drop);
    for (const retryOnAllErrors of [false, true]) {
      const failure = await failed({ ...input, retryOnAllErrors });
      expect(failure).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: true });
      expect(failure.details?.[0]).toMatchObject({ outcome: 'unknown' });
      expect(JSON.stringify([failure.message, failure.details])).not.toMatch(/harmless/);
    }
    expect(world.requests).toHaveLength(2);
  });

  test('because its answer could not be kept is not repeated when it wrote', async () => {
    const broken = () => Promise.reject(new MediaError('unwritable', 'the store is full'));
    world = await World.start({}, { media: { open: broken, create: broken } });
    const binary = { path: '/1/x', responseType: 'binary' };
    expect((await failed({ ...binary, method: 'POST' })).details?.[0]).toMatchObject({ outcome: 'unknown' });
    expect((await failed({ ...binary, method: 'POST' })).nonRetryable).toBe(true);
    expect((await failed({ ...binary, method: 'PUT' })).nonRetryable).toBe(false);
  });

  test.each([
    ['after an attempt that vanished', undefined, 0],
    ['after one that was refused', { refusedAttempt: 1 }, 1],
  ])('is made again under a careless retry policy %s: %j', async (_, heartbeatDetails, times) => {
    world = await World.start({});
    const again = { ...standalone, attempt: 2, ...(heartbeatDetails && { heartbeatDetails }) };
    for (const input of [
      { path: '/1/messages', data: { type: 'text' } },
      { path: '/1/groups', data: {} },
    ]) {
      await call({ ...input, method: 'POST' }, again).catch((error: unknown) => {
        expect(error).toMatchObject({ nonRetryable: true, details: [{ outcome: 'unknown' }] });
      });
    }
    expect(world.requests).toHaveLength(2 * times);
    await call({ path: '/1/x' }, again);
    await call({ path: '/1/x', method: 'DELETE' }, again);
    expect(world.requests).toHaveLength(2 * times + 2);
  });

  test("carries Meta's envelope", async () => {
    const more = { error_user_msg: 'Please fix', fbtrace_id: 'T' };
    world = await World.start(refusal(400, 100, more));
    const failure = await failed({ path: '/x' });
    expect(failure.details).toEqual([
      expect.objectContaining({ code: 100, httpStatus: 400, traceId: 'T', details: 'Please fix' }),
      { error: { message: '(#100) refused', code: 100, ...more } },
    ]);
    await world.stop();
    world = await World.start(refusal(400, 100, { big: 'x'.repeat(2_000) }));
    expect((await failed({ path: '/x' })).details).toHaveLength(1);
  });

  test.each([
    ['/1/messages', { type: 'text' }],
    ['/v25.0/1/messages', { type: 'text' }],
    ['1/messages/', undefined],
    ['/1/%6dessages', { type: 'text' }],
    ['/1/marketing_messages', { type: 'template' }],
    ['/1/messages', ['status', 'read']],
    ['/1/Messages', { type: 'text' }],
    ['/1/messages', { status: 'read', to: '491701234567' }],
    ['v25.0', { batch: [{ method: 'POST', relative_url: '1/messages', body: 'to=1&type=text' }] }],
  ])('and may have sent a message is never repeated: %s %j', async (path, data) => {
    world = await World.start(drop);
    for (const retryOnAllErrors of [false, true]) {
      const failure = await failed({ path, method: 'POST', data, retryOnAllErrors });
      expect(failure).toMatchObject({ type: 'WhatsApp.SendOutcomeUnknown', nonRetryable: true });
    }
    expect(world.requests).toHaveLength(2);
  });

  test.each([
    ['marks a message as read', { path: '/1/messages', method: 'POST', data: { status: 'read' } }],
    ['reads', { path: '/1/messages' }],
    ['deletes', { path: '/1/message_templates', method: 'DELETE', query: { name: 'x' } }],
    ['is declared idempotent', { path: '/1/message_templates', method: 'POST', data: {}, idempotent: true }],
    [
      'is a batch of reads',
      { path: 'v25.0', method: 'POST', formData: { batch: '[{"method":"GET","relative_url":"me"}]' } },
    ],
  ])('and only %s may be repeated', async (_, input) => {
    world = await World.start(drop);
    expect(await failed(input)).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
  });

  test('because a message was surely not accepted may be repeated', async () => {
    world = await World.start(refusal(400, 130429));
    const failure = await failed({ path: '/1/messages', method: 'POST', data: {} });
    expect(failure).toMatchObject({ type: 'WhatsApp.RateLimited', nonRetryable: false });
  });
});
