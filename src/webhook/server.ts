/** The receiver as a process' server: the router, and what an orchestrator asks a process. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { InvalidInputError } from '../common/failures.js';
import { describeError } from './describe-error.js';
import { createWebhookRouter } from './express.js';
import { webhookSettings, type WebhookHandlerOptions } from './options.js';
import { PendingCalls } from './pending-calls.js';
import { probeTemporal, type TemporalProbe, type WebhookTemporalClient } from './temporal.js';

export interface WebhookServerOptions extends WebhookHandlerOptions {
  /** A `Client` of @temporalio/client. Not closed by the server. */
  client: WebhookTemporalClient & TemporalProbe;
  /** @default 3000; 0 takes a free port */
  port?: number;
  /** @default '0.0.0.0' */
  host?: string;
  /**
   * Where Meta posts.
   *
   * @default '/webhook'
   */
  path?: string;
  /**
   * How long `close()` waits for requests under way before it cuts them off, and for the client's calls, in milliseconds.
   *
   * @default 10,000
   */
  closeTimeoutMs?: number;
}

export interface WebhookServer {
  /** Where Meta's posts are taken, as seen from this machine. */
  url: string;
  port: number;
  /**
   * Takes no new connection, finishes the requests under way, then resolves; the client's connection can be closed after it.
   * Calling it again waits for the same end.
   */
  close(): Promise<void>;
}

/** A sender that needs longer for its 3 MB is not Meta. */
const slowestRequestMs = 30_000;
const readinessTimeoutMs = 2_000;

/**
 * Starts the receiver with `GET /healthz` (this process answers) and `GET /readyz` (Temporal answers and has the namespace).
 *
 * @throws InvalidInputError for wrong options; Error when the port cannot be listened on.
 */
export async function startWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const { port = 3000, host = '0.0.0.0', path = '/webhook', closeTimeoutMs = 10_000 } = options;
  if (!path.startsWith('/')) {
    throw new InvalidInputError('webhook server', [{ path: 'path', message: 'must begin with "/"', value: path }]);
  }
  const underWay = new ResponsesUnderWay();
  const calls = new PendingCalls(options.client);
  const app = createApp(options, calls, path, underWay);
  const server = createServer({ requestTimeout: slowestRequestMs, headersTimeout: slowestRequestMs / 2 }, app);
  await listen(server, port, host);
  const bound = (server.address() as AddressInfo).port;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${reachable(host)}:${bound}${path}`,
    port: bound,
    close: () => {
      underWay.endConnections();
      return (closed ??= close(server, calls, closeTimeoutMs));
    },
  };
}

function createApp(
  options: WebhookServerOptions,
  client: PendingCalls,
  path: string,
  underWay: ResponsesUnderWay,
): Express {
  const { log } = webhookSettings(options);
  const app = express().disable('x-powered-by');
  app.use((_request, response, next) => {
    underWay.add(response);
    next();
  });
  app.get('/healthz', (_request, response) => void response.type('text').send('ok'));
  app.get('/readyz', async (_request, response) => {
    try {
      if (underWay.ending) throw new Error('closing');
      await probeTemporal(options.client, readinessTimeoutMs);
      response.type('text').send('ok');
    } catch (error) {
      log.warn({ error: describeError(error) }, 'not ready: Temporal cannot be reached');
      response.status(503).type('text').send('not ready');
    }
  });
  app.use(path, createWebhookRouter({ ...options, client }));
  return app;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new Error(`webhook server cannot listen on ${host}:${port} (${cause.message}); choose another port`, { cause }),
      );
    });
    server.listen(port, host, resolve);
  });
}

async function close(server: Server, calls: PendingCalls, timeoutMs: number): Promise<void> {
  const requestsEnded = new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
  let cutOff: NodeJS.Timeout | undefined;
  const timedOut = new Promise<void>((resolve) => {
    cutOff = setTimeout(() => {
      server.closeAllConnections();
      resolve();
    }, timeoutMs);
  });
  await requestsEnded.then(() => Promise.race([calls.settled(), timedOut])).finally(() => clearTimeout(cutOff));
}

/** Lets a closing server tell every client whose connection is kept alive that this answer is the last one on it. */
class ResponsesUnderWay {
  ending = false;
  private readonly responses = new Set<ServerResponse>();

  add(response: ServerResponse): void {
    this.responses.add(response);
    response.once('close', () => this.responses.delete(response));
    if (this.ending) endConnection(response);
  }

  endConnections(): void {
    this.ending = true;
    this.responses.forEach(endConnection);
  }
}

function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
