import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { TransportPhase } from './errors.js';

/** Follows one request to tell afterwards how far it had come. */
export class PhaseTracker {
  phase: TransportPhase = 'connect';
  /** Of an answer that has begun. */
  httpStatus: number | undefined;

  /** Has to be called in the tick that made the request, before a socket is assigned to it. */
  watch(request: ClientRequest): void {
    request.once('socket', (socket: Socket) => {
      // A kept-alive socket takes the request at once; Node holds it back until a new one is connected and, for TLS, verified.
      if (!socket.connecting) this.#advance('sent');
      else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => this.#advance('sent'));
    });
    request.once('response', ({ statusCode }) => {
      this.#advance('reading');
      this.httpStatus = statusCode;
    });
  }

  #advance(phase: TransportPhase): void {
    if (this.phase !== 'reading') this.phase = phase;
  }
}
