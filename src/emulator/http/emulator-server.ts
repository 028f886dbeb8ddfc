/** The HTTP server around the routes. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler, type Router } from 'express';
import type { EmulatorState } from '../state/emulator-state.js';
import { answerErrors, beforeHandlers } from './graph-pipeline.js';
import { localAccess } from './local-access.js';

/** Longer than clients keep idle connections, so that none is closed under a request. */
const keepAliveMs = 75_000;

export interface RunningServer {
  /** Address that reaches it from this machine. */
  url: string;
  stop(): Promise<void>;
}

export interface ServerParts {
  control: Router;
  /** The phone page. */
  phone: Router;
  /** What answers Graph requests, in the order in which it is tried. */
  routes: RequestHandler[];
}

export async function startServer(
  state: EmulatorState,
  { control, phone, routes }: ServerParts,
): Promise<RunningServer> {
  const { host, port, allowedHosts } = state.settings;
  const app = express();
  // A list in a query is `status[]=…`, as in a form.
  app.disable('x-powered-by').disable('etag').set('query parser', 'extended');
  app.use(localAccess({ host, allowedHosts }));
  app.use('/_emulator', control);
  app.use('/_phone', phone);
  app.use(beforeHandlers(state), ...routes, answerErrors(state));
  const server = createServer({ keepAliveTimeout: keepAliveMs }, app);
  await listen(server, port, host);
  const { port: actualPort, family } = server.address() as AddressInfo;
  return { url: `http://${reachableHost(host, family)}:${actualPort}`, stop: () => close(server) };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException): void => reject(listenFailure(cause, host, port));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
}

function listenFailure(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const known = { EADDRINUSE: 'another process listens there', EACCES: 'this user may not' }[cause.code ?? ''];
  const reason = known === undefined ? cause.message : `${known} (${cause.code})`;
  const advice = cause.code === 'EADDRNOTAVAIL' ? 'Choose an address of this machine' : 'Choose another port';
  return new Error(`the emulator cannot listen on ${host}:${port}: ${reason}. ${advice}; port 0 takes a free one.`, {
    cause,
  });
}

/** An address that means "all of them" is nothing to connect to. */
function reachableHost(host: string, family: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return family === 'IPv6' && host.includes(':') ? `[${host}]` : host;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
