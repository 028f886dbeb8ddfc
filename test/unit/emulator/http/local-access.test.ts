import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type GraphEmulatorOptions } from '../../../../src/emulator/index.js';

interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

interface Ask {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

const json = { 'content-type': 'application/json' };

/** `fetch` sets some of these headers itself, and refuses others. */
function ask(
  emulator: GraphEmulator,
  { method = 'GET', path = '/_emulator/info', headers, body }: Ask,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      `${emulator.info.graphUrl}${path}`,
      { method, ...(headers && { headers }) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** The first line of the answer to a request that no client of Node's would send. */
async function firstLine(port: string, lines: readonly string[]): Promise<string> {
  const socket = connect(Number(port), '127.0.0.1');
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'));
  return (await readAll(socket)).split('\r\n')[0] ?? '';
}

async function started(options: GraphEmulatorOptions = {}): Promise<GraphEmulator> {
  return GraphEmulator.start({ autoStatuses: [], ...options });
}

describe('the emulator’s own routes', () => {
  let emulator: GraphEmulator;
  let port: string;
  beforeAll(async () => {
    emulator = await started();
    ({ port } = new URL(emulator.info.graphUrl));
  });
  afterAll(() => emulator.stop());

  test('listen on loopback', () => expect(new URL(emulator.info.graphUrl).hostname).toBe('127.0.0.1'));

  const ownPaths = [
    '/_emulator',
    '/_emulator/info',
    '/_EMULATOR/info',
    '/_emulator/events',
    '/_phone',
    '/_phone/app.js',
  ];

  test.each(ownPaths)('refuse another name and another page: %s', async (path) => {
    const own = emulator.info.graphUrl;
    for (const headers of [
      { host: `rebound.example:${port}` },
      { host: `rebound.example:${port}`, origin: `http://rebound.example:${port}` },
      { host: `127.0.0.1.rebound.example:${port}` },
      { host: `0.0.0.0:${port}` },
      { host: 'a b' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://localhost:${port}` },
      { origin: own.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)) },
      { origin: `${own}.evil.example` },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ]) {
      const {
        status,
        body,
        headers: answered,
      } = await ask(emulator, { path, headers: headers as Record<string, string> });
      expect([headers, status]).toEqual([headers, 403]);
      expect(body).not.toContain(emulator.info.accessToken);
      expect(answered['access-control-allow-origin']).toBeUndefined();
    }
  });

  test.each([
    ['localhost', {}],
    ['LOCALHOST', {}],
    ['phone.localhost', {}],
    ['127.0.0.1', { 'sec-fetch-site': 'same-origin' }],
    ['127.8.8.8', {}],
    ['[::1]', {}],
    ['localhost', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
    ['localhost', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
  ])('answer as %s %j', async (name, extra) => {
    const host = `${name}:${port}`;
    const headers = { host, ...extra } as Record<string, string>;
    const { status, headers: answered } = await ask(emulator, { headers });
    expect(status).toBe(200);
    expect(answered).toMatchObject({
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    });
    const own = { host, origin: `http://${host}`, ...json };
    expect((await ask(emulator, { method: 'POST', path: '/_emulator/reset', headers: own })).status).toBe(200);
  });

  test('count every host that a request names: of several headers, and of a whole URL as its target', async () => {
    const own = `127.0.0.1:${port}`;
    for (const [target, hosts, status] of [
      ['/_emulator/info', [own, 'evil.example'], 403],
      ['/_emulator/info', ['evil.example', own], 403],
      ['/_emulator/info', [], 400],
      [`http://evil.example/_emulator/info`, [own], 403],
      [`http://${own}@evil.example/_phone`, [own], 403],
      [`HTTP://evil.example:${port}/_phone`, [own], 403],
      [`http://${own}/_emulator/info`, ['evil.example'], 403],
      [`http://${own}/_emulator/info`, [own], 200],
      ['/_emulator/info', [own, own], 200],
    ] as const) {
      const line = await firstLine(port, [`GET ${target} HTTP/1.1`, ...hosts.map((host) => `Host: ${host}`)]);
      expect([target, hosts, line]).toEqual([target, hosts, expect.stringContaining(` ${status} `)]);
    }
  });

  test('answer no preflight of another origin', async () => {
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    const { status, headers: answered } = await ask(emulator, { method: 'OPTIONS', path: '/_emulator/reset', headers });
    expect(status).toBe(403);
    expect(Object.keys(answered).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('cannot be changed by a link that is followed, a form, or a script of another page', async () => {
    emulator.addFault({ code: 2 });
    const type = 'application/x-www-form-urlencoded';
    for (const [method, headers] of [
      ['POST', { origin: 'https://evil.example', ...json }],
      ['POST', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', ...json }],
      ['POST', { origin: 'null', 'content-type': type }],
      ['POST', { host: `rebound.example:${port}`, ...json }],
      ['DELETE', { origin: 'https://evil.example' }],
    ] as const) {
      const path = method === 'POST' ? '/_emulator/reset' : '/_emulator/faults';
      const { status } = await ask(emulator, { method, path, headers: { ...headers } });
      expect([method, headers, status]).toEqual([method, headers, 403]);
    }
    expect(await (await fetch(`${emulator.info.graphUrl}/_emulator/faults`)).json()).toHaveLength(1);
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 415, /it came as application\/x-www-form-urlencoded/],
    ['plain text', 'text/plain;charset=UTF-8', 415, /it came as text\/plain/],
    ['no type', undefined, 415, /it has no content type/],
    ['JSON that is none', 'application/json', 400, /JSON/],
  ])('say what is missing in a body: %s', async (_what, type, status, problem) => {
    const body = '{"from":"491701234567","text":"Hi"';
    const headers = { 'content-length': String(body.length), ...(type !== undefined && { 'content-type': type }) };
    const answer = await ask(emulator, { method: 'POST', path: '/_emulator/inbound', headers, body });
    expect([answer.status, answer.body]).toEqual([status, expect.stringMatching(problem)]);
    if (status === 415) expect(answer.body).toContain('\\"content-type: application/json\\"');
    expect(emulator.receivedMessages()).toEqual([]);
  });

  test('need JSON for a change without a body, too', async () => {
    expect((await ask(emulator, { method: 'POST', path: '/_emulator/reset' })).status).toBe(415);
    expect((await ask(emulator, { method: 'DELETE', path: '/_emulator/faults' })).status).toBe(200);
  });

  describe('beside the Graph routes', () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const requests: [string, Ask][] = [
      ['a message', { method: 'POST', path: '/v25.0/106540352242922/messages', headers: json, body: '{"to":"1"}' }],
      ['a token', { method: 'POST', path: '/oauth/access_token', headers: form, body: 'client_id=1&client_secret=x' }],
      ['a token by GET', { path: '/v25.0/oauth/access_token?client_id=1&client_secret=x' }],
      ['a batch', { method: 'POST', path: '/', headers: form, body: 'batch=[{"method":"GET","relative_url":"me"}]' }],
      ['a body that is none', { method: 'POST', path: '/me', headers: json, body: '{' }],
      ['a preflight', { method: 'OPTIONS', path: '/106540352242922/messages', headers: { origin: 'null' } }],
      ['a wrong token', { path: '/v25.0/106540352242922', headers: { authorization: 'Bearer x' } }],
      ['another path', { path: '/favicon.ico' }],
    ];
    const strangers: [string, Record<string, string>][] = [
      ['another page', { origin: 'https://evil.example' }],
      ['a page without an origin', { origin: 'null' }],
      ['an image of another page', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
      ['a link', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
      ['another name', { host: 'rebound.example:4010' }],
      ['a page of another name', { host: 'rebound.example', origin: 'http://rebound.example' }],
    ];

    test.each(strangers)('leave nothing behind from %s without a secret', async (_what, stranger) => {
      await emulator.reset();
      const faults = [emulator.addFault({ reset: 'early' }), emulator.addFault({ status: 418 })];
      for (const [what, request] of requests) {
        const { status } = await ask(emulator, { ...request, headers: { ...request.headers, ...stranger } });
        expect([what, status]).toEqual([what, expect.any(Number)]);
        expect([what, status]).not.toEqual([what, 418]);
      }
      expect(faults.map(({ hits }) => hits)).toEqual([0, 0]);
      expect(emulator.requests).toEqual([]);
    });

    test('record every client of this machine, and who knows a secret from anywhere', async () => {
      await emulator.reset();
      const { accessToken, appId, appSecret, phoneNumberId } = emulator.info;
      const path = `/v25.0/${phoneNumberId}`;
      const named = { host: 'rebound.example:4010' };
      const page = { origin: 'https://evil.example' };
      await ask(emulator, { path });
      for (const headers of [named, page]) {
        await ask(emulator, { path, headers: { ...headers, authorization: `Bearer ${accessToken}` } });
        await ask(emulator, { path: `${path}?access_token=${appId}|${appSecret}`, headers });
        const body = `client_id=${appId}&client_secret=${appSecret}&grant_type=client_credentials`;
        await ask(emulator, { method: 'POST', path: '/oauth/access_token', headers: { ...form, ...headers }, body });
      }
      expect(emulator.requests.map(({ answer }) => answer?.status)).toEqual([401, 200, 200, 200, 200, 200, 200]);
      emulator.addAccessToken('old');
      emulator.expireAccessToken('old');
      await ask(emulator, { path, headers: { ...named, authorization: 'Bearer old' } });
      expect(emulator.requests.map(({ answer }) => answer?.code).slice(-1)).toEqual([190]);
    });
  });

  test('leave the Graph routes to any client under any name', async () => {
    const { phoneNumberId, accessToken } = emulator.info;
    const headers = { host: 'graph.test', origin: 'https://app.example', authorization: `Bearer ${accessToken}` };
    expect((await ask(emulator, { path: `/v25.0/${phoneNumberId}`, headers })).status).toBe(200);
  });
});

test('other names are allowed one by one, or all below a domain', async () => {
  const emulator = await started({ host: '0.0.0.0', allowedHosts: ['Emulator', '.ci.example'] });
  const { port } = new URL(emulator.info.graphUrl);
  const statusFor = async (name: string): Promise<number> =>
    (await ask(emulator, { headers: { host: `${name}:${port}`, origin: `http://${name}:${port}` } })).status;
  const names = ['emulator', 'EMULATOR', 'ci.example', 'a.ci.example', 'localhost', 'xci.example', 'other', '0.0.0.0'];
  const statuses = await Promise.all(names.map(statusFor));
  await emulator.stop();
  expect(statuses).toEqual([200, 200, 200, 200, 200, 403, 403, 200]);
});

test.each([
  ['with its port', 'emulator:4010', ['emulator:4010', 'emulator:8080', 'emulator'], 'emulator.evil.example:4010'],
  ['below a domain, with a port', '.ci.example:4010', ['a.ci.example:4010', 'ci.example'], 'xci.example:4010'],
  ['an IPv6 address', 'FD00::1', ['[fd00::1]:4010', '[fd00:0::1]'], '[fd00::2]:4010'],
  ['a name that is not ASCII', 'bücher.example', ['xn--bcher-kva.example'], 'bucher.example'],
  ['with the dot of a whole name', 'emulator.', ['emulator:4010', 'emulator.:4010'], 'emulator.x:4010'],
])('an allowed name may be %s', async (_what, entry, hosts, foreign) => {
  const emulator = await started({ allowedHosts: [entry] });
  const statusFor = async (host: string): Promise<number> => (await ask(emulator, { headers: { host } })).status;
  const statuses = await Promise.all([...hosts, foreign].map(statusFor));
  await emulator.stop();
  expect(statuses).toEqual([...hosts.map(() => 200), 403]);
});

test.each(['http://emulator:4010', '*.ci.example', 'emulator:port', 'emulator:99999', '', '.', 'a b', 'emulator/'])(
  'what no host can match is refused at the start: %j',
  async (entry) => {
    await expect(started({ allowedHosts: ['emulator', entry] })).rejects.toThrow(
      /^GraphEmulator\.start: allowedHosts\.1 must be a host name without a scheme, such as emulator, emulator:4010/,
    );
  },
);

test('who asks for another name is told the option', async () => {
  const emulator = await started();
  const { body } = await ask(emulator, { headers: { host: 'box' } });
  await emulator.stop();
  expect(body).toContain('--allowed-host NAME');
});
