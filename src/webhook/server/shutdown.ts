import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Lets a closing server tell every client whose connection is kept alive that this answer is the last one on it. */
export class ResponsesUnderWay {
  private isEnding = false;
  private readonly responses = new Set<ServerResponse>();
  private readonly forget: (this: ServerResponse) => void;

  constructor() {
    const { responses } = this;
    // One listener for all.
    this.forget = function () {
      responses.delete(this);
    };
  }

  add(response: ServerResponse): void {
    this.responses.add(response);
    response.on('close', this.forget);
    if (this.isEnding) endConnection(response);
  }

  endConnections(): void {
    this.isEnding = true;
    this.responses.forEach(endConnection);
  }
}

function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

/**
 * Proxies open connections ahead of their use. Node counts such a connection as busy, so that a closing server would wait for it.
 *
 * @returns what cuts those off that have not said a word.
 */
export function followSilentConnections(server: Server): () => void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };
}
