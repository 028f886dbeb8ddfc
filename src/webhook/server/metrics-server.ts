/** Serves the metrics on a port of their own: they are nobody's business outside. */
import { createServer, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { listen } from './listen.js';

export interface MetricsServer {
  url: string;
  close(): Promise<void>;
}

const slowestScrapeMs = 10_000;

/**
 * Answers `GET /metrics` with the register's content, in the format and with the content type that the register has.
 *
 * @param port 0 takes a free one
 * @throws Error when the port cannot be listened on
 */
export async function startMetricsServer(register: Registry, port: number, host: string): Promise<MetricsServer> {
  const server = createServer(
    { requestTimeout: slowestScrapeMs, headersTimeout: slowestScrapeMs },
    (request, response) => {
      const { method = '', url = '' } = request;
      if (url.split('?')[0] !== '/metrics') return void response.writeHead(404).end();
      if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
      void answer(register, response);
    },
  );
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

async function answer(register: Registry, response: ServerResponse): Promise<void> {
  try {
    const text = await register.metrics();
    response.writeHead(200, { 'content-type': register.contentType }).end(text);
  } catch {
    // A collector of the application that throws; the receiver's own do not.
    response.writeHead(500).end();
  }
}
