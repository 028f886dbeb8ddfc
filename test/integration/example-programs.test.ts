/** The programs of the examples reach the Temporal of their worker, by the same variables. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Http2Server } from 'node:http2';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { requireBuild } from '../helpers/started-command.js';

interface Call {
  method: string;
  authorization: string | undefined;
  body: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
let server: Http2Server;
let folder: string;
const calls: Call[] = [];

beforeAll(async () => {
  requireBuild();
  folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-examples-'));
  server = await refusingServer(calls);
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => void calls.splice(0));

test.each([
  ['order-confirmation/src/place-order.ts', ['17', '+49 170 1234567'], '', 'shops-queue'],
  ['support-handover/src/help-desk.ts', ['+49 170 1234567'], '/take\n', ':h1-'],
])('%s', async (program, args, input, word) => {
  const { port } = server.address() as AddressInfo;
  const variables = {
    TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
    TEMPORAL_NAMESPACE: 'shops-namespace',
    TEMPORAL_API_KEY: 'shops-key',
    TEMPORAL_TLS: 'false',
    TEMPORAL_TLS_SERVER_NAME: '',
    WHATSAPP_TASK_QUEUE: 'shops-queue',
    WHATSAPP_ID_KEY: 'a key of the shop that is long enough',
    WHATSAPP_MEDIA_DIR: folder,
    WHATSAPP_PHONE_NUMBER_IDS: '106540352242923',
  };
  const written = await run(program, args, input, variables);
  expect(written).toContain('not here');
  const [started] = calls.filter(({ method }) => !method.endsWith('/GetSystemInfo'));
  expect(started).toMatchObject({ authorization: 'Bearer shops-key' });
  expect(started?.body).toContain('shops-namespace');
  expect(started?.body).toContain(word);
  expect(started?.body).toContain('106540352242923');
});

/** A server of gRPC that lets clients connect, and refuses all else. */
async function refusingServer(seen: Call[]): Promise<Http2Server> {
  const refusing = createServer();
  refusing.on('stream', (stream, headers) => {
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => void parts.push(part));
    stream.on('end', () => {
      const method = String(headers[':path']);
      seen.push({ method, authorization: headers.authorization, body: Buffer.concat(parts).toString('latin1') });
      const unimplemented = method.endsWith('/GetSystemInfo');
      const status = { 'grpc-status': unimplemented ? '12' : '7', 'grpc-message': 'not here' };
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...status }, { endStream: true });
    });
  });
  refusing.listen(0, '127.0.0.1');
  await once(refusing, 'listening');
  return refusing;
}

/** Runs a program of an example to its end. @returns what it has written */
async function run(program: string, args: string[], input: string, env: Record<string, string>): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const line = ['--import', 'tsx', join(root, 'examples', program), ...args];
  const child = spawn(process.execPath, line, { cwd: root, env: { PATH, HOME, ...env } });
  let written = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (part: Buffer) => (written += part.toString()));
  child.stdin.end(input);
  await once(child, 'close');
  return written;
}
