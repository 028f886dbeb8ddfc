/** The receiver as a process' server: Meta's posts, and what an orchestrator asks a process. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { InvalidInputError, type InputProblem } from '../../common/failures.js';
import { bodyTimeoutOf } from '../request/body.js';
import { listen } from './listen.js';
import { createWebhookMetrics } from '../observe/metrics.js';
import { startMetricsServer, type MetricsServer } from './metrics-server.js';
import { createWebhookListener, type WebhookAdapterOptions } from '../adapters/node.js';
import { allObservers } from '../observe/observer.js';
import { webhookSettings, type WebhookSettings } from '../options.js';
import { PendingCalls } from '../delivery/pending-calls.js';
import { loadPromClient } from '../observe/prom-client.js';
import { Readiness } from './readiness.js';
import { followSilentConnections, ResponsesUnderWay } from './shutdown.js';
import type { TemporalProbe, WebhookTemporalClient } from '../delivery/temporal.js';

export interface WebhookServerOptions extends WebhookAdapterOptions {
  /** A `Client` of @temporalio/client. Not closed by the server. */
  client: WebhookTemporalClient & TemporalProbe;
  /** @default 3000; 0 takes a free port */
  port?: number;
  /** @default '0.0.0.0' */
  host?: string;
  /**
   * Where Meta posts, as this process sees it: behind a proxy that keeps its prefix, with the prefix. With or without a slash
   * at its end, both are taken.
   *
   * @default '/webhook'
   */
  path?: string;
  /**
   * Serves `GET /metrics` on a port of its own (0 takes a free one), by default on the receiver's host. With a `register` that
   * the application fills, too.
   *
   * @default no metrics
   */
  metrics?: { port: number; host?: string; register?: Registry };
  /**
   * How long a client may take to send the headers of a request, in milliseconds, also its first one. For the body there is
   * `bodyTimeoutMs`.
   *
   * @default 15,000
   */
  headersTimeoutMs?: number;
  /**
   * How long a connection without a request is kept, in milliseconds. Longer than the proxy in front keeps it, which else
   * sends into a connection that ends.
   *
   * @default 75,000
   */
  keepAliveTimeoutMs?: number;
  /** Connections at the same time; more are closed at once. @default 1,000 */
  maxConnections?: number;
  /**
   * How long `close()` waits for requests under way before it cuts them off, and for the client's calls, in milliseconds.
   *
   * @default 5,000 more than `deadlineMs`
   */
  closeTimeoutMs?: number;
}

export interface WebhookServer {
  /** Where Meta's posts are taken, as seen from this machine. */
  url: string;
  port: number;
  /** Where the metrics are, as seen from this machine; absent without `metrics`. */
  metricsUrl?: string;
  /**
   * Takes no new connection, finishes the requests under way, then waits for the client's calls and resolves; the client's
   * connection can be closed after it. Calling it again waits for the same end.
   */
  close(): Promise<void>;
}

const probePaths = ['/healthz', '/readyz'];

/**
 * Starts the receiver with `GET /healthz` (this process answers) and `GET /readyz` (Temporal answers and has the namespace, and
 * the receiver is not closing).
 *
 * @throws InvalidInputError for wrong options; Error when a port cannot be listened on.
 */
export async function startWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const { port = 3000, host = '0.0.0.0', path = '/webhook', metrics } = options;
  const settings = webhookSettings(options);
  const closeTimeoutMs = options.closeTimeoutMs ?? settings.deadlineMs + 5_000;
  checkServerOptions(options, path);
  const calls = new PendingCalls(options.client);
  const readiness = new Readiness(options.client, settings.log, (call) => calls.track(call));
  const underWay = new ResponsesUnderWay();
  const register = metrics && (metrics.register ?? new (loadPromClient().Registry)());
  const receive = createWebhookListener({ ...options, ...observerOf(options, register), client: calls });
  const server = createLimitedServer(options, settings, (request, response) => {
    underWay.add(response);
    dispatch(request, response, { path, receive, readiness });
  });
  const cutSilentConnections = followSilentConnections(server);

  const metricsServer = register && (await startMetricsServer(register, metrics.port, metrics.host ?? host));
  const listening = await listen(server, port, host, 'webhook server').catch(async (error: unknown) => {
    await metricsServer?.close();
    throw error;
  });
  let closed: Promise<void> | undefined;
  return {
    url: `${listening.origin}${path}`,
    port: listening.port,
    ...(metricsServer && { metricsUrl: metricsServer.url }),
    close: () => {
      readiness.isClosing = true;
      underWay.endConnections();
      cutSilentConnections();
      return (closed ??= close(server, calls, closeTimeoutMs, metricsServer));
    },
  };
}

