/** How a server stops: it takes no new connection, finishes what is under way, and cuts off what does not end. */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { within } from '../calls/deadline.js';

export class Shutdown {
  private readonly server: Server;
  private readonly responses = new Set<ServerResponse>();
  private readonly sockets = new Set<Socket>();
  private isClosing = false;

  /** @param server that has no request yet */
  constructor(server: Server) {
    this.server = server;
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    // The listener comes before the one that answers, which may send the headers at once.
    server.prependListener('request', (_request, response: ServerResponse) => {
      this.responses.add(response);
      response.once('close', () => this.responses.delete(response));
      if (this.isClosing) endConnection(response);
    });
  }

  /**
   * Closes the server, and resolves when its requests have ended, or were cut off, and `rest` has settled or the time
   * is over.
   *
   * @param rest is waited for after the requests
   */
  async close(timeoutMs: number, rest: () => Promise<unknown>): Promise<void> {
    this.isClosing = true;
    for (const response of this.responses) endConnection(response);
    this.cutSilentConnections();
    const requestsEnded = new Promise<void>((resolve, reject) => {
      this.server.close((error) => (error ? reject(error) : resolve()));
    });
    const allEnded = () => requestsEnded.then(rest);
    await within(timeoutMs, allEnded).catch(() => this.server.closeAllConnections());
    await requestsEnded;
  }

  /**
   * Proxies open connections ahead of their use. Node counts such a connection as busy, so that a closing server would
   * wait for it.
   */
  private cutSilentConnections(): void {
    for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
  }
}

/** Tells a client whose connection is kept alive that this answer is the last one on it. */
function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
