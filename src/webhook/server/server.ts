/** The receiver as a process' server: Meta's posts, and what an orchestrator asks a process. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createListener, type WebhookListener } from '../adapters/node.js';
import { PendingCalls } from '../delivery/pending-calls.js';
import { listen, type Listening } from './listen.js';
import { startMetricsServer, type MetricsServer } from './metrics-server.js';
import {
  probePaths,
  resolveServerOptions,
  withoutSlash,
  type ServerSettings,
  type WebhookServerOptions,
} from './options.js';
import { Readiness } from './readiness.js';
import { Shutdown } from './shutdown.js';

/** A receiver that runs. */
export interface WebhookServer {
  /** The URL that takes Meta's posts, as seen from this machine. */
  url: string;
  /** The port that the receiver listens on. */
  port: number;
  /** The URL of the metrics, as seen from this machine; absent without `metrics`. */
  metricsUrl?: string;
  /**
   * Takes no new connection, finishes the requests under way, then waits for the client's calls and resolves; the
   * client's connection can be closed after it. Calling it again waits for the same end.
   */
  close(): Promise<void>;
}

/**
 * Starts the receiver with `GET /healthz` (this process answers) and `GET /readyz` (Temporal answers and has the
 * namespace, and the receiver is not closing).
 *
 * @throws InvalidInputError for wrong options; Error when a port cannot be listened on.
 */
export async function startWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const settings = resolveServerOptions(options);
  const calls = new PendingCalls(options.client);
  const readiness = new Readiness(options.client, settings.log, (call) => calls.track(call));
  const receive = createListener(settings);
  const server = createLimitedServer(settings, (request, response) => {
    dispatch(request, response, { path: settings.path, receive, readiness });
  });
  const shutdown = new Shutdown(server);
  const { metricsServer, origin, port } = await listenWithMetrics(server, settings);
  let closed: Promise<void> | undefined;
  return {
    url: `${origin}${settings.path}`,
    port,
    ...(metricsServer && { metricsUrl: metricsServer.url }),
    close: () => {
      readiness.isClosing = true;
      const rest = (): Promise<unknown> => Promise.all([receive.close(), calls.settled()]);
      closed ??= shutdown.close(settings.closeTimeoutMs, rest).then(() => metricsServer?.close());
      return closed;
    },
  };
}

async function listenWithMetrics(
  server: Server,
  { host, port, metrics }: ServerSettings,
): Promise<Listening & { metricsServer: MetricsServer | undefined }> {
  const register = metrics?.source.register;
  const metricsServer = register && (await startMetricsServer(register, metrics.port, metrics.host ?? host));
  try {
    return { ...(await listen(server, port, host, 'webhook server')), metricsServer };
  } catch (error) {
    await metricsServer?.close();
    throw error;
  }
}

/** How often the log says that connections are closed, in milliseconds. */
const dropLogPauseMs = 10_000;

/** Slow clients cannot hold connections: headers and body have a time each, the number of connections has a limit. */
function createLimitedServer(settings: ServerSettings, listener: RequestListener): Server {
  const { headersTimeoutMs, bodyTimeoutMs, keepAliveTimeoutMs, maxConnections, log } = settings;
  // Node's own 30 s would let a slow client have up to 30 s more.
  const checkEveryMs = Math.min(1_000, headersTimeoutMs);
  const timeouts = {
    headersTimeout: headersTimeoutMs,
    // The body's own time is over before this one, so that the client gets an answer.
    requestTimeout: headersTimeoutMs + bodyTimeoutMs + checkEveryMs,
    connectionsCheckingInterval: checkEveryMs,
    keepAliveTimeout: keepAliveTimeoutMs,
  };
  const server = createServer(timeouts, listener);
  server.maxConnections = maxConnections;
  let loggedAtMs = 0;
  server.on('drop', () => {
    if (Date.now() - loggedAtMs < dropLogPauseMs) return;
    loggedAtMs = Date.now();
    log.warn({ maxConnections }, 'connections are closed at once: too many are open');
  });
  return server;
}

interface Destinations {
  path: string;
  receive: WebhookListener;
  readiness: Readiness;
}

function dispatch(request: IncomingMessage, response: ServerResponse, to: Destinations): void {
  const { method = '', url = '' } = request;
  const pathname = withoutSlash(url.split('?')[0] ?? '');
  if (pathname === withoutSlash(to.path)) return to.receive(request, response);
  if (!probePaths.includes(pathname)) return answerText(response, 404, 'not found');
  if (method !== 'GET' && method !== 'HEAD') return answerText(response.setHeader('allow', 'GET, HEAD'), 405, '');
  if (pathname === '/healthz') return answerText(response, 200, 'ok');
  void to.readiness.isReady().then((isReady) => {
    answerText(response, isReady ? 200 : 503, isReady ? 'ok' : 'not ready');
  });
}

function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}
