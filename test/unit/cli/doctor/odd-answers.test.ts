/** The command before a Graph API and a receiver that answer as nobody expects: it ends, and shows no secret. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { runCommand, type CommandOutcome } from '../../../helpers/run-command.js';

const env = {
  // Nothing is there, which is said at once.
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  TEMPORAL_API_KEY: 'temporalKeySecret',
  TEMPORAL_TLS: 'true',
  WHATSAPP_ACCESS_TOKEN: 'EAAtokenSecret',
  WHATSAPP_APP_SECRET: 'appSecretSecret',
  WHATSAPP_VERIFY_TOKEN: 'verifyTokenSecret',
  WHATSAPP_PHONE_NUMBER_IDS: '106540352242922',
};

let servers: Server[] = [];
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function examine(graphUrl: string, ...flags: string[]): Promise<CommandOutcome & { text: string }> {
  const outcome = await runCommand(['doctor', '--timeout', '1', ...flags], { ...env, WHATSAPP_GRAPH_URL: graphUrl });
  const text = [...outcome.printed, ...outcome.noted, String(outcome.error)].join('\n');
  for (const value of Object.values(env)) if (/Secret$/.test(value)) expect(text).not.toContain(value);
  expect(text).not.toMatch(/^\s+at /m);
  return { ...outcome, text };
}

const echo: RequestListener = (request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ error: { code: 1, message: [request.url, request.headers.authorization].join(' ') } }));
};

test.each<[string, RequestListener]>([
  ['nothing', (_request, response) => void response.end()],
  ['null', (_request, response) => void response.end('null')],
  ['an object without what was asked', (_request, response) => void response.end('{}')],
  ['data of another kind', (_request, response) => void response.end('{"data":{"is_valid":"yes","scopes":5}}')],
  ['a page', (_request, response) => void response.end('<html>EAAtokenSecret appSecretSecret</html>')],
  ['what it was asked', echo],
  ['no end', (_request, response) => void response.write('{')],
  ['a redirect to itself', (request, response) => void response.writeHead(302, { location: request.url }).end()],
  ['an error without a message', (_request, response) => void response.writeHead(500).end('{"error":null}')],
])('an API that answers %s: no token is called valid', async (_what, answer) => {
  const { error, text } = await examine(await serve(answer));
  expect(String(error)).toContain('Something has failed');
  expect(text).not.toContain('is valid');
});

test('a token with an end that no date can be is described', async () => {
  const data = { is_valid: true, expires_at: 1e20, scopes: ['whatsapp_business_messaging'] };
  const { text } = await examine(await serve((_request, response) => void response.end(JSON.stringify({ data }))));
  expect(text).toContain('the token "default" is valid');
  expect(text).not.toContain('Invalid time value');
});

test('the password of a webhook URL is not shown', async () => {
  const graphUrl = await serve(echo);
  const { text } = await examine(graphUrl, '--webhook-url', 'http://me:passwordSecret@127.0.0.1:9/webhook');
  expect(text).toContain('http://[redacted]@127.0.0.1:9/webhook');
  expect(text).not.toContain('passwordSecret');
});

test.each([404, 405, 302, 500, 200])('a receiver that answers everything with %d refuses nothing', async (status) => {
  const url = `${await serve((_request, response) => void response.writeHead(status).end())}/hook`;
  const { text } = await examine(await serve(echo), '--webhook-url', url);
  expect(text).toMatch(/^failure +challenge /m);
  expect(text).toMatch(/^failure +wrong-token /m);
  expect(text).toMatch(/^failure +signature /m);
  expect(text).not.toMatch(/^ok +(wrong-token|signature) /m);
});

test('a token that is missing is said also where Meta cannot be reached, and variables may be in a file', async () => {
  const nothing = { TEMPORAL_ADDRESS: '127.0.0.1:1', WHATSAPP_GRAPH_URL: 'http://127.0.0.1:1' };
  const { printed } = await runCommand(['doctor', '--timeout', '1'], nothing);
  expect(printed.join('\n')).toMatch(/^failure +credentials +there is no access token/m);
  const file = join(await mkdtemp(join(tmpdir(), 'temporal-whatsapp-doctor-')), 'one.env');
  await writeFile(file, 'WHATSAPP_ACCESS_TOKEN=EAA\n');
  const told = await runCommand(['doctor', '--timeout', '1', '--env-file', file], nothing);
  expect(told.printed.join('\n')).toMatch(/^ok +credentials +there are access tokens: default/m);
  await rm(dirname(file), { recursive: true });
});
