/** POSTs that cost the sender next to nothing: ready bytes, connections that stay open, and a look at the status. */
import { connect } from 'node:net';

const accepted = 'HTTP/1.1 200 ';
/** The receiver's answers have no body. */
const endOfAnswer = '\r\n\r\n';

/** All that goes over the wire for one POST. */
export function rawRequest(url, { bytes, signature }) {
  const { host, pathname } = new URL(url);
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${host}`,
    'content-type: application/json',
    `content-length: ${bytes.length}`,
    `x-hub-signature-256: ${signature}`,
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n') + endOfAnswer), bytes]);
}

/** Connections to one server; as many are opened as POSTs are under way at a time. */
export class Posts {
  #address;
  #open = new Set();
  #free = [];

  constructor(url) {
    const { hostname, port } = new URL(url);
    this.#address = { host: hostname, port: Number(port), noDelay: true };
  }

  /** @throws Error when the answer is not 200 */
  async send(request) {
    const connection = this.#free.pop() ?? this.#connect();
    await connection.exchange(request);
    this.#free.push(connection);
  }

  close() {
    for (const socket of this.#open) socket.destroy();
  }

  #connect() {
    let answer = '';
    let settle;
    const callback = (length, buffer) => {
      answer += buffer.latin1Slice(0, length);
      if (!answer.endsWith(endOfAnswer)) return true;
      const whole = answer;
      answer = '';
      if (whole.startsWith(accepted)) settle.resolve();
      else settle.reject(new Error(`the receiver answered ${whole.split('\r\n')[0]}`));
      return true;
    };
    const socket = connect({ ...this.#address, onread: { buffer: Buffer.alloc(4_096), callback } });
    this.#open.add(socket);
    socket.on('error', (error) => settle.reject(error));
    socket.on('close', () => settle.reject(new Error('the receiver closed the connection')));
    const exchange = (request) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        socket.write(request);
      });
    return { exchange };
  }
}
