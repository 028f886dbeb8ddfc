/** The receiver's own command against a Temporal server that goes away and comes back. */
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createProgram } from '../../src/cli/program.js';
import { freePort } from '../../src/devserver/free-port.js';
import { startTemporalServer, type TemporalServer } from '../../src/devserver/server.js';

const { PATH = '', HOME = '', XDG_CACHE_HOME = '', TEMPORAL_CLI_PATH = '' } = process.env;
const appSecret = randomUUID();
const host = '127.0.0.1';

function startServer(port: number, databaseFile: string): Promise<TemporalServer> {
  const env = { PATH, HOME, XDG_CACHE_HOME, TEMPORAL_CLI_PATH };
  return startTemporalServer({ env, port, databaseFile, log: () => undefined });
}

/** Polls until a probe answers with the status. */
async function untilStatus(url: string, status: number): Promise<void> {
  const deadlineMs = Date.now() + 30_000;
  for (;;) {
    const last = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (last === status) return;
    if (Date.now() > deadlineMs) throw new Error(`${url} still answers ${last} instead of ${status} after 30 s`);
    await delay(100);
  }
}

function post(url: string, messageId: string): Promise<Response> {
  const message = {
    id: messageId,
    from: '16505551234',
    timestamp: '1700000000',
    type: 'text',
    text: { body: 'hello' },
  };
  const value = {
    messaging_product: 'whatsapp',
    metadata: { phone_number_id: '106540352242922' },
    messages: [message],
  };
  const entry = [{ id: '900', changes: [{ field: 'messages', value }] }];
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  return fetch(url, { method: 'POST', body, headers: { 'x-hub-signature-256': `sha256=${signature}` } });
}

test('is not ready while Temporal is gone, answers 503 to Meta, and takes everything when it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-receiver-'));
  const database = join(folder, 'temporal.db');
  const [temporalPort, port, metricsPort] = [await freePort(host), await freePort(host), await freePort(host)];
  let temporal = await startServer(temporalPort, database);
  let stop = (_signal: string): void => undefined;
  const program = await createProgram({
    env: {
      HOME: folder,
      TEMPORAL_ADDRESS: temporal.address,
      WHATSAPP_APP_SECRET: appSecret,
      WHATSAPP_VERIFY_TOKEN: 'verify',
      WHATSAPP_PHONE_NUMBER_IDS: '106540352242922',
      WHATSAPP_WEBHOOK_HOST: host,
      WHATSAPP_WEBHOOK_DEADLINE_MS: '1000',
      WHATSAPP_METRICS_PORT: String(metricsPort),
      WHATSAPP_LOG_LEVEL: 'silent',
    },
    print: () => undefined,
    note: () => undefined,
    untilStopped: () => new Promise((resolve) => (stop = resolve)),
  });
  const ended = program.parseAsync(['webhook', '--port', String(port)], { from: 'user' });
  const origin = `http://${host}:${port}`;
  try {
    await untilStatus(`${origin}/readyz`, 200);
    expect((await post(`${origin}/webhook`, 'wamid.1')).status).toBe(200);

    await temporal.stop();
    await untilStatus(`${origin}/readyz`, 503);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    const refused = await post(`${origin}/webhook`, 'wamid.2');
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);

    temporal = await startServer(temporalPort, database);
    await untilStatus(`${origin}/readyz`, 200);
    expect((await post(`${origin}/webhook`, 'wamid.2')).status).toBe(200);

    const metrics = await (await fetch(`http://${host}:${metricsPort}/metrics`)).text();
    expect(metrics).toContain('webhook_requests_total{result="accepted",reason="none",status="200"} 2');
    expect(metrics).toMatch(/webhook_requests_total\{result="not-delivered",reason="none",status="503"\} 1/);
    expect(metrics).toMatch(/webhook_temporal_failures_total\{call="signalWithStart",code="[A-Z_]+"\} 1/);
    expect(metrics).toContain('process_cpu_seconds_total');
  } finally {
    stop('SIGTERM');
    await ended;
    await temporal.stop();
    await rm(folder, { recursive: true, force: true });
  }
  await expect(fetch(`${origin}/healthz`)).rejects.toThrow('fetch failed');
});
