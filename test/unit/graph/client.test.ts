import { afterEach, describe, expect, test } from '@jest/globals';
import { GraphClient } from '../../../src/graph/client.js';
import { UntrustedHostError } from '../../../src/graph/hosts.js';
import type { GraphRequest } from '../../../src/graph/request.js';
import { json, Loopback, type Answer } from './loopback.js';

const credential = { accessToken: 'test-token-1234567890' };
const cleanups: (() => unknown)[] = [];

async function setUp(answer: Answer, options: { version?: string; path?: string } = {}) {
  const server = await Loopback.start(answer);
  const client = new GraphClient({
    baseUrl: server.url + (options.path ?? ''),
    ...(options.version && { version: options.version }),
  });
  cleanups.push(
    () => client.close(),
    () => server.stop(),
  );
  return { server, client };
}

const ok: Answer = (_, response) => json(response, 200, { success: true });
const get = (path: string, more: Partial<GraphRequest> = {}): GraphRequest => ({
  method: 'GET',
  path,
  credential,
  ...more,
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

describe('the request', () => {
  test('sends JSON once, to the default version, with the token in the header only', async () => {
    const { server, client } = await setUp(ok);
    const body = { text: 'Grüße 👋' };
    const response = await client.request({ method: 'POST', path: '/1234/messages', credential, json: body });
    expect(response).toMatchObject({ status: 200, body: { success: true } });
    const [request] = server.received;
    expect(server.received).toHaveLength(1);
    expect(request).toMatchObject({ method: 'POST', path: '/v25.0/1234/messages' });
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer test-token-1234567890',
      'content-type': 'application/json',
      'user-agent': 'temporal-whatsapp',
    });
    expect([...(request?.query.keys() ?? [])]).toEqual([]);
    expect(JSON.parse(request?.body ?? '')).toEqual(body);
  });

  test.each([
    ['1234', {}, '/v25.0/1234'],
    ['/1234', { version: 'v24.0' }, '/v24.0/1234'],
    ['/v21.0/1234', {}, '/v21.0/1234'],
    ['v21.0/1234', { path: '/graph/' }, '/graph/v21.0/1234'],
    ['/1234', { path: '/graph' }, '/graph/v25.0/1234'],
    ['/vacation', {}, '/v25.0/vacation'],
  ])('asks for %s with %j at %s', async (path, options, expected) => {
    const { server, client } = await setUp(ok, options);
    await client.request(get(path));
    expect(server.received[0]?.path).toBe(expected);
  });

  test("a request's own version replaces the client's", async () => {
    const { server, client } = await setUp(ok);
    await client.request(get('/1234', { version: 'v26.0' }));
    expect(server.received[0]?.path).toBe('/v26.0/1234');
  });

  test('proves the app secret with an HMAC of the token, and encodes the query', async () => {
    const { server, client } = await setUp(ok);
    const withSecret = { accessToken: 'user|access-token', appSecret: '0123456789abcdef' };
    await client.request(
      get('/1234', { credential: withSecret, query: { fields: 'a,b&c', limit: 5, ids: ['x', 'y'] } }),
    );
    const query = server.received[0]?.query;
    // openssl: printf 'user|access-token' | openssl dgst -sha256 -hmac 0123456789abcdef
    expect(query?.get('appsecret_proof')).toBe('48c2f9212975a17b68f6f964cad797b5d330acdad3dea29602ae82ca455f213f');
    expect(query?.get('fields')).toBe('a,b&c');
    expect(query?.get('limit')).toBe('5');
    expect(query?.getAll('ids')).toEqual(['x', 'y']);
  });

  test('sends a POST without a body as one, not as a request that never ends', async () => {
    const { server, client } = await setUp(ok);
    await client.request({ method: 'POST', path: '/1/deregister', credential });
    await client.request({ method: 'POST', path: '/1/x', credential, responseType: 'stream' });
    expect(
      server.received.map(({ headers }) => headers['content-length'] ?? headers['transfer-encoding']),
    ).toHaveLength(2);
  });

  test('keeps the connection for the next request', async () => {
    const sockets = new Set<unknown>();
    const { client } = await setUp((_, response) => {
      sockets.add(response.socket);
      json(response, 200, {});
    });
    for (let i = 0; i < 3; i++) await client.request(get('/1'));
    expect(sockets.size).toBe(1);
  });

  test('gives up an idle connection before most servers do, and never one that waits for its answer', async () => {
    const slow: Answer = (received, response) => {
      const answer = (): void => json(response, 200, { success: true });
      if (received.path.endsWith('/slow')) setTimeout(answer, 4_500);
      else answer();
    };
    const { server, client } = await setUp(slow);
    const waiting = client.request(get('/slow'));
    await client.request(get('/quick'));
    expect(await server.connections()).toBe(2);
    expect(await waiting).toMatchObject({ status: 200 });
    expect(await server.connections()).toBe(1);
  });

  test('follows no redirect: the token does not travel', async () => {
    const other = await Loopback.start(ok);
    cleanups.push(() => other.stop());
    const { client } = await setUp((_, response) => {
      response.writeHead(302, { location: other.url }).end();
    });
    await expect(client.request(get('/1'))).rejects.toMatchObject({ httpStatus: 302, fromGraph: false });
    await expect(client.request({ ...get('/1'), responseType: 'stream' })).rejects.toMatchObject({ httpStatus: 302 });
    expect(other.received).toHaveLength(0);
  });
});

