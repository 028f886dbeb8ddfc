import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Agent } from 'node:https';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { HttpsMediaStore } from '../../../src/media/https-store.js';
import { startTlsServer, type TlsServer } from '../../helpers/tls-server.js';

/** Answers of a resolver, by name; a name with several changes its answer with each question. */
const names: Record<string, string[][]> = {
  'inside.example': [['10.0.0.5']],
  'metadata.example.': [['169.254.169.254']],
  'mapped.example': [['::ffff:127.0.0.1']],
  'unique-local.example': [['fd00::7']],
  'half.example': [['198.41.0.4', '192.168.1.1']],
  'rebinding.example': [['127.0.0.2'], ['127.0.0.1']],
  'files.example': [['127.0.0.2']],
};
const asked: string[] = [];

const lookup: LookupFunction = (hostname, options, callback) => {
  asked.push(hostname);
  const answers = names[hostname];
  const answer = (answers?.length ?? 0) > 1 ? answers?.shift() : answers?.[0];
  if (answer === undefined) return callback(Object.assign(new Error(hostname), { code: 'ENOTFOUND' }), [], 0);
  const addresses: LookupAddress[] = answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  if (options.all) callback(null, addresses);
  else callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
};

/** Refused before anything is connected to: its text shows an address that is not public. */
const notPublic = /is refused: \S+ is not a public address/;
const refused: [string, string, RegExp][] = [
  ['decimal', 'https://2130706433/', notPublic],
  ['hex', 'https://0x7f000001/', notPublic],
  ['hex, mixed case', 'https://0X7F.0x0.0x0.0x1/', notPublic],
  ['octal', 'https://0177.0.0.1/', notPublic],
  ['octal, padded', 'https://00000177.00.00.01/', notPublic],
  ['short', 'https://127.1/', notPublic],
  ['shorter', 'https://127.0.1/', notPublic],
  ['zero', 'https://0/', notPublic],
  ['zeros', 'https://0.0.0.0/', notPublic],
  ['decimal of the metadata service', 'https://2852039166/latest/meta-data', notPublic],
  ['metadata service', 'https://169.254.169.254/latest/meta-data', notPublic],
  ['shared address space', 'https://100.64.0.1/', notPublic],
  ['private, class A', 'https://10.255.255.255/', notPublic],
  ['private, class B', 'https://172.31.0.1/', notPublic],
  ['private, class C', 'https://192.168.0.1/', notPublic],
  ['broadcast', 'https://255.255.255.255/', notPublic],
  ['multicast', 'https://224.0.0.1/', notPublic],
  ['with a dot at its end', 'https://127.0.0.1./', notPublic],
  ['full-width digits', 'https://１２７.０.０.１/', notPublic],
  ['circled digits', 'https://①②⑦.⓪.⓪.①/', notPublic],
  ['encoded digits', 'https://%31%32%37.0.0.1/', notPublic],
  ['ideographic dots', 'https://127。0。0。1/', notPublic],
  ['IPv6 loopback', 'https://[::1]/', notPublic],
  ['IPv6 loopback, long', 'https://[0:0:0:0:0:0:0:1]/', notPublic],
  ['IPv6 unspecified', 'https://[::]/', notPublic],
  ['IPv4 mapped', 'https://[::ffff:127.0.0.1]/', notPublic],
  ['IPv4 mapped, hex', 'https://[::ffff:7f00:1]/', notPublic],
  ['IPv4 compatible', 'https://[::127.0.0.1]/', notPublic],
  ['IPv4 translated', 'https://[64:ff9b::169.254.169.254]/', notPublic],
  ['6to4', 'https://[2002:7f00:1::]/', notPublic],
  ['Teredo', 'https://[2001:0:4136:e378:8000:63bf:80ff:fffe]/', notPublic],
  ['unique local', 'https://[fd00:ec2::254]/', notPublic],
  ['link local', 'https://[fe80::1]/', notPublic],
  ['with a zone', 'https://[fe80::1%25eth0]/', /is not a valid URL/],
  ['with a port', 'https://127.0.0.1:8443/', notPublic],
  ['user name that looks like a host', 'https://example.com@127.0.0.1/', /user name or password/],
  ['user name and password', 'https://user:password@example.com/', /user name or password/],
  ['encoded user name', 'https://example.com%40127.0.0.1/', /is not a valid URL/],
  ['backslash before the host', 'https:\\\\127.0.0.1/', notPublic],
  ['backslash behind the host', 'https://127.0.0.1\\@example.com/', notPublic],
  ['missing slashes', 'https:127.0.0.1', notPublic],
  ['tab in the host', 'https://127.0.0\t.1/', notPublic],
  ['not https', 'http://example.com/', /only https: is read/],
  ['another scheme', 'gopher://127.0.0.1/', /leads to gopher:/],
  ['no host', 'https://', /is not a valid URL/],
  ['name', 'https://inside.example/', notPublic],
  ['name in capitals', 'https://INSIDE.example/', notPublic],
  ['name with a dot at its end', 'https://metadata.example./', notPublic],
  ['name with an IPv4-mapped address', 'https://mapped.example/', notPublic],
  ['name with a unique local address', 'https://unique-local.example/', notPublic],
  ['name of which one address is private', 'https://half.example/', notPublic],
  ['name that nobody knows', 'https://none.example/', /cannot be reached: ENOTFOUND/],
];

