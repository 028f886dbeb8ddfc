import { afterEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { HttpsMediaStore } from '../../../src/media/https-store.js';
import { isPrivateAddress } from '../../../src/media/private-networks.js';
import { Loopback, type Answer } from '../graph/loopback.js';

const trusting = new HttpsMediaStore({ allowPrivateNetworks: true, responseTimeoutMs: 500 });
const careful = new HttpsMediaStore();
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serve(answer: Answer): Promise<Loopback> {
  const server = await Loopback.start(answer);
  cleanups.push(() => server.stop());
  return server;
}

describe('a file on a web server', () => {
  test('is streamed, with size, type and name', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': '5' }).end('hello');
    });
    const source = await trusting.open(`${server.url}/files/a%20b.png?signature=secret`);
    expect(source).toMatchObject({ size: 5, mimeType: 'image/png', filename: 'a b.png' });
    expect(Buffer.concat(await source.content.toArray()).toString()).toBe('hello');
  });

  test('has no size when the server does not say', async () => {
    const server = await serve((_, response) => {
      response.write('he');
      response.end('llo');
    });
    const source = await trusting.open(`${server.url}/a`);
    expect(source.size).toBeUndefined();
    expect(Buffer.concat(await source.content.toArray()).toString()).toBe('hello');
  });

  test('is found through redirects', async () => {
    const server = await serve(({ path }, response) => {
      const next = { '/1': '/2', '/2': '/3' }[path];
      if (next) response.writeHead(302, { location: next }).end();
      else response.end(`at ${path}`);
    });
    const { content } = await trusting.open(`${server.url}/1`);
    expect(Buffer.concat(await content.toArray()).toString()).toBe('at /3');
  });

  test.each([
    [404, 'missing'],
    [410, 'missing'],
    [403, 'unreadable'],
    [206, 'unreadable'],
    [304, 'unreadable'],
    [429, 'unavailable'],
    [503, 'unavailable'],
  ])('is not what comes with HTTP %i', async (status, problem) => {
    const server = await serve((_, response) => response.writeHead(status).end());
    const error = await trusting.open(`${server.url}/a.png?signature=secret`).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'MediaError', problem });
    expect((error as Error).message).toContain(`${server.url}/a.png`);
    expect((error as Error).message).not.toContain('secret');
  });

  test('must not be empty', async () => {
    const server = await serve((_, response) => response.writeHead(200, { 'content-length': '0' }).end());
    await expect(trusting.open(`${server.url}/a`)).rejects.toThrow(/is empty/);
  });

  test.each(['http://', 'http://[::1/?signature=secret', '//:99999999/', 'https://a b/'])(
    'is not looked for where a redirect leads to %j',
    async (location) => {
      const server = await serve((_, response) => response.writeHead(302, { location }).end());
      const error = await trusting.open(`${server.url}/a`).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'MediaError', problem: 'unreadable' });
      const shown = location.replace(/\?.*/, '');
      expect((error as Error).message).toBe(`${server.url}/a redirects to "${shown}", which is not a valid URL`);
    },
  );

  test('is not looked for through endless redirects', async () => {
    const server = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(trusting.open(`${server.url}/a`)).rejects.toThrow(/redirects more than 5 times/);
    expect(server.received).toHaveLength(6);
  });

  test("that breaks off is an error of the stream, without the URL's signature", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('x', () => response.destroy());
    });
    const { content } = await trusting.open(`${server.url}/a?signature=secret`);
    const error = await content.toArray().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'MediaError', problem: 'unavailable' });
    expect(String(error)).not.toContain('secret');
  });

  test('on a server that does not answer, or is not there, may come later', async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await expect(trusting.open(`http://127.0.0.1:${port}/a`)).rejects.toMatchObject({ problem: 'unavailable' });
    silent.close();
    await once(silent, 'close');
    await expect(trusting.open(`http://127.0.0.1:${port}/a`)).rejects.toThrow(/cannot be reached: ECONNREFUSED/);
  });
});

describe('an address that is not public', () => {
  test.each([
    ['https://127.0.0.1/a'],
    ['https://2130706433/a'],
    ['https://0x7f.1/a'],
    ['https://10.1.2.3/a'],
    ['https://169.254.169.254/latest/meta-data'],
    ['https://[::1]/a'],
    ['https://[::ffff:192.168.0.1]/a'],
    ['https://[fd00::1]/a'],
    ['https://[fe80::1]/a'],
    ['https://localhost/a'],
    ['http://example.com/a'],
  ])('is refused: %s', async (url) => {
    await expect(careful.open(url)).rejects.toMatchObject({ name: 'MediaError', problem: 'configuration' });
  });

  test('is refused by the very lookup that the connection uses', async () => {
    const server = await serve((_, response) => response.end('secret'));
    const { port } = new URL(server.url);
    await expect(careful.open(`https://localhost:${port}/a`)).rejects.toThrow(
      /localhost is not a public address; if it is meant, add it to allowedNetworks/,
    );
    expect(server.received).toHaveLength(0);
  });

  test.each([
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '::ffff:0:10.0.0.1',
    '::10.0.0.1',
    '::8.8.8.8',
    '::',
    '64:ff9b:1::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    'fec0::1',
    'ff02::1',
    'fe80::1%eth0',
    '0.0.0.0',
    '100.64.1.1',
    '192.0.2.1',
    '192.88.99.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '255.255.255.255',
    'no ip',
  ])('is %s', (address) => expect(isPrivateAddress(address)).toBe(true));

  test.each([
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '192.88.98.1',
    '2001:4860:4860::8888',
    '2001:1::1',
    '::ffff:8.8.8.8',
  ])('is not %s', (address) => expect(isPrivateAddress(address)).toBe(false));
});