describe('an absolute URL', () => {
  test('is requested on the host of the base URL, without version and proof', async () => {
    const { server, client } = await setUp(ok);
    const withSecret = { ...credential, appSecret: 'secret-of-the-app' };
    await client.request(get(`${server.url}/media/1?ext=1&hash=a`, { credential: withSecret }));
    expect(server.received[0]?.path).toBe('/media/1');
    expect(server.received[0]?.query.toString()).toBe('ext=1&hash=a');
  });

  test.each([
    'https://evil.example/graph.facebook.com',
    'https://graph.facebook.com.evil.example/x',
    'https://notfbsbx.com/x',
    'http://lookaside.fbsbx.com/x',
    'https://lookaside.fbsbx.com:8443/x',
    'https://user:pw@lookaside.fbsbx.com/x',
    'http://127.0.0.1:1/x',
  ])('on %s is refused before anything is sent', async (url) => {
    const { server, client } = await setUp(ok);
    await expect(client.request(get(url))).rejects.toThrow(UntrustedHostError);
    expect(server.received).toHaveLength(0);
  });
});

describe('the answer', () => {
  test('is text when asked for, an empty one is no body', async () => {
    const { client } = await setUp(({ path }, response) => response.end(path.endsWith('empty') ? '' : 'plain'));
    await expect(client.request({ ...get('/text'), responseType: 'text' })).resolves.toMatchObject({ body: 'plain' });
    await expect(client.request(get('/empty'))).resolves.toMatchObject({ status: 200, body: undefined });
  });

  test('is a stream when asked for', async () => {
    const { client } = await setUp((_, response) => response.end(Buffer.alloc(300_000, 7)));
    const { body } = await client.request({ ...get('/file'), responseType: 'stream' });
    let bytes = 0;
    for await (const chunk of body) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(300_000);
  });

  test('of an error is read and parsed when a stream was asked for', async () => {
    const error = { message: '(#100) no', code: 100, error_subcode: 33, type: 'GraphMethodException' };
    const { client } = await setUp((_, response) => json(response, 400, { error }));
    await expect(client.request({ ...get('/file'), responseType: 'stream' })).rejects.toMatchObject({
      name: 'GraphApiError',
      code: 100,
      subcode: 33,
    });
  });

  test('headers have lower-case names and joined values', async () => {
    const { client } = await setUp((_, response) => json(response, 200, {}, { 'X-App-Usage': '{"call_count":1}' }));
    const { headers } = await client.request(get('/1'));
    expect(headers['x-app-usage']).toBe('{"call_count":1}');
  });
});