describe('an https: URL is refused', () => {
  const store = new HttpsMediaStore({ lookup });
  test.each(refused)('%s: %s', async (_, url, reason) => {
    const error = await store.open(url).catch((found: unknown) => found);
    expect(error).toMatchObject({ name: 'MediaError', message: expect.stringMatching(reason) });
    expect(String(error)).not.toContain('password@');
  });
});

describe('a server in a network that is allowed', () => {
  let server: TlsServer;
  let inside: TlsServer;
  let store: HttpsMediaStore;
  let reached = 0;

  beforeAll(async () => {
    inside = await startTlsServer(['127.0.0.1', 'rebinding.example'], (_, response) => {
      reached += 1;
      response.end('secret');
    });
    server = await startTlsServer(
      ['127.0.0.2', 'files.example', 'rebinding.example'],
      ({ url = '' }, response) => {
        const location = new URL(url, 'https://x').searchParams.get('to');
        if (location !== null) response.writeHead(302, { location }).end();
        else response.writeHead(200, { 'content-disposition': 'attachment; filename="Grüße.txt"' }).end('hello');
      },
      '127.0.0.2',
    );
    const certificateAuthority = [server.ca, inside.ca];
    store = new HttpsMediaStore({ lookup, allowedNetworks: ['127.0.0.2'], certificateAuthority });
  });
  afterAll(async () => {
    await server.stop();
    await inside.stop();
    expect(reached).toBe(0);
  });

  const read = async (url: string): Promise<string> => {
    const { content } = await store.open(url);
    return Buffer.concat(await content.toArray()).toString();
  };
  const redirect = (to: string): string => `https://files.example:${server.port}/?to=${encodeURIComponent(to)}`;

  test('is read, by its name and by its address', async () => {
    expect(await read(`https://files.example:${server.port}/a`)).toBe('hello');
    expect(await read(`https://127.0.0.2:${server.port}/a`)).toBe('hello');
    expect(await read(redirect(`https://127.0.0.2:${server.port}/a`))).toBe('hello');
  });

  test('names the file in its Content-Disposition', async () => {
    const { content, filename } = await store.open(`https://files.example:${server.port}/download?id=1`);
    content.destroy();
    expect(filename).toBe('Grüße.txt');
  });

  test.each([
    ['an address', () => `https://127.0.0.1:${inside.port}/`, notPublic],
    ['an address in another form', () => `https://2130706433:${inside.port}/`, notPublic],
    ['a name', () => 'https://inside.example/', notPublic],
    ['the same host without TLS', () => `http://127.0.0.2:${server.port}/`, /only https: is read/],
    ['a file of this machine', () => 'file:///etc/passwd', /leads to file:/],
    ['a user name', () => `https://a:b@127.0.0.2:${server.port}/`, /user name or password/],
  ])('does not lead on to %s', async (_, to, reason) => {
    await expect(read(redirect(to()))).rejects.toThrow(reason);
  });

  test('does not become another one between check and connection, or for the next request', async () => {
    asked.length = 0;
    const url = `https://rebinding.example:${server.port}/?to=${encodeURIComponent(`https://rebinding.example:${inside.port}/`)}`;
    // The first answer is allowed and connected to. The second one, of the redirect, is not allowed any more.
    await expect(read(url)).rejects.toThrow(notPublic);
    expect(asked).toEqual(['rebinding.example', 'rebinding.example']);
  });

  test.each(['10.0.0.0/33', '10.0.0.0/x', 'example.com', '::1/129', '10.0.0.0/8/8', ''])('takes no "%s"', (network) => {
    expect(() => new HttpsMediaStore({ allowedNetworks: [network] })).toThrow(/is no network/);
  });
});

describe('limits of size and time', () => {
  const chunk = Buffer.alloc(10_000);
  let server: TlsServer;
  let agent: Agent;
  beforeAll(async () => {
    server = await startTlsServer(['127.0.0.1'], ({ url }, response) => {
      if (url === '/stated') response.writeHead(200, { 'content-length': 200_000 }).end(Buffer.alloc(200_000));
      else if (url === '/encoded') response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
      else if (url === '/slow') {
        const timer = setInterval(() => response.write('x'), 50);
        response.once('close', () => clearInterval(timer));
      } else for (let sent = 0; sent < 20; sent++) response.write(chunk);
    });
    agent = new Agent({ ca: server.ca });
  });
  afterAll(() => server.stop());

  const read = async (path: string): Promise<unknown> => {
    const limits = { maxBytes: 100_000, timeoutMs: 400 };
    const store = new HttpsMediaStore({ allowedNetworks: ['127.0.0.1'], agent, ...limits });
    const { content } = await store.open(`https://127.0.0.1:${server.port}${path}`);
    return content.toArray();
  };

  test.each([
    ['/stated', 'unreadable', /has at least 200000 bytes; this store reads at most 100000/],
    ['/endless', 'unreadable', /this store reads at most 100000/],
    ['/slow', 'unavailable', /cannot be reached: ETIMEDOUT/],
    ['/encoded', 'unreadable', /came in the encoding gzip/],
  ])('%s', async (path, problem, message) => {
    await expect(read(path)).rejects.toMatchObject({ problem, message: expect.stringMatching(message) });
  });
});
