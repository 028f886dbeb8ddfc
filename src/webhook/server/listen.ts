/** Makes a server listen: the receiver's, and the one of its metrics. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  port: number;
  /** The address as seen from this machine, without a path. */
  origin: string;
}

/**
 * Begins to listen.
 *
 * @param what is started, for the error
 * @throws Error when the port cannot be listened on
 */
export function listen(server: Server, port: number, host: string, what: string): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new Error(`${what} cannot listen on ${host}:${port} (${cause.message}); choose another port`, { cause }));
    });
    server.listen(port, host, () => {
      const bound = (server.address() as AddressInfo).port;
      resolve({ port: bound, origin: `http://${reachable(host)}:${bound}` });
    });
  });
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
