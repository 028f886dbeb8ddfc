import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { fileURLToPath } from 'node:url';
import { GraphClient } from '../../../src/graph/client.js';
import { HttpsMediaStore } from '../../../src/media/https-store.js';
import { createMediaStore } from '../../../src/media/scheme-store.js';
import { png } from '../../helpers/png.js';
import { startProxy, type ProxyServer } from '../../helpers/proxy-server.js';
import { startTlsServer, type TlsServer } from '../../helpers/tls-server.js';
import { selfSigned } from '../../helpers/self-signed.js';
import { json, Loopback, type Answer } from '../graph/loopback.js';
import { phoneNumberId, World } from './world.js';

const file = png();
const sha256 = createHash('sha256').update(file).digest('hex');

const meta: Answer = ({ method, path, headers }, response) => {
  if (path.endsWith('/messages')) return json(response, 200, { messages: [{ id: 'wamid.1' }] });
  if (method === 'POST') return json(response, 200, { id: 'media-1' });
  if (path === '/file') return void response.end(file);
  const url = `http://${headers.host}/file`;
  json(response, 200, { id: 'media-1', url, sha256, file_size: file.length, mime_type: 'image/png' });
};
const message = { phoneNumberId, to: '+15550001111', message: { type: 'text', text: { body: 'hi' } } };

let world: World;
let server: Loopback;
let proxy: ProxyServer;
let client: GraphClient;
beforeEach(async () => {
  server = await Loopback.start(meta);
});
afterEach(async () => {
  client.close();
  await world.stop();
  await proxy.stop();
  await server.stop();
});

/** Activities whose Graph client goes through a proxy. */
async function behind(credentials?: string, change: (url: string) => string = (url) => url): Promise<void> {
  proxy = await startProxy(credentials);
  client = new GraphClient({ baseUrl: server.url, proxy: change(proxy.url) });
  world = await World.start({}, { graph: client });
}

describe.each([
  ['without a password', undefined],
  ['with a password', 'user:pass-word'],
])('through a proxy %s', (_, credentials) => {
  test('a message, an upload and a download go through tunnels only', async () => {
    await behind(credentials);
    const host = new URL(server.url).host;
    await world.run('sendWhatsAppMessage', message);
    const media = world.file('a.png', file);
    expect(await world.run('uploadWhatsAppMedia', { phoneNumberId, media })).toMatchObject({
      mediaId: 'media-1',
      sha256,
    });
    const stored = await world.run('downloadWhatsAppMedia', { mediaId: 'media-1' });
    expect(readFileSync(fileURLToPath(stored.media))).toEqual(file);
    expect(new Set(proxy.tunnels)).toEqual(new Set([host]));
  });
});

describe('a proxy that makes no connection', () => {
  test.each([
    [
      'asks for another password',
      (url: string) => url.replace('user:right', 'user:wrong'),
      /the proxy made no connection: it answered HTTP 407/,
    ],
    ['is not there', () => 'http://user:wrong@127.0.0.1:1', /the proxy made no connection: ECONNREFUSED/],
  ])('because it %s has surely sent nothing', async (_, change, reason) => {
    await behind('user:right', change);
    const failure = await world.failure('sendWhatsAppMessage', message);
    expect(failure).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
    expect(failure.message).toMatch(reason);
    expect(failure.message).not.toContain('wrong');
    expect(server.received).toHaveLength(0);
  });

  test('leads to a server that nobody trusts, and nothing is sent to it', async () => {
    proxy = await startProxy();
    let requests = 0;
    const count = (): void => void (requests += 1);
    const untrusted = await startTlsServer(['127.0.0.1'], count, '127.0.0.1', selfSigned);
    client = new GraphClient({ baseUrl: `https://127.0.0.1:${untrusted.port}`, proxy: proxy.url });
    world = await World.start(meta, { graph: client });
    const failure = await world.failure('sendWhatsAppMessage', message);
    expect(failure).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
    expect(failure.message).toContain('nothing was sent');
    expect([proxy.tunnels.length, requests]).toEqual([1, 0]);
    await untrusted.stop();
  });

  test.each(['', 'proxy.example:3128', 'socks5://127.0.0.1:1080'])('is none: "%s"', async (setting) => {
    await behind(undefined);
    expect(() => new GraphClient({ proxy: setting })).toThrow(/the proxy must be "environment" or a URL/);
  });
});

describe('https: sources through a proxy', () => {
  let files: TlsServer;
  const lookup: LookupFunction = (hostname, options, callback) => {
    const address = hostname === 'files.example' ? '127.0.0.2' : '127.0.0.1';
    if (options.all) callback(null, [{ address, family: 4 }]);
    else callback(null, address, 4);
  };
  beforeAll(async () => {
    files = await startTlsServer(
      ['files.example', 'inside.example'],
      (_, response) => response.end('hello'),
      '127.0.0.2',
    );
  });
  afterAll(() => files.stop());

  test('tell it the address that was checked, and a private one is still refused', async () => {
    await behind(undefined);
    const store = new HttpsMediaStore({
      lookup,
      allowedNetworks: ['127.0.0.2'],
      proxy: proxy.url,
      certificateAuthority: files.ca,
    });
    const { content } = await store.open(`https://files.example:${files.port}/a`);
    expect(Buffer.concat(await content.toArray()).toString()).toBe('hello');
    expect(proxy.tunnels).toEqual([`127.0.0.2:${files.port}`]);
    for (const url of [`https://inside.example:${files.port}/a`, 'https://127.0.0.1/a', 'https://[::1]/a']) {
      await expect(store.open(url)).rejects.toMatchObject({ problem: 'configuration' });
    }
    expect(proxy.tunnels).toHaveLength(1);
  });
});

describe('the proxy of the environment', () => {
  const names = ['https_proxy', 'no_proxy', 'http_proxy'];
  const before = names.map((name) => process.env[name]);
  afterEach(() => names.forEach((name, index) => (process.env[name] = before[index] ?? '')));

  test('is used but for this machine and what NO_PROXY names', async () => {
    await behind(undefined, () => 'environment');
    process.env['https_proxy'] = proxy.url;
    process.env['http_proxy'] = proxy.url;
    await world.run('sendWhatsAppMessage', message);
    expect(proxy.tunnels).toEqual([]);
    const store = createMediaStore({ directory: world.directory, allowPrivateNetworks: true, proxy: 'environment' });
    await expect(store.open('http://nowhere.invalid/a')).rejects.toMatchObject({ problem: 'unavailable' });
    expect(proxy.tunnels).toEqual(['nowhere.invalid:80']);
    process.env['no_proxy'] = 'nowhere.invalid';
    await expect(store.open('http://nowhere.invalid/a')).rejects.toMatchObject({ problem: 'unavailable' });
    expect(proxy.tunnels).toHaveLength(1);
  });
});

test('agents of the application make the connections, and stay open', async () => {
  await behind();
  const tls = await startTlsServer(['127.0.0.1'], (_, response) => response.end('{"success":true}'));
  const agent = new Agent({ ca: tls.ca, keepAlive: true });
  const own = new GraphClient({ baseUrl: `https://127.0.0.1:${tls.port}`, agent: { https: agent } });
  const request = { method: 'GET', path: '/1', credential: { accessToken: 'x' } } as const;
  expect(await own.request(request)).toMatchObject({ status: 200 });
  own.close();
  expect(Object.keys(agent.freeSockets)).toHaveLength(1);
  expect(await own.request(request)).toMatchObject({ status: 200 });
  agent.destroy();
  await tls.stop();
});
