/** Serves the metrics on a port of their own: they are nobody's business outside. */
import { createServer, type ServerResponse } from 'node:http';
import { listen } from './listen.js';

export interface MetricsServer {
  url: string;
  close(): Promise<void>;
}

/** A register of prom-client, as far as it is served. */
export interface MetricsRegister {
  /** The content type of the text. */
  readonly contentType: string;
  /** Writes every metric of the register as text. */
  metrics(): Promise<string>;
}

const slowestScrapeMs = 10_000;

/**
 * Answers `GET /metrics` with the register's content, in the format and with the content type that the register has.
 *
 * @param port 0 takes a free one
 * @throws Error when the port cannot be listened on
 */
export async function startMetricsServer(
  register: MetricsRegister,
  port: number,
  host: string,
): Promise<MetricsServer> {
  const timeouts = { requestTimeout: slowestScrapeMs, headersTimeout: slowestScrapeMs };
  const server = createServer(timeouts, (request, response) => {
    const { method = '', url = '' } = request;
    if (url.split('?')[0] !== '/metrics') return void response.writeHead(404).end();
    if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
    void answer(register, response);
  });
  const { origin } = await listen(server, port, host, 'metrics server');
  return {
    url: `${origin}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(register: MetricsRegister, response: ServerResponse): Promise<void> {
  try {
    const text = await register.metrics();
    response.writeHead(200, { 'content-type': register.contentType }).end(text);
  } catch {
    // A collector of the application that throws; the receiver's own do not.
    response.writeHead(500).end();
  }
}
