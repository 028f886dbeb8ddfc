/** The command line as real processes: what docker-compose.yml runs, and the demo. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { WhatsAppClient } from '../../src/client.js';
import { composeServices, interpolate, type ComposeService } from '../helpers/temporal-compose.js';
import { accepted } from '../helpers/outcomes.js';
import { killStarted, requireBuild, startCommand as start, stopCommand as stop } from '../helpers/started-command.js';
import { connectTestServer, type TestServer } from '../helpers/temporal-server.js';

let server: TestServer;
beforeAll(async () => {
  requireBuild();
  server = await connectTestServer();
});
afterAll(() => server.close());

/** The level of a warning in the log, as pino has it. */
const warnLevel = 40;

afterEach(killStarted);

test('worker, receiver and emulator, started as docker-compose.yml starts them, deliver a message and its status', async () => {
  const services = await composeServices();
  const taskQueue = `compose-${Date.now()}`;
  const secrets = {
    WHATSAPP_ACCESS_TOKEN: 'local-token',
    WHATSAPP_APP_SECRET: 'local-secret',
    WHATSAPP_VERIFY_TOKEN: 'verify',
    WHATSAPP_PHONE_NUMBER_IDS: 'any',
  };
  const given = { ...secrets, WHATSAPP_TASK_QUEUE: taskQueue };
  // The addresses inside of the compose network become ones of this machine, and ports free ones.
  const serviceEnvironment = (
    service: ComposeService | undefined,
    own: Record<string, string>,
  ): Record<string, string> => {
    const values = Object.entries(service?.environment ?? {}).map(([name, value]) => [
      name,
      interpolate(value, { ...given, ...own }),
    ]);
    return { ...Object.fromEntries(values), TEMPORAL_ADDRESS: server.address, ...own };
  };
  const serviceCommand = (service: ComposeService | undefined, replaced: Record<string, string>): string[] =>
    (service?.command ?? []).map((part) => {
      const [option = '', value] = part.split('=', 2);
      return value === undefined ? part : `${option}=${replaced[option] ?? interpolate(value, given)}`;
    });
  const { webhook, worker, emulator } = services;

  const receiver = start(serviceCommand(webhook, {}), serviceEnvironment(webhook, { WHATSAPP_WEBHOOK_PORT: '0' }));
  const { url } = JSON.parse(await receiver.line(/webhook ready/)) as { url: string };
  const twin = start(serviceCommand(emulator, { '--host': '127.0.0.1', '--port': '0', '--webhook-url': url }), {});
  const info = JSON.parse(await twin.line(/^\{/)) as { graphUrl: string; phoneNumberId: string };
  const engine = start(serviceCommand(worker, {}), serviceEnvironment(worker, { WHATSAPP_GRAPH_URL: info.graphUrl }));
  expect(JSON.parse(await engine.line(/worker ready/))).toMatchObject({ taskQueue, address: server.address });
  expect((await fetch(new URL('/readyz', url))).status).toBe(200);
  // The command is one file, and finds the page all the same.
  expect((await fetch(new URL('/_phone/page/app.js', info.graphUrl))).status).toBe(200);

  const to = '+16505551234';
  const opened = await fetch(`${info.graphUrl}/_emulator/windows/open`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: to }),
  });
  expect(opened.status).toBe(200);
  const handle = await new WhatsAppClient({ client: server.client, taskQueue }).sendMessage({
    phoneNumberId: info.phoneNumberId,
    to,
    message: { type: 'text', text: { body: 'Hello from three processes' } },
    sendKey: taskQueue,
    waitFor: 'delivered',
    statusDeadline: '30 seconds',
  });
  const { statuses } = accepted(await handle.result());
  expect(statuses.map(({ status }) => status)).toContain('delivered');

  expect(await Promise.all([stop(engine), stop(receiver), stop(twin)])).toEqual([0, 0, 0]);
  expect(engine.lines.join('\n')).not.toContain('local-token');
  expect(engine.lines.filter((line) => warnLevel <= (JSON.parse(line) as { level: number }).level)).toEqual([]);
});

test('dev --once runs the three workflows on the server at TEMPORAL_ADDRESS, leaves none behind, and ends with 0', async () => {
  const demo = start(['dev', '--once'], { TEMPORAL_ADDRESS: server.address });
  expect(await demo.exitCode).toBe(0);
  const output = demo.lines.join('\n');
  expect(output).toMatch(/uploaded hello-\S+\.png, \d+ bytes of image\/png, as media \d+/);
  expect(output).toMatch(/the receiver signaled: .*delivered/);
  expect(output).toMatch(/registered .* the number is CONNECTED/);
  expect(output).toContain('3 of 3 passed');
  const [, conversation = ''] = /workflow (whatsapp-conversation:\S+)/.exec(output) ?? [];
  const { status } = await server.client.workflow.getHandle(conversation).describe();
  expect(status.name).toBe('TERMINATED');
});

test('dev --once ends with 1 and the reason when it cannot start', async () => {
  const demo = start(['dev', '--once'], { TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: 'nobody' });
  expect(await demo.exitCode).toBe(1);
  expect(demo.lines.join('\n')).toMatch(/cannot be used with namespace "nobody": .*not found/i);
});

test('a worker that cannot reach Temporal ends with 1 and says where it looked', async () => {
  const engine = start(['worker'], { TEMPORAL_ADDRESS: '127.0.0.1:1', WHATSAPP_ACCESS_TOKEN: 'token' });
  expect(await engine.exitCode).toBe(1);
  expect(engine.lines.join('\n')).toContain('Temporal at 127.0.0.1:1 (namespace default) cannot be reached');
});

test('receiver and metrics say that their port is taken, and what sets it', async () => {
  const taken = createServer().listen(0, '0.0.0.0');
  await once(taken, 'listening');
  const port = String((taken.address() as AddressInfo).port);
  const env = {
    TEMPORAL_ADDRESS: server.address,
    WHATSAPP_APP_SECRET: 'secret',
    WHATSAPP_VERIFY_TOKEN: 'verify',
    WHATSAPP_PHONE_NUMBER_IDS: 'any',
  };
  for (const [args, own, settings] of [
    [['webhook', '--port', port], {}, '--port or WHATSAPP_WEBHOOK_PORT'],
    [['webhook', '--port', '0'], { WHATSAPP_METRICS_PORT: port }, 'WHATSAPP_METRICS_PORT'],
  ] as const) {
    const refused = start([...args], { ...env, ...own });
    expect(await refused.exitCode).toBe(1);
    expect(refused.lines.at(-1)).toMatch(new RegExp(`cannot listen on 0.0.0.0:${port} .*: ${settings} sets it$`));
  }
  taken.close();
});