function checkServerOptions(options: WebhookServerOptions, path: string): void {
  const { headersTimeoutMs = 1, keepAliveTimeoutMs = 1, maxConnections = 1, closeTimeoutMs = 1 } = options;
  const problems: InputProblem[] = Object.entries({
    headersTimeoutMs,
    keepAliveTimeoutMs,
    maxConnections,
    closeTimeoutMs,
  })
    .filter(([, value]) => !Number.isSafeInteger(value) || value < 1)
    .map(([name, value]) => ({ path: name, message: 'must be a whole number above 0', value: String(value) }));
  if (!path.startsWith('/')) problems.push({ path: 'path', message: 'must begin with "/"', value: path });
  else if (/[\s?#]/.test(path)) problems.push({ path: 'path', message: 'must be a path alone', value: path });
  else if (probePaths.includes(withoutSlash(path))) {
    problems.push({ path: 'path', message: 'must be another one: this one is for probes', value: path });
  }
  if (problems.length > 0) throw new InvalidInputError('webhook server', problems);
}

function observerOf(
  { observer }: WebhookServerOptions,
  register: Registry | undefined,
): Pick<WebhookSettings, 'observer'> {
  if (!register) return {};
  const counting = createWebhookMetrics({ register });
  return { observer: observer ? allObservers([counting, observer]) : counting };
}

/** Slow clients cannot hold connections: headers and body have a time each, the number of connections has a limit. */
function createLimitedServer(
  options: WebhookServerOptions,
  { log }: WebhookSettings,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const { headersTimeoutMs = 15_000, keepAliveTimeoutMs = 75_000, maxConnections = 1_000 } = options;
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      // The body's own time is over before this one, so that the client gets an answer.
      requestTimeout: headersTimeoutMs + bodyTimeoutOf(options) + checkEveryMs(headersTimeoutMs),
      connectionsCheckingInterval: checkEveryMs(headersTimeoutMs),
      keepAliveTimeout: keepAliveTimeoutMs,
    },
    listener,
  );
  server.maxConnections = maxConnections;
  let loggedAtMs = 0;
  server.on('drop', () => {
    if (Date.now() - loggedAtMs < dropLogPauseMs) return;
    loggedAtMs = Date.now();
    log.warn({ maxConnections }, 'connections are closed at once: too many are open');
  });
  return server;
}

const dropLogPauseMs = 10_000;

/** Node's own 30 s would let a slow client have up to 30 s more. */
function checkEveryMs(headersTimeoutMs: number): number {
  return Math.min(1_000, headersTimeoutMs);
}

interface Destinations {
  path: string;
  receive: (request: IncomingMessage, response: ServerResponse) => void;
  readiness: Readiness;
}

function dispatch(
  request: IncomingMessage,
  response: ServerResponse,
  { path, receive, readiness }: Destinations,
): void {
  const { method = '', url = '' } = request;
  const pathname = withoutSlash(url.split('?')[0] ?? '');
  if (pathname === withoutSlash(path)) return receive(request, response);
  if (!probePaths.includes(pathname)) return answerText(response, 404, 'not found');
  if (method !== 'GET' && method !== 'HEAD') return answerText(response.setHeader('allow', 'GET, HEAD'), 405, '');
  if (pathname === '/healthz') return answerText(response, 200, 'ok');
  void readiness.isReady().then((isReady) => answerText(response, isReady ? 200 : 503, isReady ? 'ok' : 'not ready'));
}

function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

function withoutSlash(pathname: string): string {
  return pathname.endsWith('/') ? pathname.slice(0, -1) : pathname;
}

async function close(
  server: Server,
  calls: PendingCalls,
  timeoutMs: number,
  metricsServer: MetricsServer | undefined,
): Promise<void> {
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
  await metricsServer?.close();
}
