/** Ports for servers that cannot take port 0. */
import { createServer } from 'node:net';

/**
 * The preferred port when it is free, else any free one. Another process may take it before the caller does.
 *
 * @param preferred @default any
 */
export async function freePort(host: string, preferred = 0): Promise<number> {
  return tryPort(host, preferred).catch((error: unknown) => {
    if (preferred === 0) throw error;
    return tryPort(host, 0);
  });
}

async function tryPort(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error(`no port on ${host}`));
      });
    });
  });
}
