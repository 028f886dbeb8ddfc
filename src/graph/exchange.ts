/** One request and its answer over got, with every error turned into one of the client's own. */
import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { RequestError, type Got, type OptionsOfTextResponseBody, type Request } from 'got';
import { parseExactJson } from '../common/exact-json.js';
import { defined } from '../common/schema/defined.js';
import { GraphApiError, GraphTransportError, type TransportPhase } from './errors.js';
import { errorIn, toForeignError, toGraphError, type GraphHeaders } from './parse-error.js';
import type { Redactor } from './redact.js';
import type { GraphResponse } from './request.js';

/** The most that is read of an error answer to a streamed request, in characters. A Graph error is far shorter. */
const errorBodyLimit = 65_536;

/** A request that is ready to go. */
export interface ReadyRequest {
  url: URL;
  options: OptionsOfTextResponseBody;
  /** Keeps the request's secrets out of errors. */
  redact: Redactor;
}

/** One request, and how far it has come: made for it, and used once. */
export class Exchange {
  readonly #http: Got;
  readonly #request: ReadyRequest;
  #phase: TransportPhase = 'connect';
  /** The status of an answer that has begun. */
  #httpStatus: number | undefined;

  constructor(http: Got, request: ReadyRequest) {
    this.#http = http;
    this.#request = request;
  }

  /** Sends the request and reads the answer as JSON or text. */
  async read(as: 'json' | 'text'): Promise<GraphResponse> {
    const { url, options, redact } = this.#request;
    const pending = this.#http(url, options);
    void pending.on('request', (sent: ClientRequest) => this.#watch(sent));
    const { statusCode: status, headers: rawHeaders, body: text } = await pending;
    const headers = joinHeaders(rawHeaders);
    const parsed = parseJson(text);
    throwIfError(status, headers, parsed, text, redact);
    if (as === 'text') return { status, headers, body: text };
    if (parsed === undefined && text.trim() !== '') throw toForeignError(status, headers, text, redact);
    return { status, headers, body: parsed };
  }

  /** Sends the request and hands over the answer's bytes; an error answer is read and thrown. */
  async stream(): Promise<GraphResponse<Readable>> {
    const { url, options, redact } = this.#request;
    const stream = this.#http.stream(url, { ...options, isStream: true });
    stream.on('request', (sent: ClientRequest) => this.#watch(sent));
    if (options.body === undefined && options.method !== 'GET') stream.end();
    const { status, headers } = await readHead(stream);
    if (status >= 200 && status < 300) return { status, headers, body: this.#detach(stream) };
    const text = await readBeginning(stream);
    throwIfError(status, headers, parseJson(text), text, redact);
    throw toForeignError(status, headers, text, redact);
  }

  /** The client's own error for whatever got throws: got's errors hold the request's options, and so the token. */
  toClientError(error: unknown): Error {
    if (error instanceof GraphApiError || error instanceof GraphTransportError) return error;
    const message = error instanceof Error ? error.message : String(error);
    const causeCode = error instanceof RequestError ? error.code : undefined;
    return new GraphTransportError(this.#request.redact(message), {
      phase: this.#phase,
      ...defined({ causeCode, httpStatus: this.#httpStatus }),
    });
  }

  /** Follows the request. Has to be called in the tick that made it, before a socket is assigned to it. */
  #watch(request: ClientRequest): void {
    request.once('socket', (socket: Socket) => {
      // A kept-alive socket takes the request at once. Node holds the request back until a new one is connected and
      // verified. One through a proxy is connected already, and not yet verified.
      if (isReady(socket)) this.#advance('sent');
      else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => this.#advance('sent'));
    });
    request.once('response', ({ statusCode }) => {
      this.#advance('reading');
      this.#httpStatus = statusCode;
    });
  }

  #advance(phase: TransportPhase): void {
    if (this.#phase !== 'reading') this.#phase = phase;
  }

  /** The answer's bytes, apart from got's stream, whose errors hold the token. */
  #detach(stream: Request): Readable {
    const body = new PassThrough();
    // The answer may break off before anybody reads it. Its reader finds the error then; without this listener the
    // process would end.
    body.on('error', () => undefined);
    stream.on('error', (error: Error) => body.destroy(this.toClientError(error)));
    body.once('close', () => stream.destroy());
    stream.pipe(body);
    return body;
  }
}

function isReady(socket: Socket): boolean {
  return !socket.connecting && !(socket instanceof TLSSocket && socket.getFinished() === undefined);
}

function throwIfError(status: number, headers: GraphHeaders, parsed: unknown, text: string, redact: Redactor): void {
  const error = errorIn(parsed);
  if (error) throw toGraphError(status, headers, error, parsed, redact);
  if (status < 200 || status >= 300) throw toForeignError(status, headers, text, redact);
}

function readHead(stream: Request): Promise<{ status: number; headers: GraphHeaders }> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.once('response', (response: { statusCode: number; headers: IncomingHttpHeaders }) => {
      resolve({ status: response.statusCode, headers: joinHeaders(response.headers) });
    });
  });
}

async function readBeginning(stream: Request): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.length >= errorBodyLimit) break;
  }
  return text;
}

/** Undefined when the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}

function joinHeaders(headers: IncomingHttpHeaders): GraphHeaders {
  const joined: GraphHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return joined;
}
